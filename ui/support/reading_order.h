#pragma once

#include <vector>

class QWidget;

namespace counterpoint::support {

/// What Tab reaches, as one reads it: section by section, in each from top to bottom and from left
/// to right, whenever the widgets were made. Only what is seen and enabled.
std::vector<QWidget*> readingOrder(const std::vector<QWidget*>& sections);

/// The one after `from`, or before it; the first after the last. Null where there is none.
QWidget* nextInReadingOrder(const std::vector<QWidget*>& sections, const QWidget* from,
                            bool forward);

}  // namespace counterpoint::support
