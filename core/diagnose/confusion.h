#pragma once

#include "core/data/table.h"
#include "core/diagnose/partition.h"
#include "core/diagnose/restricted_neighbors.h"

#include <vector>

namespace counterpoint::diagnose {

/// How much the sets mix within single batches (spec A2): 0 = apart, 1 = as by chance; NaN where
/// two sets never share a batch with at least 8 cells each. `ownNeighbors` are the nearest cells of
/// the own batch of every cell, 15 or more.
PairTable confusion(const NeighborTable& ownNeighbors, const Partition& sets,
                    const data::Categories& batch);

/// w of spec A2: 1 for a confusion up to 0.15 and where it is undefined, falling to 0 at 0.45; 0 on
/// the diagonal.
PairTable separability(const PairTable& confusion);

/// w within every batch alone.
std::vector<PairTable> separabilityByBatch(const NeighborTable& ownNeighbors, const Partition& sets,
                                           const data::Categories& batch);

}  // namespace counterpoint::diagnose
