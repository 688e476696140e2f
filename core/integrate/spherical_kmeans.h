#pragma once

#include "core/base/job.h"
#include "core/base/spare_arrays.h"

#include <cstddef>
#include <vector>

namespace counterpoint::integrate {

/// Harmony's start: k-means of unit vectors (rows × dims, padded to whole tiles) by squared
/// Euclidean distance, on an even sample of the rows where there are many. Greedy k-means++ seeds
/// (Arthur & Vassilvitskii 2007), then at most 10 rounds of Lloyd. Returns clusters × dims
/// centroids at unit length. Uses the job's seed; the same for any thread count.
std::vector<float> sphericalKmeans(const base::Floats& unit, std::size_t rows, std::size_t dims,
                                   std::size_t clusters, const base::Job& job);

}  // namespace counterpoint::integrate
