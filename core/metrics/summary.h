#pragma once

#include "core/data/table.h"
#include "core/plugin/metric.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace counterpoint::metrics {

/// Levels that at least one cell has.
std::size_t occupiedLevels(const data::Categories& categories);

/// The cells of each level, in cell order; cells without a value are in none.
std::vector<std::vector<std::uint32_t>> cellsByLevel(const data::Categories& categories);

/// Mean, and median (of an even count: the mean of the middle two), of the values that are not NaN;
/// NaN when there are none.
double meanOf(std::span<const float> values);
double medianOf(std::span<const float> values);

/// A score without a value and the sentence that says why.
plugin::Score undefinedScore(std::string why);

}  // namespace counterpoint::metrics
