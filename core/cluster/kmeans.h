#pragma once

#include "core/base/job.h"
#include "core/data/matrix.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace counterpoint::cluster {

/// Result of `kmeans`.
struct KMeans {
    std::vector<std::int32_t> codes;  ///< nearest centre of each point
    data::Matrix centres;             ///< clusters × dims
    double inertia = 0.0;             ///< sum of squared distances to the nearest centre
    int iterations = 0;               ///< moves of the centres
};

/// k-means (Lloyd 1982) from one k-means++ start with 2 + ⌊ln k⌋ greedy trials a centre (Arthur &
/// Vassilvitskii 2007; as scikit-learn and scib-metrics). Like scib-metrics it goes on for 300
/// moves of the centres at least, and beyond while the inertia changes by more than 1e-4 of the
/// mean variance of a dimension; it leaves as soon as no point changes its centre, after which no
/// move would change anything. A centre without points stays where it is; of equally near centres
/// the first counts. `clusters` is at least 1; with fewer points than clusters some centres
/// coincide. Random numbers come from the job's seed; does not depend on the thread count.
/// Throws Cancelled when stopped.
KMeans kmeans(const data::Matrix& points, std::size_t clusters, const base::Job& job);

}  // namespace counterpoint::cluster
