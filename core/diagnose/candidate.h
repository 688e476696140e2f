#pragma once

#include "core/base/job.h"
#include "core/data/matrix.h"
#include "core/data/table.h"
#include "core/diagnose/alignment.h"
#include "core/diagnose/batch_match.h"
#include "core/diagnose/cluster_means.h"
#include "core/diagnose/partition.h"
#include "core/diagnose/restricted_neighbors.h"

#include <vector>

namespace counterpoint::diagnose {

/// One way to cut the batches into clusters and to bring these together.
struct Candidate {
    Partition clusters;
    PairTable confusion;
    ClusterMeans means;
    std::vector<BatchPair> batchPairs;
    Alignment alignment;
    double misfit = 1.0;  ///< U of the aligned space: how far batches stay apart within groups
};

/// Flat populations can be cut in many ways, and some cuts pair the wrong clusters. Pieces that
/// were paired wrongly do not mix, so of several candidates the one whose batches mix best once
/// aligned is kept.
/// `own`: the nearest cells of the own batch of every cell.
Candidate bestCandidate(const data::Embedding& pcs, const data::Categories& batch,
                        const NeighborTable& own, const base::Job& job);

}  // namespace counterpoint::diagnose
