#pragma once

#include "core/data/matrix.h"

#include <cstdint>
#include <vector>

namespace counterpoint::diagnose {

using Vector = std::vector<double>;

double dot(const Vector& a, const Vector& b);
double squaredLength(const Vector& a);
Vector difference(const Vector& a, const Vector& b);

Vector rowOf(const data::Embedding& pcs, std::size_t cell);

/// A cluster of one batch and how its cells scatter.
struct BatchCluster {
    std::vector<std::uint32_t> cells;
    Vector mean;
    Vector covariance;   ///< dims × dims
    double noise = 0.0;  ///< variance of the mean, summed over dimensions

    double size() const { return static_cast<double>(cells.size()); }
    double varianceAlong(const Vector& direction) const;
};

/// Needs two cells or more.
BatchCluster batchCluster(const data::Embedding& pcs, std::vector<std::uint32_t> cells);

}  // namespace counterpoint::diagnose
