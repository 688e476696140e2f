#pragma once

#include "core/base/job.h"
#include "core/data/table.h"
#include "core/diagnose/partition.h"
#include "core/diagnose/restricted_neighbors.h"

namespace counterpoint::diagnose {

/// Clusters found within each batch (spec A2), largest first, batch after batch: differences seen
/// there cannot be batch effects. `ownNeighbors` are the nearest cells of the own batch of every
/// cell, 15 or more.
Partition ownClusters(const NeighborTable& ownNeighbors, const data::Categories& batch,
                      const base::Job& job);

}  // namespace counterpoint::diagnose
