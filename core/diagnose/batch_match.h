#pragma once

#include "core/base/job.h"
#include "core/data/matrix.h"
#include "core/data/table.h"
#include "core/diagnose/cluster_means.h"

#include <cstdint>
#include <vector>

namespace counterpoint::diagnose {

/// Two clusters of different batches that are taken for the same cells.
struct MatchedPair {
    std::int32_t first = 0;  ///< of the batch with the smaller number
    std::int32_t second = 0;
    double cells = 0.0;  ///< of the smaller of the two
    double doubt = 0.0;  ///< their distance in units of that to the nearest other cluster, below 1
};

/// One batch moved onto another.
struct BatchPair {
    std::int32_t first = 0;
    std::int32_t second = 0;
    std::vector<double> translation;  ///< brings the first batch onto the second
    std::vector<MatchedPair> matches;
};

/// For every pair of batches the translation under which most cells find a counterpart (spec A3).
/// Pairs in which a batch has no cluster of 8 cells are left out.
std::vector<BatchPair> matchBatches(const data::Embedding& pcs, const data::Categories& batch,
                                    const ClusterMeans& clusters, const base::Job& job);

}  // namespace counterpoint::diagnose
