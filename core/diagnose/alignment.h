#pragma once

#include "core/data/matrix.h"
#include "core/data/table.h"
#include "core/diagnose/batch_match.h"
#include "core/diagnose/cluster_means.h"
#include "core/diagnose/partition.h"
#include "core/diagnose/restricted_neighbors.h"

#include <vector>

namespace counterpoint::diagnose {

/// The cells moved so that matched clusters of all batches lie together: good enough to tell which
/// groups correspond, never shown and never a result.
struct Alignment {
    data::Embedding aligned;
    std::vector<float> residualShift;  ///< per cell: how far its population moved beyond its batch
};

/// Batch translations along a tree, then one residual shift for every matched component and batch
/// (spec A4). `confusion` is that of the clusters; `apart` (clusters × clusters, or empty) is not 0
/// where two must not become one component.
Alignment align(const data::Embedding& pcs, const data::Categories& batch,
                const Partition& clusters, const ClusterMeans& means,
                const std::vector<BatchPair>& batchPairs, const PairTable& confusion,
                const NeighborTable& ownNeighbors, const PairTable& apart = {});

}  // namespace counterpoint::diagnose
