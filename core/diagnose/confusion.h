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
/// the diagonal. Beyond the spec, 0 between four and more sets that all mix with all: opposite
/// sides of one population that has no course are far from each other, but no two populations.
PairTable separability(const PairTable& confusion);

/// w as in the spec, within every batch alone: (g, h) for cells of g. 1 where g is `present` (sets
/// × batches) and h is not: the few cells of h there may be cells of g that strayed into it, and
/// would be confused with g of course.
std::vector<PairTable> separabilityByBatch(const NeighborTable& ownNeighbors, const Partition& sets,
                                           const data::Categories& batch, const PairTable& present);

}  // namespace counterpoint::diagnose
