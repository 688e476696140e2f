#pragma once

#include "core/data/table.h"
#include "core/diagnose/partition.h"

#include <vector>

namespace counterpoint::diagnose {

/// Of every batch: how surely it shares populations with some other one. The largest share of
/// cells, of it or of the other, whose set has 10 cells or more in both. Where one batch holds all
/// that the other has, one of the two is covered wholly, however much more the larger one holds;
/// two clouds that were merely laid on each other cover each other in part.
std::vector<double> coveredShares(const Partition& sets, const data::Categories& batch);

/// The share of batches that a cell's set has 5 cells or more in, mean over the cells.
double sharedByBatches(const Partition& sets, const data::Categories& batch);

}  // namespace counterpoint::diagnose
