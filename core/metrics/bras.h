#pragma once

#include "core/data/matrix.h"
#include "core/data/table.h"

#include <vector>

namespace counterpoint::metrics {

/// 1 − |silhouette| of each cell by batch among the cells of its own label, with cosine distances
/// and b the mean distance to all cells of other batches (BRAS, Rautenstrauch 2025). Linear time:
/// the mean cosine distance to a set of cells is 1 − x·m, m the mean of their unit vectors. NaN as
/// `batchSilhouette`. A cell at the origin has no direction and lies at distance 1 of all others.
std::vector<float> brasPerCell(const data::Embedding& embedding, const data::Categories& batch,
                               const data::Categories& label);

}  // namespace counterpoint::metrics
