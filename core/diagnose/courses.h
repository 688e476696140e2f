#pragma once

#include "core/base/job.h"
#include "core/data/matrix.h"
#include "core/diagnose/partition.h"
#include "core/diagnose/profiles.h"
#include "core/diagnose/restricted_neighbors.h"

#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint::diagnose {

/// Courses within clusters: a population that changes gradually is one cluster, and a correction
/// can lay one end of it on the other without any cell leaving the cluster. The course of a cluster
/// is the direction its cells differ most in beyond what the number of their genes explains, where
/// a cluster of the same groups in another batch has that direction too: so it is neither depth nor
/// noise nor a batch effect.
struct Courses {
    std::vector<float> place;   ///< per cell: along the course of its cluster
    std::vector<float> spread;  ///< per cell: mean distance to any cell of its cluster, along it
    std::vector<float> before;  ///< per cell: how closely its neighbours followed it, less noise
    std::vector<std::uint8_t> ofCluster;  ///< 1 where it has a course; empty: none has

    bool has(std::size_t cluster) const { return !ofCluster.empty() && ofCluster[cluster] != 0; }
    /// 1 − the distance along the course to the nearest cells of the own batch that are of the same
    /// cluster, relative to any: 1 where neighbours are alike, 0 where they are as by chance.
    /// `before` where there are too few of them.
    double followed(const Partition& clusters, std::uint32_t cell,
                    std::span<const std::uint32_t> ownNeighbors) const;
};

/// `clusters` of single batches, `clusterBatch` the batch of each, `ownNeighbors` the 15 nearest of
/// the own batch in `pcs`. None where no genes are known.
Courses courses(const data::Embedding& pcs, const Expression& expression, const Partition& clusters,
                const std::vector<std::int32_t>& clusterBatch, const Partition& groups,
                const NeighborTable& ownNeighbors, const base::Job& job);

}  // namespace counterpoint::diagnose
