#pragma once

#include "core/data/neighbor_graph.h"
#include "core/data/table.h"

#include <cstdint>
#include <vector>

namespace counterpoint::metrics {

/// For each cell 1 where it lies in the largest connected part of its label, 0 where it is cut off,
/// −1 where it has no label. Edges join each cell with its first `k` − 1 others, either way round,
/// within one label; `k` counts the cell itself. Of equally large parts the one with the smallest
/// cell index counts as the largest.
std::vector<std::int8_t> inLargestPart(const data::NeighborGraph& neighbors,
                                       const data::Categories& label, int k);

/// The same along directed edges, from each cell to its neighbours, where cells hang together only
/// if each can be reached from the other: 1, 0, and NaN without a label.
std::vector<float> inLargestStrongPart(const data::NeighborGraph& neighbors,
                                       const data::Categories& label, int k);

}  // namespace counterpoint::metrics
