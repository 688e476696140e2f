#pragma once

#include "core/data/table.h"
#include "core/plugin/metric.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace counterpoint::metrics {

/// Whether a silhouette by batch says something about these cells: more than one batch, and fewer
/// batches than cells (scib's rule).
bool hasSeveralBatches(std::span<const std::uint32_t> cells, const data::Categories& batch);

/// The score of per-cell values between 0 and 1 that are averaged within each label and then over
/// labels, every label counting the same however many cells it has. NaN cells count nowhere;
/// `undefinedWhy` is the sentence for when all are NaN.
plugin::Score labelMeanScore(std::vector<float> perCell, const data::Categories& label,
                             const std::string& undefinedWhy);

}  // namespace counterpoint::metrics
