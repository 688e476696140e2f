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

/// Where the search for a translation begins: at the means of the batches (spec A3), or at single
/// clusters laid on each other as well. Batches that share little are found by the second only; it
/// also finds more that is wrong.
enum class Starts { Means, Clusters };

/// For every pair of batches the translation under which most cells find a counterpart (spec A3).
/// Pairs in which a batch has no cluster of 8 cells are left out. `confusion`: of the clusters.
std::vector<BatchPair> matchBatches(const data::Embedding& pcs, const data::Categories& batch,
                                    const ClusterMeans& clusters, const PairTable& confusion,
                                    Starts starts, const base::Job& job);

/// How far batches are moved onto each other, mean over pairs.
double meanLength(const std::vector<BatchPair>& pairs);

/// Root mean square distance of cells from their mean.
double spreadOf(const data::Embedding& pcs);

}  // namespace counterpoint::diagnose
