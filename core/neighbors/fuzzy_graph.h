#pragma once

#include "core/base/job.h"
#include "core/data/csr_matrix.h"
#include "core/data/neighbor_graph.h"

namespace counterpoint::neighbors {

/// The fuzzy simplicial set ("connectivities") of the first `k` − 1 others of every cell, so `k`
/// counts the cell itself as umap-learn and scanpy do: cells × cells, symmetric, weights in (0, 1],
/// nothing on the diagonal. Local connectivity 1 and plain union, as umap-learn's defaults (McInnes
/// 2018). Uses all columns where the table has fewer than `k` − 1. Throws Cancelled when stopped.
data::CsrMatrix fuzzyGraph(const data::NeighborGraph& neighbors, int k, const base::Job& job);

}  // namespace counterpoint::neighbors
