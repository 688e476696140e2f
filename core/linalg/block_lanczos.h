#pragma once

#include "core/base/job.h"
#include "core/linalg/panel.h"

#include <cstddef>
#include <functional>
#include <vector>

namespace counterpoint::linalg {

/// Multiplies a panel of n rows by a symmetric positive semi-definite n × n matrix.
using SymmetricProduct = std::function<Panel(const Panel&)>;

/// The largest eigenvalues, descending, and their unit eigenvectors.
struct EigenPairs {
    std::vector<double> values;   ///< k
    std::vector<double> vectors;  ///< n × k, row-major; signs are arbitrary
    /// Estimated sine of the angle between each vector and the exact one: the residual norm over
    /// the distance to the nearest other eigenvalue (Davis & Kahan 1970).
    std::vector<double> angles;
    int products = 0;  ///< panels multiplied
};

/// The k ≤ n largest eigenpairs of a symmetric positive semi-definite matrix known by its product
/// only: block Lanczos with full re-orthogonalisation and thick restarts (Wu & Simon 2000), started
/// from fixed random numbers. Stops when every angle is below `tolerance`, or when rounding leaves
/// nothing to gain. Small matrices are solved densely. Throws Error(Internal) if it does not
/// converge.
EigenPairs largestEigenPairs(std::size_t n, std::size_t k, const SymmetricProduct& product,
                             double tolerance, const base::Job& job);

}  // namespace counterpoint::linalg
