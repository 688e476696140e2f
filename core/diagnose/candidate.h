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
    Starts starts = Starts::Means;
    std::vector<BatchPair> batchPairs;
    Alignment alignment;
    double misfit = 1.0;  ///< U of the aligned space: how far batches stay apart within groups
};

/// Flat populations can be cut in many ways, and some cuts pair the wrong clusters. Pieces that
/// were paired wrongly do not mix, and lie further apart than pieces that were one before a batch
/// effect. So of several candidates the one is kept whose batches mix best once aligned and were
/// not moved further for it than others had to be.
/// `own`: the nearest cells of the own batch of every cell.
Candidate bestCandidate(const data::Embedding& pcs, const data::Categories& batch,
                        const NeighborTable& own, const base::Job& job);

}  // namespace counterpoint::diagnose
