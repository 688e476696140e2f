#pragma once

#include "core/data/matrix.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint::metrics {

/// Points sorted by group and laid out for the distance kernel: panels of 16 points of one group,
/// dimension by dimension, the last panel of a group filled up with zeros that do not count. Points
/// are kept relative to the mean of their group, where the products that distances are made of lose
/// least to cancellation.
class GroupedPoints {
  public:
    static constexpr std::size_t lanes = 16;

    /// Rows of `points` whose code is −1 are left out.
    GroupedPoints(const data::Matrix& points, std::span<const std::int32_t> codes,
                  std::size_t groups);

    std::size_t groups() const { return m_counts.size(); }
    const std::vector<std::size_t>& counts() const { return m_counts; }

    /// Adds up the Euclidean distances from each of `rows` points (row-major at `queries`) to all
    /// points of each group: sums[row · groups + group].
    void addUp(const float* queries, std::size_t rows, double* sums) const;

  private:
    std::size_t m_dims;
    std::vector<std::size_t> m_counts;       ///< points in each group
    std::vector<std::size_t> m_firstPanels;  ///< of each group, and the number of panels
    std::vector<float> m_means;              ///< groups × dims
    std::vector<float> m_panels;             ///< panels × dims × lanes
    std::vector<float> m_squares;            ///< panels × lanes: squared lengths
};

}  // namespace counterpoint::metrics
