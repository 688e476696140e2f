#pragma once

#include "core/data/matrix.h"
#include "core/diagnose/batch_cluster.h"
#include "core/diagnose/noise_metric.h"

#include <cstddef>
#include <vector>

namespace counterpoint::diagnose {

/// For 2 pieces, 3 and so on up to `mostPieces`, the shifts that together bring populations known
/// from another batch closest to the cells of this one: medoids (Kaufman & Rousseeuw 1990) of all
/// shifts from a population to a cluster or to half of one. Populations: their means, dims each;
/// `metric`: of the noise they were found with.
std::vector<std::vector<Vector>> shiftsOntoCells(const data::Embedding& pcs,
                                                 const std::vector<BatchCluster>& clusters,
                                                 const std::vector<Vector>& populations,
                                                 const NoiseMetric& metric, std::size_t mostPieces);

}  // namespace counterpoint::diagnose
