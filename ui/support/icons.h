#pragma once

#include "ui/support/theme.h"

#include <QIcon>
#include <QSize>

class QPainter;
class QRectF;

namespace counterpoint::support {

/// The line icons of the window: 16 px, line 1.4, drawn in a colour of the theme.
enum class Icon {
    Open,
    Run,
    Stop,
    Undo,
    Redo,
    Back,
    Forward,
    Snapshot,
    Compare,
    Export,
    Search,
    Help,
    Fit,
    Check,
    Clock,
    Warning,
    Error,
    Reset,
    Close,
    Float,
    Sun,
    Moon,
    Under,
    Balanced,
    Over,
    ChevronDown,
    ChevronRight,
    Pan,
    Box,
    Lasso,
    Label,
    OneView,
    TwoViews,
    FourViews,
    BeforeAfter,
    ViewEach,
    File,
    Pin,
};

/// The icon size of buttons and tool bars with text: 16 px and 4 more to the style's own gap.
inline constexpr QSize iconBesideText{20, 16};

/// An icon for buttons and actions, drawn in `color`; in `control` while disabled and in the accent
/// while checked. Looks the theme up when it is painted, so it follows every change.
QIcon icon(Icon name, ThemeColor color = &Theme::text);

/// Draws the icon into `target` at once, for painted widgets.
void paintIcon(QPainter& painter, Icon name, const QRectF& target, const QColor& color);

/// The icon of the program.
QIcon applicationIcon();

}  // namespace counterpoint::support
