#pragma once

#include "core/data/csr_matrix.h"
#include "core/data/neighbor_graph.h"

#include <cstddef>

namespace counterpoint::report {

/// The neighbour table as a sparse matrix of distances, as scanpy stores it: the nearest `others`
/// cells a row (fewer where the table holds fewer), columns ascending.
data::CsrMatrix distanceMatrix(const data::NeighborGraph& graph, std::size_t others);

}  // namespace counterpoint::report
