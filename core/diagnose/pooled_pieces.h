#pragma once

#include "core/data/matrix.h"
#include "core/diagnose/batch_cluster.h"

#include <array>

namespace counterpoint::diagnose {

/// The means of two pieces that cells of many clusters consist of, `residuals`: each less its
/// cluster's mean. One cluster has too few cells to tell pieces that overlap; all clusters scatter
/// alike. Cut across the direction in which the cells are least normal towards two modes (smallest
/// kurtosis; fixed points of FastICA, Hyvärinen 1999): the widest ones are those of depth and of
/// courses. Both empty where there is nothing to cut.
std::array<Vector, 2> pooledHalves(const data::Embedding& residuals);

}  // namespace counterpoint::diagnose
