#include "ui/support/text_size.h"

#include "ui/support/fonts.h"
#include "ui/support/theme.h"

#include <QLayout>
#include <QScreen>
#include <QScrollArea>
#include <QTimer>
#include <QWidget>

#include <utility>

namespace counterpoint::support {

namespace {

/// From the innermost part outwards. By itself the news would go one layout further with each round
/// of the event loop, and what is resized meanwhile meets needs that are no more.
void layOutAnew(QWidget& widget) {
    for (QObject* child : widget.children())
        if (auto* part = qobject_cast<QWidget*>(child); part != nullptr && !part->isWindow())
            layOutAnew(*part);
    if (QLayout* layout = widget.layout()) {
        layout->invalidate();
        layout->activate();
    }
}

/// A bar that was needed for a moment takes width from what wraps in it, and so stays needed.
void askForRoomAnew(QScrollArea& area) {
    if (area.verticalScrollBarPolicy() != Qt::ScrollBarAsNeeded) return;
    area.setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area.setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
}

}  // namespace

void followTextSize(QWidget& widget, const TextSizeChange& change) {
    QObject::connect(&themeNotifier(), &ThemeNotifier::changed, &widget,
                     [&widget, change, size = fontScale()]() mutable {
                         const double by = fontScale() / std::exchange(size, fontScale());
                         if (by == 1.0) return;
                         QTimer::singleShot(0, &widget, [&widget, then = change(by)] {
                             layOutAnew(widget);
                             then();
                         });
                     });
}

void fitToTexts(QWidget& dialog) {
    const auto fit = [&dialog] {
        dialog.resize(dialog.sizeHint().boundedTo(dialog.screen()->availableSize()));
        for (QScrollArea* area : dialog.findChildren<QScrollArea*>()) askForRoomAnew(*area);
    };
    fit();
    followTextSize(dialog, [fit](double /*by*/) { return fit; });
}

}  // namespace counterpoint::support
