#pragma once

#include "ui/support/fonts.h"

#include <QString>

class QLabel;
class QWidget;

namespace counterpoint::support {

/// How loud a text is: content, labels, hints, or a failure.
enum class Tone { Text, Second, Quiet, Error, Caution };

/// A label whose type and colour follow the theme and the user's font setting.
QLabel* makeLabel(const QString& text, Type type, Tone tone, QWidget* parent);

/// Changes the tone of a label later.
void setTone(QLabel& label, Tone tone);

/// Plain text as a part of rich text, which would make ordinary spaces of narrow ones: a line would
/// end between a number and its unit.
QString richText(const QString& plain);

/// A line of 1 px in the separator's colour.
QWidget* makeRule(QWidget* parent);

}  // namespace counterpoint::support
