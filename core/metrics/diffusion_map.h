#pragma once

#include "core/base/job.h"
#include "core/data/csr_matrix.h"
#include "core/data/matrix.h"

namespace counterpoint::metrics {

/// Diffusion coordinates of a connected graph with symmetric weights (Coifman 2005, as scib-metrics
/// 0.5.10 uses them): nodes × min(components, nodes − 1). Eigenvectors of the density-normalised
/// transition matrix, largest magnitude first, each times e / (1 − e), which sums the diffusion
/// over all times; the trivial one (e = 1) keeps weight 1. `tolerance` is that of
/// largestEigenpairs().
data::Embedding diffusionMap(const data::CsrMatrix& weights, std::size_t components,
                             const base::Job& job, double tolerance = 5e-7);

}  // namespace counterpoint::metrics
