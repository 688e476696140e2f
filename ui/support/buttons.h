#pragma once

#include "ui/support/icons.h"

#include <QString>

class QLineEdit;
class QPushButton;
class QToolButton;
class QWidget;

namespace counterpoint::support {

/// Plain buttons have a border; Primary is the one filled button of a window; Stop is in the error
/// colour; Link looks like one; Small is a plain one among lines of text.
enum class ButtonKind { Plain, Primary, Stop, Link, Small };

/// A button of that kind; its icon, if any, takes the colour of its text.
QPushButton* makeButton(const QString& text, ButtonKind kind, QWidget* parent);
QPushButton* makeButton(const QString& text, Icon icon, ButtonKind kind, QWidget* parent);

/// A 20 px button that is only an icon, with what it does as tooltip and accessible name.
QToolButton* makeSmallButton(Icon icon, const QString& does, QWidget* parent);

/// A button in `field` that empties it, drawn as the other icons are: Qt's own is for light themes.
void addClearButton(QLineEdit& field);

}  // namespace counterpoint::support
