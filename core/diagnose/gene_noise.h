#pragma once

#include "core/base/job.h"
#include "core/diagnose/partition.h"
#include "core/diagnose/profiles.h"

#include <vector>

namespace counterpoint::diagnose {

/// How much every gene scatters about the means of the clusters: the standard deviation pooled over
/// clusters. Log-normalised counts scatter most where genes are neither absent nor plenty, whatever
/// they tell of populations, so where genes that vary most are looked for they are divided by this
/// first. A tenth of the mean variance is added to every gene's, so that genes hardly ever seen do
/// not lead. One number a column of the matrix; 1 for columns that are not among the genes.
std::vector<float> geneNoise(const Expression& expression, const Partition& clusters,
                             const base::Job& job);

}  // namespace counterpoint::diagnose
