#include "core/metrics/interval.h"

#include <algorithm>
#include <cmath>

namespace counterpoint::metrics {

namespace {

constexpr double z = 1.959963984540054;  // 97.5 % point of the standard normal

}  // namespace

Interval linearInterval(double estimate, std::span<const double> influence) {
    double variance = 0.0;
    for (const double value : influence) variance += value * value;
    const double half = z * std::sqrt(variance);
    return {std::max(0.0, estimate - half), std::min(1.0, estimate + half)};
}

Interval shareInterval(double share, double cells) {
    if (cells <= 0.0) return {};
    const double correction = z * z / cells;
    const double centre = (share + correction / 2.0) / (1.0 + correction);
    const double half = z / (1.0 + correction) *
                        std::sqrt(share * (1.0 - share) / cells + correction / (4.0 * cells));
    // The ends meet the share at 0 and 1; rounding must not put it outside.
    return {std::clamp(centre - half, 0.0, share), std::clamp(centre + half, share, 1.0)};
}

Interval medianInterval(std::span<const float> sorted, double cells) {
    const auto n = static_cast<double>(sorted.size());
    const double half = n * z / (2.0 * std::sqrt(std::max(1.0, cells)));
    const double low = std::clamp(std::floor((n - 1.0) / 2.0 - half), 0.0, n - 1.0);
    const double high = std::clamp(std::ceil((n - 1.0) / 2.0 + half), 0.0, n - 1.0);
    return {sorted[static_cast<std::size_t>(low)], sorted[static_cast<std::size_t>(high)]};
}

namespace {

/// The smallest value up to which the share `part` of all weight lies.
double weightedQuantile(std::span<const Weighted> sorted, double part) {
    double total = 0.0;
    for (const Weighted& one : sorted) total += one.weight;
    double sum = 0.0;
    for (const Weighted& one : sorted) {
        sum += one.weight;
        if (sum >= part * total) return one.value;
    }
    return sorted.back().value;
}

}  // namespace

double medianOf(std::span<const Weighted> sorted) {
    return weightedQuantile(sorted, 0.5);
}

Interval medianInterval(std::span<const Weighted> sorted, double cells) {
    const double half = z / (2.0 * std::sqrt(std::max(1.0, cells)));
    return {weightedQuantile(sorted, std::max(0.0, 0.5 - half)),
            weightedQuantile(sorted, std::min(1.0, 0.5 + half))};
}

std::vector<float> sortedValues(std::span<const float> values) {
    std::vector<float> sorted;
    sorted.reserve(values.size());
    std::ranges::copy_if(values, std::back_inserter(sorted),
                         [](float x) { return !std::isnan(x); });
    std::ranges::sort(sorted);
    return sorted;
}

}  // namespace counterpoint::metrics
