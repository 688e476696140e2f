#pragma once

#include "core/diagnose/batch_cluster.h"

#include <cstddef>
#include <vector>

namespace counterpoint::diagnose {

/// Coordinates in which noise scatters alike in all directions. In PCs it does not: along depth it
/// is about twice as wide as elsewhere.
class NoiseMetric {
  public:
    /// `covariance` of `cells` cells, dims × dims, is drawn towards a round one, the more the fewer
    /// cells there are (as Ledoit & Wolf 2004, with a fixed weight).
    NoiseMetric(const Vector& covariance, std::size_t dims, double cells);

    std::size_t dims() const { return m_dims; }
    /// dims to dims
    Vector operator()(const Vector& pcs) const;
    std::vector<Vector> operator()(const std::vector<Vector>& places) const;
    /// Of the covariance.
    double logDeterminant() const { return m_logDeterminant; }

  private:
    std::size_t m_dims;
    Vector m_transform;  ///< dims × dims, symmetric: inverse square root of the covariance
    double m_logDeterminant = 0.0;
};

/// Of the cells of clusters about their means.
NoiseMetric metricWithin(const std::vector<BatchCluster>& clusters, std::size_t dims);

}  // namespace counterpoint::diagnose
