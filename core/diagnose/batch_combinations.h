#pragma once

#include "core/data/table.h"

#include <span>

namespace counterpoint::diagnose {

/// Cells of a combination that make it a batch of its own.
inline constexpr std::size_t leastCombinationCells = 30;

/// The combinations of levels of several batch variables that occur, as "level, level": what one
/// variable's batches share must mix across every other variable too. A combination of fewer than
/// 30 cells joins the largest one that has most levels in common with it. Without further
/// variables it is the first as it is. All have the same cells; missing values stay missing.
data::Categories batchCombinations(const data::Categories& first,
                                   std::span<const data::Categories> further);

}  // namespace counterpoint::diagnose
