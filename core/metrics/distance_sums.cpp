#include "core/metrics/distance_sums.h"

#include "core/linalg/kernel.h"

#include <algorithm>
#include <cmath>

namespace counterpoint::metrics {

namespace {

constexpr std::size_t lanes = GroupedPoints::lanes;

/// Distances from two query rows to every point of every panel, added up by the panel's group.
/// Differences, not products: float32 then loses nothing to cancellation, and the two rows share
/// each load of a panel.
COUNTERPOINT_KERNEL
void addDistances(const float* queries, std::size_t rows, std::size_t dims, const float* panels,
                  const std::uint32_t* panelSizes, const std::uint32_t* panelGroups,
                  std::size_t panelCount, std::size_t groups, double* sums) {
    for (std::size_t panel = 0; panel < panelCount; ++panel) {
        const float* points = panels + panel * dims * lanes;
        float counts[lanes];
        for (std::size_t lane = 0; lane < lanes; ++lane)
            counts[lane] = lane < panelSizes[panel] ? 1.0F : 0.0F;
        double* groupSums = sums + panelGroups[panel];
        std::size_t row = 0;
        for (; row + 2 <= rows; row += 2) {
            const float* first = queries + row * dims;
            const float* second = first + dims;
            float a[lanes] = {};
            float b[lanes] = {};
            for (std::size_t dim = 0; dim < dims; ++dim) {
                const float* coordinate = points + dim * lanes;
#pragma omp simd
                for (std::size_t lane = 0; lane < lanes; ++lane) {
                    const float da = first[dim] - coordinate[lane];
                    const float db = second[dim] - coordinate[lane];
                    a[lane] += da * da;
                    b[lane] += db * db;
                }
            }
            float sumA = 0.0F;
            float sumB = 0.0F;
#pragma omp simd reduction(+ : sumA, sumB)
            for (std::size_t lane = 0; lane < lanes; ++lane) {
                sumA += counts[lane] * std::sqrt(a[lane]);
                sumB += counts[lane] * std::sqrt(b[lane]);
            }
            groupSums[row * groups] += static_cast<double>(sumA);
            groupSums[(row + 1) * groups] += static_cast<double>(sumB);
        }
        for (; row < rows; ++row) {
            const float* query = queries + row * dims;
            float a[lanes] = {};
            for (std::size_t dim = 0; dim < dims; ++dim)
#pragma omp simd
                for (std::size_t lane = 0; lane < lanes; ++lane) {
                    const float d = query[dim] - points[dim * lanes + lane];
                    a[lane] += d * d;
                }
            float sum = 0.0F;
#pragma omp simd reduction(+ : sum)
            for (std::size_t lane = 0; lane < lanes; ++lane)
                sum += counts[lane] * std::sqrt(a[lane]);
            groupSums[row * groups] += static_cast<double>(sum);
        }
    }
}

}  // namespace

GroupedPoints::GroupedPoints(const data::Matrix& points, std::span<const std::int32_t> codes,
                             std::size_t groups)
    : m_dims(points.cols), m_counts(groups, 0) {
    for (const std::int32_t code : codes)
        if (code >= 0) ++m_counts[code];
    std::vector<std::size_t> firstPanel(groups);
    for (std::size_t group = 0; group < groups; ++group) {
        firstPanel[group] = m_panelGroups.size();
        for (std::size_t left = m_counts[group]; left > 0; left -= std::min(left, lanes)) {
            m_panelGroups.push_back(static_cast<std::uint32_t>(group));
            m_panelSizes.push_back(static_cast<std::uint32_t>(std::min(left, lanes)));
        }
    }
    m_panels.assign(m_panelGroups.size() * m_dims * lanes, 0.0F);
    std::vector<std::size_t> placed(groups, 0);
    for (std::size_t i = 0; i < codes.size(); ++i) {
        if (codes[i] < 0) continue;
        const std::size_t place = placed[codes[i]]++;
        float* panel = m_panels.data() + (firstPanel[codes[i]] + place / lanes) * m_dims * lanes;
        for (std::size_t dim = 0; dim < m_dims; ++dim)
            panel[dim * lanes + place % lanes] = points(i, dim);
    }
}

void GroupedPoints::addUp(const float* queries, std::size_t rows, double* sums) const {
    addDistances(queries, rows, m_dims, m_panels.data(), m_panelSizes.data(), m_panelGroups.data(),
                 m_panelGroups.size(), groups(), sums);
}

}  // namespace counterpoint::metrics
