#pragma once

#include "core/base/job.h"
#include "core/data/table.h"
#include "core/diagnose/batch_match.h"
#include "core/diagnose/cluster_means.h"
#include "core/diagnose/partition.h"
#include "core/diagnose/profiles.h"
#include "core/diagnose/restricted_neighbors.h"

#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint::diagnose {

/// Two clusters of one batch that turned out to be of two populations.
struct HiddenPopulation {
    std::int32_t batch = 0;
    std::int32_t cluster = 0;     ///< of the population that kept its group
    std::int32_t newCluster = 0;  ///< of the other one
    std::int32_t group = 0;
    std::int32_t newGroup = 0;
};

/// Populations that are few genes away from each other share clusters and a group. Where the cells
/// of a group fall in two by genes that are the same in all its batches (`sharedCut`), or those of
/// one batch by genes of its own, the group is divided, and with it every cluster that holds 8
/// cells of both; then the parts are looked at. Batches that hold one of the two alone go where
/// they lie along the difference of the two, as measured from other groups that batches share;
/// where that cannot be told, or no batch holds 10 cells of both, nothing changes. Nor does it
/// where the two are the pieces that a batch consists of (`piece`, per cell, of InnerShifts; empty:
/// none): genes still hold their shifts. `aligned`: neighbours, with whom cells go whose batch has
/// too few to be placed.
std::vector<HiddenPopulation> divideHidden(const Expression& expression,
                                           const data::Categories& batch,
                                           const NeighborTable& aligned, Partition& clusters,
                                           Partition& groups, std::span<const std::int32_t> piece,
                                           const base::Job& job);

/// Adds that the clusters of a divided population belong together in all pairs of batches, however
/// far they lie from each other: surer (doubt -1) than any match that is found. No cells are
/// counted for it, so batches stay where other matches bring them.
void matchDivided(const std::vector<HiddenPopulation>& hidden, const Partition& clusters,
                  const Partition& groups, const ClusterMeans& means,
                  std::vector<BatchPair>& pairs);

}  // namespace counterpoint::diagnose
