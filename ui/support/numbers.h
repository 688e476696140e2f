#pragma once

#include <QString>

namespace counterpoint::support {

/// Numbers as the window writes them: true minus sign (U+2212), thin space (U+2009) between
/// thousands, narrow no-break space (U+202F) before "%", and an en dash for what has no value
/// (NaN).

/// A score: "0.34", "−0.02"; three decimals in the table of differences.
QString score(double value, int decimals = 2);
/// A signed change: "+0.30", "−0.02", "±0.00".
QString change(double value, int decimals = 2);
/// A count: "10 679".
QString count(qint64 value);
/// A share of 1 as a percentage: "84 %".
QString percent(double share);
/// A sentence of core with its counts of cells and genes and its percentages as the window writes
/// them, but no-break spaces (U+202F). Numbers that are part of names stay as they are.
QString sentence(QString text);
/// A number with at least `decimals` decimals and no more than it needs, up to six: "4.0", "0.15".
QString number(double value, int decimals = 0);

}  // namespace counterpoint::support
