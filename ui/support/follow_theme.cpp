#include "ui/support/follow_theme.h"

#include "ui/support/theme.h"

namespace counterpoint::support {

void followTheme(QObject& owner, const std::function<void()>& dress) {
    dress();
    QObject::connect(&themeNotifier(), &ThemeNotifier::changed, &owner, dress);
}

}  // namespace counterpoint::support
