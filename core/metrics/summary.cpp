#include "core/metrics/summary.h"

#include "core/metrics/interval.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace counterpoint::metrics {

std::size_t occupiedLevels(const data::Categories& categories) {
    const auto counts = categories.counts();
    return static_cast<std::size_t>(
        std::ranges::count_if(counts, [](std::size_t count) { return count > 0; }));
}

std::vector<std::vector<std::uint32_t>> cellsByLevel(const data::Categories& categories) {
    std::vector<std::vector<std::uint32_t>> cells(categories.levelCount());
    for (std::size_t i = 0; i < categories.size(); ++i)
        if (categories.codes[i] >= 0)
            cells[categories.codes[i]].push_back(static_cast<std::uint32_t>(i));
    return cells;
}

double meanOf(std::span<const float> values) {
    double sum = 0.0;
    std::size_t count = 0;
    for (const float value : values) {
        if (std::isnan(value)) continue;
        sum += value;
        ++count;
    }
    return count == 0 ? std::numeric_limits<double>::quiet_NaN() : sum / static_cast<double>(count);
}

double medianOf(std::span<const float> values) {
    const std::vector<float> sorted = sortedValues(values);
    if (sorted.empty()) return std::numeric_limits<double>::quiet_NaN();
    const std::size_t half = sorted.size() / 2;
    return sorted.size() % 2 == 1
               ? static_cast<double>(sorted[half])
               : (static_cast<double>(sorted[half - 1]) + static_cast<double>(sorted[half])) / 2.0;
}

plugin::Score undefinedScore(std::string why) {
    plugin::Score score;
    score.undefined = std::move(why);
    return score;
}

}  // namespace counterpoint::metrics
