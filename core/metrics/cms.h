#pragma once

#include "core/base/job.h"
#include "core/data/neighbor_graph.h"
#include "core/data/table.h"

#include <span>
#include <vector>

namespace counterpoint::metrics {

/// CellMixS' cell-specific mixing score of every row of the table, not smoothed: the p-value of a
/// k-sample Anderson–Darling test that the distances to the neighbours of each batch follow one law
/// (mean of both versions). Batches with ten neighbours or fewer are left out; fewer than two
/// batches: 0. NaN when a batch has distances of zero only.
std::vector<float> cellMixingScores(const data::NeighborGraph& neighbors,
                                    const data::Categories& batch, const base::Job& job);

/// The mean over each cell (weight 1) and its neighbours (weight 1 / (distance + 1)); NaN scores
/// are left out.
std::vector<float> smoothedScores(const data::NeighborGraph& neighbors,
                                  std::span<const float> scores, const base::Job& job);

}  // namespace counterpoint::metrics
