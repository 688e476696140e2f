#pragma once

#include "core/base/job.h"
#include "core/data/csr_matrix.h"
#include "core/data/neighbor_graph.h"

namespace counterpoint::cluster {

/// Shared-neighbour graph: cells i and j are joined where one is among the first `others`
/// neighbours of the other, with weight |Nᵢ ∩ Nⱼ| / |Nᵢ ∪ Nⱼ|, N being a cell's first `others`
/// neighbours and the cell itself (Jaccard overlap; Jarvis & Patrick 1973, weights as in Seurat).
/// Symmetric, weights in (0, 1], nothing on the diagonal. Uses all columns where the table has
/// fewer. Throws Cancelled when stopped.
data::CsrMatrix sharedNeighborGraph(const data::NeighborGraph& neighbors, std::size_t others,
                                    const base::Job& job);

}  // namespace counterpoint::cluster
