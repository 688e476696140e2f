#pragma once

#include "core/base/job.h"
#include "core/data/table.h"
#include "core/diagnose/partition.h"
#include "core/diagnose/profiles.h"
#include "core/diagnose/restricted_neighbors.h"

#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint::diagnose {

/// A cluster and a group that turned out to hold two populations.
struct HiddenPopulation {
    std::int32_t batch = 0;       ///< in which it was found
    std::int32_t cluster = 0;     ///< its cluster before
    std::int32_t newCluster = 0;  ///< what was taken out of it
    std::int32_t group = 0;
    std::int32_t newGroup = 0;
};

/// A population that is few genes away from another is no cluster of its own in PCs of all cells,
/// but two halves in those of its cluster (`twoPopulations`). Where every part of the group in
/// other batches lies clearly with one half, along the difference of the halves and measured from
/// groups that the batches share, cluster and group are taken apart; where one part does not,
/// nothing changes. A population of few markers that lives in one batch alone is found by these
/// (`markerCut`); all parts elsewhere must lie with the same half then. Nothing changes where the
/// halves are the pieces a batch consists of (`piece`, per cell, of InnerShifts; empty: none):
/// genes still hold their shifts.
std::vector<HiddenPopulation> divideHidden(const Expression& expression,
                                           const data::Categories& batch,
                                           const NeighborTable& aligned, Partition& clusters,
                                           Partition& groups, std::span<const std::int32_t> piece,
                                           const base::Job& job);

}  // namespace counterpoint::diagnose
