#pragma once

#include "core/base/job.h"
#include "core/data/csr_matrix.h"

#include <cstddef>
#include <span>
#include <vector>

namespace counterpoint::metrics {

/// Some eigenvalues of a symmetric matrix, largest magnitude first, with unit eigenvectors.
struct Eigenpairs {
    std::vector<double> values;
    std::vector<double> vectors;  ///< values.size() × rows: one eigenvector after another
};

/// The `wanted` eigenpairs of largest magnitude (all rows, if fewer) of the symmetric matrix
/// scales[i] · weights[i, j] · scales[j]: dense for small matrices, else thick-restart block
/// Lanczos of its sixth power with full reorthogonalisation (Wu & Simon 2000) from a fixed start,
/// to residuals below `tolerance` of the largest eigenvalue, in single precision where the
/// tolerance is loose (the eigenvalues are those of double precision all the same). Uses one
/// thread. Throws Error(Internal) when it does not converge, Cancelled when stopped.
Eigenpairs largestEigenpairs(const data::CsrMatrix& weights, std::span<const double> scales,
                             std::size_t wanted, const base::Job& job, double tolerance = 5e-7);

}  // namespace counterpoint::metrics
