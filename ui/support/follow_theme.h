#pragma once

#include <functional>

class QObject;

namespace counterpoint::support {

/// Calls `dress` now and whenever the theme or the size of texts changes, for as long as `owner`
/// lives: for fonts, heights and widths that a widget is told once and keeps.
void followTheme(QObject& owner, const std::function<void()>& dress);

}  // namespace counterpoint::support
