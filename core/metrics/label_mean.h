#pragma once

#include "core/data/table.h"
#include "core/metrics/interval.h"
#include "core/metrics/query_sample.h"
#include "core/plugin/metric.h"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace counterpoint::metrics {

/// Whether a silhouette by batch says something about these cells: more than one batch, and fewer
/// batches than cells (scib's rule).
bool hasSeveralBatches(std::span<const std::uint32_t> cells, const data::Categories& batch);

/// The score of per-cell values between 0 and 1 that are averaged within each label and then over
/// labels, every label counting the same however many cells it has. NaN cells count nowhere;
/// `undefinedWhy` is the sentence for when all are NaN. The interval takes the values for
/// independent. Score::perLabel holds the means.
plugin::Score labelMeanScore(std::vector<float> perCell, const data::Categories& label,
                             const std::string& undefinedWhy);

/// The same of values of some cells only; every label of which a cell is asked counts. For the
/// interval, neighbouring cells repeat each other `overlap` times.
plugin::Score labelMeanScore(std::vector<float> perCell, const Asked& asked,
                             const data::Categories& label, const std::string& undefinedWhy,
                             double overlap = 1.0);

/// The interval of such a score when every value depends on all cells of its label, as silhouettes
/// do: by random groups (Wolter 2007, ch. 2). Each label's cells are dealt to ten groups, batch by
/// batch and always in the same random order, the score of each label is computed in each group
/// anew by `valuesOf(cells)`, and its scatter over groups gives its standard error. Of a sampled
/// score only the asked cells are dealt: as wide as if no others had been sequenced.
Interval randomGroupInterval(
    double estimate, const data::Categories& batch, const data::Categories& label,
    const Asked& asked,
    const std::function<std::vector<float>(std::span<const std::uint32_t>)>& valuesOf);

}  // namespace counterpoint::metrics
