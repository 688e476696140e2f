#pragma once

#include "core/base/job.h"
#include "core/data/matrix.h"
#include "core/data/table.h"

namespace counterpoint::cluster {

/// Stand-ins for populations where there are no labels: Leiden clusters (resolution 1) of the
/// shared-neighbour graph of 15 nearest cells within each batch of the uncorrected embedding, so
/// that no batch effect can divide or join them. One level a cluster, "<batch> / <number>", within
/// a batch by falling size; each lies in one batch. `batch` has no missing values. Throws Cancelled
/// when stopped.
data::Categories provisionalPopulations(const data::Embedding& uncorrected,
                                        const data::Categories& batch, const base::Job& job);

}  // namespace counterpoint::cluster
