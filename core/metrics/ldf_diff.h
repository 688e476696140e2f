#pragma once

#include "core/data/neighbor_graph.h"

#include <vector>

namespace counterpoint::metrics {

/// Local density factors (Latecki et al. 2007, h = 1, c = 0.5) of cells in `dims` dimensions with
/// given neighbours and their distances, in any order: how much denser the neighbours of a cell lie
/// than the cell itself, 2/3 where equally dense, 0 to 2. As CellMixS, a neighbour's own reach is
/// its last listed distance. Computed in logarithms, so nothing overflows. NaN next to neighbours
/// whose reach is 0.
std::vector<double> localDensityFactors(const data::NeighborGraph& neighbors, std::size_t dims);

}  // namespace counterpoint::metrics
