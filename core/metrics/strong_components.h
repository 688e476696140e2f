#pragma once

#include "core/data/neighbor_graph.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint::metrics {

/// Strongly connected parts (Tarjan 1972) of the directed graph from each cell to those of its
/// first `others` neighbours that have the same code: the number of its part for each cell, −1 for
/// cells with code −1.
std::vector<std::int32_t> strongComponents(const data::NeighborGraph& neighbors,
                                           std::span<const std::int32_t> codes, std::size_t others);

}  // namespace counterpoint::metrics
