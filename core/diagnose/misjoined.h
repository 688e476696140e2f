#pragma once

#include "core/base/job.h"
#include "core/data/table.h"
#include "core/diagnose/hidden_populations.h"
#include "core/diagnose/partition.h"
#include "core/diagnose/profiles.h"

#include <vector>

namespace counterpoint::diagnose {

/// A sub-population of one batch only can be a cluster there and share a group with cells of other
/// batches all the same: those lie nearest to it that are nearest to it of its sister. Where a
/// group holds a cluster and some of a second cluster of the same batch, and the parts of the group
/// in other batches lie clearly with one or the other along the difference of the two, the parts go
/// with the cluster that they lie with. Where one lies between, or cannot be placed, the group
/// stays as it is.
///
/// `confusion` is that of the clusters. Returns what was found: `cluster` and `newCluster` are the
/// two, `newGroup` is the group that held both and `group` where one has gone.
std::vector<HiddenPopulation> separateMisjoined(const Expression& expression,
                                                const data::Categories& batch,
                                                const Partition& clusters,
                                                const PairTable& confusion, Partition& groups,
                                                const base::Job& job);

}  // namespace counterpoint::diagnose
