#pragma once

#include "core/data/matrix.h"
#include "core/data/table.h"
#include "core/diagnose/partition.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint::diagnose {

/// Where own-batch clusters lie, and how surely.
struct ClusterMeans {
    std::size_t dims = 0;
    std::vector<double> means;        ///< clusters × dims
    std::vector<double> sizes;        ///< cells
    std::vector<double> noise;        ///< variance of the mean, summed over dimensions
    std::vector<std::int32_t> batch;  ///< the batch a cluster lies in

    std::size_t count() const { return sizes.size(); }
    std::span<const double> mean(std::size_t c) const { return {means.data() + c * dims, dims}; }
};

ClusterMeans clusterMeans(const data::Embedding& pcs, const Partition& clusters,
                          const data::Categories& batch);

/// |mean of c + shift − mean of e|, less what the noise of both means explains; at least 0.
double distanceBetween(const ClusterMeans& clusters, std::size_t c, std::span<const double> shift,
                       std::size_t e);

}  // namespace counterpoint::diagnose
