#pragma once

#include "core/base/job.h"
#include "core/data/matrix.h"
#include "core/data/table.h"

#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint::metrics {

/// Silhouette width (Rousseeuw 1987) of every row of `points` in the groups `codes` (below
/// `groups`), Euclidean, exact, O(rows² · columns): (b − a) / max(a, b) with a the mean distance to
/// the others of the row's group and b the smallest mean distance to another group. 0 in a group of
/// one and where a = b = 0, as scikit-learn; NaN where the code is −1 (such rows are in no group)
/// and where there is no other group. Distances in float32, sums in float64: right to about 1e-6.
/// With `queries` only of those rows, each against all. Reports progress.
std::vector<float> silhouette(const data::Matrix& points, std::span<const std::int32_t> codes,
                              std::size_t groups, const base::Job& job,
                              std::span<const std::uint32_t> queries = {});

/// Silhouette of each cell by batch among the cells of its own label, signed. NaN for cells without
/// label and for labels with one batch or with as many batches as cells (as scib). With `queries`,
/// ascending, only of those cells.
std::vector<float> batchSilhouette(const data::Embedding& embedding, const data::Categories& batch,
                                   const data::Categories& label, const base::Job& job,
                                   std::span<const std::uint32_t> queries = {});

}  // namespace counterpoint::metrics
