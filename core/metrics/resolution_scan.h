#pragma once

#include "core/base/job.h"
#include "core/cluster/partition.h"
#include "core/data/neighbor_graph.h"

#include <memory>
#include <vector>

namespace counterpoint::metrics {

/// Leiden clusters of the 15-neighbour connectivities at the resolutions 0.2, 0.4, …, 2.0 (two
/// iterations, always the same seed), as scib and scib-metrics search them. The last answer is
/// remembered. Throws Cancelled when stopped.
std::shared_ptr<const std::vector<cluster::Partition>> resolutionScan(
    const data::NeighborGraph& neighbors, const base::Job& job);

}  // namespace counterpoint::metrics
