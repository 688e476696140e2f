#include "core/preprocess/quality_histograms.h"

#include <algorithm>
#include <cmath>

namespace counterpoint::preprocess {

double Histogram::edge(std::size_t bin) const {
    const double at =
        low + (high - low) * static_cast<double>(bin) / static_cast<double>(bins.size());
    return logarithmic ? std::pow(10.0, at) - 1.0 : at;
}

Histogram histogram(const std::vector<double>& values, std::size_t bins, bool logarithmic) {
    Histogram result;
    result.logarithmic = logarithmic;
    result.bins.assign(std::max<std::size_t>(1, bins), 0);
    if (values.empty()) return result;
    const auto scaled = [&](double x) { return logarithmic ? std::log10(1.0 + x) : x; };
    const auto [least, most] = std::ranges::minmax(values);
    result.low = scaled(least);
    result.high = scaled(most);
    const double width = (result.high - result.low) / static_cast<double>(result.bins.size());
    for (const double value : values) {
        const double at = width > 0.0 ? (scaled(value) - result.low) / width : 0.0;
        ++result.bins[std::min(result.bins.size() - 1, static_cast<std::size_t>(at))];
    }
    std::size_t below = 0;
    while (2 * (below + result.bins[result.median]) < values.size())
        below += result.bins[result.median++];
    return result;
}

QualityHistograms qualityHistograms(const Quality& quality, std::size_t bins) {
    return {histogram({quality.genesPerCell.begin(), quality.genesPerCell.end()}, bins, true),
            histogram(quality.countsPerCell, bins, true),
            histogram({quality.mitoPercent.begin(), quality.mitoPercent.end()}, bins, false)};
}

}  // namespace counterpoint::preprocess
