#pragma once

#include "core/base/job.h"
#include "core/data/neighbor_graph.h"
#include "core/data/table.h"

#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint::metrics {

/// kBET's test (Büttner 2019) of every cell: the p-value of Pearson's chi-square test that the
/// batches in its neighbourhood, the cell itself and its first `k0` − 1 others, follow the
/// batch shares of the whole data. Equals R kBET with adapt = FALSE, heuristic = FALSE. All columns
/// are used where the table has fewer. NaN for every cell with fewer than two batches. `queries`
/// are the cells the rows of `neighbors` belong to; empty: row i is cell i.
std::vector<float> kbetPValues(const data::NeighborGraph& neighbors, const data::Categories& batch,
                               int k0, const base::Job& job,
                               std::span<const std::uint32_t> queries = {});

}  // namespace counterpoint::metrics
