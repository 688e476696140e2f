#pragma once

#include <QString>

#include <optional>
#include <vector>

namespace counterpoint::charts {

/// A range of a chart and the numbers written along it.
struct PlotAxis {
    struct Tick {
        double at = 0.0;
        QString text;
    };

    QString title;
    double low = 0.0;
    double high = 1.0;
    std::vector<Tick> ticks;  ///< rising, within the range
    bool hasGrid = true;      ///< a line across the chart at each tick
};

/// How an axis is fitted to its data.
struct AxisFit {
    double leastSpan = 0.0;  ///< data closer together than this are not blown up further
    double padding = 0.08;   ///< share of the span added at either end
    int mostTicks = 6;
    /// Values that are shown whatever the data are, such as 0.
    std::optional<double> include;
};

/// A range around finite `values` (others are ignored; 0 to 1 without any) with ticks at 1, 2 or 5
/// times a power of ten.
PlotAxis fitAxis(const std::vector<double>& values, const AxisFit& fit);

/// The same for values above 0 on a logarithmic scale: range and ticks are in log10, the texts say
/// the values themselves.
PlotAxis fitLogAxis(const std::vector<double>& values);

}  // namespace counterpoint::charts
