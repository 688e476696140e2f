#include "core/metrics/distance_sums.h"

#include "core/linalg/kernel.h"

#include <algorithm>
#include <cmath>

namespace counterpoint::metrics {

namespace {

constexpr std::size_t lanes = GroupedPoints::lanes;

/// Squared distances below this share of the squared lengths they are the difference of are taken
/// from the differences of coordinates instead: what is left has a relative error below 2e-5, and
/// a point is at distance 0 from itself.
constexpr float Close = 1.0F / 64.0F;

/// to = rows − mean; squares = squared lengths of the result.
COUNTERPOINT_KERNEL
void centre(const float* rows, std::size_t count, std::size_t dims, const float* mean, float* to,
            float* squares) {
    for (std::size_t row = 0; row < count; ++row) {
        float square = 0.0F;
#pragma omp simd reduction(+ : square)
        for (std::size_t dim = 0; dim < dims; ++dim) {
            const float from = rows[row * dims + dim] - mean[dim];
            to[row * dims + dim] = from;
            square += from * from;
        }
        squares[row] = square;
    }
}

/// Panels whose distances are added in float32 before they join the sums in double.
constexpr std::size_t PanelsAtOnce = 32;

/// For Rows rows: Σ of the distances to the points of a group, which share an origin with the rows.
template <std::size_t Rows>
[[gnu::always_inline]] inline void addDistancesOf(const float* rows, const float* rowSquares,
                                                  std::size_t dims, const float* panels,
                                                  const float* panelSquares, std::size_t points,
                                                  std::size_t groups, double* sums) {
    float added[Rows][lanes] = {};
    for (std::size_t first = 0; first < points; first += lanes) {
        const float* panel = panels + first * dims;
        float squares[Rows][lanes] = {};
        for (std::size_t dim = 0; dim < dims; ++dim)
            for (std::size_t m = 0; m < Rows; ++m) {
                const float coordinate = rows[m * dims + dim];
#pragma omp simd
                for (std::size_t lane = 0; lane < lanes; ++lane)
                    squares[m][lane] += coordinate * panel[dim * lanes + lane];
            }
        float beyond[lanes];
        std::fill_n(beyond, lanes, 1.0F);
        for (std::size_t m = 0; m < Rows; ++m)
#pragma omp simd
            for (std::size_t lane = 0; lane < lanes; ++lane) {
                const float both = rowSquares[m] + panelSquares[first + lane];
                squares[m][lane] = both - 2.0F * squares[m][lane];
                const float more = squares[m][lane] - Close * both;
                beyond[lane] = more < beyond[lane] ? more : beyond[lane];
            }
        float closest = 1.0F;
#pragma omp simd reduction(min : closest)
        for (std::size_t lane = 0; lane < lanes; ++lane)  // NOLINT(modernize-loop-convert): counted
            closest = beyond[lane] < closest ? beyond[lane] : closest;
        if (closest < 0.0F)
            for (std::size_t m = 0; m < Rows; ++m) {
                std::fill_n(squares[m], lanes, 0.0F);
                for (std::size_t dim = 0; dim < dims; ++dim)
#pragma omp simd
                    for (std::size_t lane = 0; lane < lanes; ++lane) {
                        const float d = rows[m * dims + dim] - panel[dim * lanes + lane];
                        squares[m][lane] += d * d;
                    }
            }
        if (first + lanes > points)
            for (std::size_t m = 0; m < Rows; ++m)
                std::fill(squares[m] + (points - first), squares[m] + lanes, 0.0F);
        for (std::size_t m = 0; m < Rows; ++m)
#pragma omp simd
            for (std::size_t lane = 0; lane < lanes; ++lane)
                added[m][lane] += std::sqrt(squares[m][lane]);
        if (first / lanes % PanelsAtOnce + 1 == PanelsAtOnce || first + lanes >= points)
            for (std::size_t m = 0; m < Rows; ++m) {
                double sum = 0.0;
                for (std::size_t lane = 0; lane < lanes; ++lane)
                    sum += static_cast<double>(added[m][lane]);
                sums[m * groups] += sum;
                std::fill_n(added[m], lanes, 0.0F);
            }
    }
}

COUNTERPOINT_KERNEL
void addDistances(const float* rows, const float* rowSquares, std::size_t count, std::size_t dims,
                  const float* panels, const float* panelSquares, std::size_t points,
                  std::size_t groups, double* sums) {
    std::size_t row = 0;
    for (; row + 4 <= count; row += 4)
        addDistancesOf<4>(rows + row * dims, rowSquares + row, dims, panels, panelSquares, points,
                          groups, sums + row * groups);
    for (; row < count; ++row)
        addDistancesOf<1>(rows + row * dims, rowSquares + row, dims, panels, panelSquares, points,
                          groups, sums + row * groups);
}

}  // namespace

GroupedPoints::GroupedPoints(const data::Matrix& points, std::span<const std::int32_t> codes,
                             std::size_t groups)
    : m_dims(points.cols), m_counts(groups, 0) {
    std::vector<double> sums(groups * m_dims, 0.0);
    for (std::size_t i = 0; i < codes.size(); ++i) {
        if (codes[i] < 0) continue;
        ++m_counts[codes[i]];
        for (std::size_t dim = 0; dim < m_dims; ++dim)
            sums[codes[i] * m_dims + dim] += static_cast<double>(points(i, dim));
    }
    m_firstPanels.push_back(0);
    for (const std::size_t count : m_counts)
        m_firstPanels.push_back(m_firstPanels.back() + (count + lanes - 1) / lanes);
    for (std::size_t i = 0; i < sums.size(); ++i)
        m_means.push_back(static_cast<float>(
            sums[i] / static_cast<double>(std::max<std::size_t>(1, m_counts[i / m_dims]))));
    m_panels.assign(m_firstPanels.back() * m_dims * lanes, 0.0F);
    m_squares.assign(m_firstPanels.back() * lanes, 0.0F);
    std::vector<std::size_t> placed(groups, 0);
    std::vector<float> point(m_dims);
    for (std::size_t i = 0; i < codes.size(); ++i) {
        if (codes[i] < 0) continue;
        const auto group = static_cast<std::size_t>(codes[i]);
        const std::size_t place = m_firstPanels[group] * lanes + placed[group]++;
        centre(points.row(i).data(), 1, m_dims, m_means.data() + group * m_dims, point.data(),
               m_squares.data() + place);
        float* panel = m_panels.data() + place / lanes * m_dims * lanes;
        for (std::size_t dim = 0; dim < m_dims; ++dim)
            panel[dim * lanes + place % lanes] = point[dim];
    }
}

void GroupedPoints::addUp(const float* queries, std::size_t rows, double* sums) const {
    std::vector<float> centred(rows * m_dims);
    std::vector<float> squares(rows);
    for (std::size_t group = 0; group < groups(); ++group) {
        if (m_counts[group] == 0) continue;
        centre(queries, rows, m_dims, m_means.data() + group * m_dims, centred.data(),
               squares.data());
        const std::size_t place = m_firstPanels[group] * lanes;
        addDistances(centred.data(), squares.data(), rows, m_dims, m_panels.data() + place * m_dims,
                     m_squares.data() + place, m_counts[group], groups(), sums + group);
    }
}

}  // namespace counterpoint::metrics
