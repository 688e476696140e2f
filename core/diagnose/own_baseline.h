#pragma once

#include "core/base/job.h"
#include "core/data/matrix.h"
#include "core/data/table.h"
#include "core/diagnose/partition.h"

#include <span>
#include <vector>

namespace counterpoint::diagnose {

/// Per cluster: how many more neighbours of other clusters its cells have in their own batch once
/// batches are aligned, weighted as L1 (B3) and at least 0. Populations that lie further apart in
/// one batch than in the others come nearer to each other by any correction that brings every
/// population together, and that is no loss: what f0 (A8) is to the neighbours of other batches.
/// `before` is the weighted share of every cell before correction; of large clusters some 100 cells
/// are asked.
std::vector<double> ownBaseline(const data::Embedding& aligned, const Partition& clusters,
                                const PairTable& weight, const data::Categories& batch,
                                std::span<const float> before, const base::Job& job);

}  // namespace counterpoint::diagnose
