#pragma once

#include "core/base/job.h"
#include "core/data/neighbor_graph.h"
#include "core/diagnose/partition.h"

#include <cstddef>

namespace counterpoint::diagnose {

/// Communities of the shared-neighbour graph of the first `others` neighbours, by Leiden at
/// resolution 1 (spec A2). Leiden ends in one of many good partitions, and what is cut where
/// decides much of what follows; of `runs` runs the one with the largest modularity is kept, which
/// makes the answer depend less on the seed.
Partition communities(const data::NeighborGraph& graph, std::size_t others, std::size_t runs,
                      const base::Job& job);

}  // namespace counterpoint::diagnose
