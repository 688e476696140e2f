#include "ui/charts/plot_axis.h"

#include "ui/support/numbers.h"

#include <algorithm>
#include <cmath>

namespace counterpoint::charts {

namespace {

struct Extent {
    double low = 0.0;
    double high = 1.0;
};

Extent extentOf(std::vector<double> values) {
    std::erase_if(values, [](double value) { return !std::isfinite(value); });
    if (values.empty()) return {};
    const auto [low, high] = std::ranges::minmax(values);
    return {low, high};
}

struct Steps {
    double step;
    double first;  ///< in steps
    double last;
};

/// The least of 1, 2, 5 × 10^k that puts no more than `most` ticks on the axis.
Steps stepsFor(const PlotAxis& axis, int most) {
    const double span = axis.high - axis.low;
    for (double unit = std::pow(10.0, std::floor(std::log10(span)) - 2.0);; unit *= 10.0)
        for (const double multiple : {1.0, 2.0, 5.0}) {
            const double step = multiple * unit;
            const double first = std::ceil(axis.low / step - 1e-9);
            const double last = std::floor(axis.high / step + 1e-9);
            if (last - first < most) return {step, first, last};
        }
}

/// A tick's number: as many decimals as the step needs, thin spaces in thousands.
QString tickText(double value, double step) {
    if (step >= 1.0) return support::count(std::llround(value));
    return support::score(value, static_cast<int>(std::ceil(-std::log10(step) - 1e-9)));
}

}  // namespace

PlotAxis fitAxis(const std::vector<double>& values, const AxisFit& fit) {
    Extent extent = extentOf(values);
    if (fit.include) {
        extent.low = std::min(extent.low, *fit.include);
        extent.high = std::max(extent.high, *fit.include);
    }
    double span = extent.high - extent.low;
    const double least = std::max(fit.leastSpan, 1e-9 * std::max(1.0, std::abs(extent.high)));
    if (span < least) {
        const double middle = (extent.low + extent.high) / 2.0;
        extent = {middle - least / 2.0, middle + least / 2.0};
        span = least;
    }
    PlotAxis axis;
    axis.low = extent.low - fit.padding * span;
    axis.high = extent.high + fit.padding * span;
    const auto [step, first, last] = stepsFor(axis, std::max(2, fit.mostTicks));
    for (double k = first; k <= last; ++k)
        axis.ticks.push_back({k * step, tickText(k * step, step)});
    return axis;
}

PlotAxis fitLogAxis(const std::vector<double>& values) {
    std::vector<double> logs;
    for (const double value : values)
        if (value > 0.0) logs.push_back(std::log10(value));
    const Extent extent = extentOf(logs);
    const double span = std::max(0.3, extent.high - extent.low);
    PlotAxis axis;
    axis.low = extent.low - 0.06 * span;
    axis.high = extent.high + 0.06 * span;
    const bool isWide = axis.high - axis.low > 2.5;
    for (double decade = std::floor(axis.low); decade <= axis.high; ++decade)
        for (const double step : {1.0, 2.0, 5.0}) {
            if (isWide && step != 1.0) continue;
            const double at = decade + std::log10(step);
            if (at >= axis.low && at <= axis.high)
                axis.ticks.push_back({at, support::number(step * std::pow(10.0, decade))});
        }
    return axis;
}

}  // namespace counterpoint::charts
