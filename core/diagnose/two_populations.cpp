#include "core/diagnose/two_populations.h"

#include "core/preprocess/pca.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>

namespace counterpoint::diagnose {

namespace {

constexpr std::size_t leastCells = 50;
constexpr std::size_t leastHalf = 20;
constexpr std::size_t axes = 3;
constexpr std::size_t directions = 300;

/// The corners of the convex hull below the points (x, y) from `low` to `high`, or of that above.
std::vector<std::size_t> hull(std::span<const double> x, std::size_t low, std::size_t high,
                              bool below) {
    std::vector<std::size_t> corners;
    const auto steeper = [&](std::size_t a, std::size_t b, std::size_t c) {
        const double cross =
            (x[b] - x[a]) * static_cast<double>(c - a) - (x[c] - x[a]) * static_cast<double>(b - a);
        return below ? cross <= 0.0 : cross >= 0.0;
    };
    for (std::size_t i = low; i <= high; ++i) {
        while (corners.size() > 1 && steeper(corners[corners.size() - 2], corners.back(), i))
            corners.pop_back();
        corners.push_back(i);
    }
    return corners;
}

/// The hull's heights, in ranks, over the points from its first corner to its last.
std::vector<double> heights(std::span<const double> x, const std::vector<std::size_t>& corners) {
    std::vector<double> result{static_cast<double>(corners.front())};
    for (std::size_t k = 1; k < corners.size(); ++k) {
        const std::size_t a = corners[k - 1];
        const std::size_t b = corners[k];
        const double width = x[b] - x[a];
        for (std::size_t i = a + 1; i <= b; ++i) {
            const double share = width > 0.0 ? (x[i] - x[a]) / width : 1.0;
            result.push_back(static_cast<double>(a) + share * static_cast<double>(b - a));
        }
    }
    return result;
}

/// Directions spread evenly over half a sphere.
std::array<double, axes> direction(std::size_t i) {
    const double z = (static_cast<double>(i) + 0.5) / static_cast<double>(directions);
    const double turn = std::numbers::pi * (1.0 + std::sqrt(5.0)) * static_cast<double>(i);
    const double radius = std::sqrt(1.0 - z * z);
    return {radius * std::cos(turn), radius * std::sin(turn), z};
}

data::CsrMatrix rowsOf(const data::CsrMatrix& matrix, std::span<const std::uint32_t> rows,
                       std::span<const float> noise) {
    data::CsrMatrix result;
    result.cols = matrix.cols;
    for (const std::uint32_t row : rows) {
        const auto columns = matrix.rowColumns(row);
        const auto values = matrix.rowValues(row);
        result.columns.insert(result.columns.end(), columns.begin(), columns.end());
        for (std::size_t e = 0; e < columns.size(); ++e)
            result.values.push_back(noise.empty() ? values[e] : values[e] / noise[columns[e]]);
        result.rowPointers.push_back(static_cast<std::int64_t>(result.values.size()));
        ++result.rows;
    }
    return result;
}

}  // namespace

double dip(std::span<const double> sorted) {
    if (sorted.size() < 2) return 0.0;
    std::size_t low = 0;
    std::size_t high = sorted.size() - 1;
    double largest = 0.0;
    for (;;) {
        const std::vector<std::size_t> below = hull(sorted, low, high, true);
        const std::vector<std::size_t> above = hull(sorted, low, high, false);
        const std::vector<double> bottom = heights(sorted, below);
        const std::vector<double> top = heights(sorted, above);
        double apart = -1.0;
        std::size_t left = low;
        std::size_t right = high;
        for (const std::size_t i : below)
            if (top[i - low] - bottom[i - low] + 1.0 > apart) {
                apart = top[i - low] - bottom[i - low] + 1.0;
                left = i;
                right = *std::ranges::lower_bound(above, i);
            }
        for (const std::size_t i : above)
            if (top[i - low] - bottom[i - low] + 1.0 > apart) {
                apart = top[i - low] - bottom[i - low] + 1.0;
                right = i;
                left = *(std::ranges::upper_bound(below, i) - 1);
            }
        if (apart <= largest) break;
        for (std::size_t i = low; i <= left; ++i)
            largest = std::max(largest, static_cast<double>(i) - bottom[i - low] + 1.0);
        for (std::size_t i = right; i <= high; ++i)
            largest = std::max(largest, top[i - low] - static_cast<double>(i) + 1.0);
        if ((left == low && right == high) || right <= left) break;
        low = left;
        high = right;
    }
    return largest / (2.0 * static_cast<double>(sorted.size()));
}

double middle(std::span<const double> places) {
    if (places.empty()) return 0.0;
    double cut =
        std::accumulate(places.begin(), places.end(), 0.0) / static_cast<double>(places.size());
    for (int round = 0; round < 30; ++round) {
        std::array<double, 2> sums{};
        std::array<double, 2> counts{};
        for (const double place : places) {
            sums[place > cut ? 1 : 0] += place;
            counts[place > cut ? 1 : 0] += 1.0;
        }
        if (counts[0] == 0.0 || counts[1] == 0.0) break;
        cut = (sums[0] / counts[0] + sums[1] / counts[1]) / 2.0;
    }
    return cut;
}

Cut deepestCut(const Expression& expression, std::span<const float> noise,
               std::span<const std::uint32_t> cells, const base::Job& job) {
    if (cells.size() <= axes || expression.genes.size() <= axes) return {};
    const data::Embedding scores = preprocess::pca(rowsOf(*expression.values, cells, noise),
                                                   expression.genes, {.dims = axes}, job)
                                       .scores;
    if (scores.cols < axes) return {};
    std::array<double, axes> scale{};
    for (std::size_t i = 0; i < scores.rows; ++i)
        for (std::size_t j = 0; j < axes; ++j)
            scale[j] += static_cast<double>(scores(i, j)) * scores(i, j);
    for (double& s : scale) s = s > 0.0 ? 1.0 / std::sqrt(s) : 0.0;
    const auto along = [&](std::size_t d) {
        const std::array<double, axes> way = direction(d);
        std::vector<double> places(cells.size());
        for (std::size_t i = 0; i < cells.size(); ++i)
            for (std::size_t j = 0; j < axes; ++j) places[i] += way[j] * scale[j] * scores(i, j);
        return places;
    };
    double largest = 0.0;
    std::size_t best = 0;
    for (std::size_t d = 0; d < directions; ++d) {
        job.checkStop();
        std::vector<double> places = along(d);
        std::ranges::sort(places);
        const double depth = dip(places);
        if (depth <= largest) continue;
        largest = depth;
        best = d;
    }
    Cut cut{largest * std::sqrt(static_cast<double>(cells.size())), {}};
    const std::vector<double> places = along(best);
    const double at = middle(places);
    for (const double place : places) cut.second.push_back(place > at);
    return cut;
}

Cut twoPopulations(const Expression& expression, std::span<const float> noise,
                   std::span<const std::uint32_t> cells, const base::Job& job) {
    if (cells.size() < leastCells) return {};
    Cut cut = deepestCut(expression, noise, cells, job);
    const auto size = static_cast<std::size_t>(std::ranges::count(cut.second, true));
    if (cut.depth < leastDepth || std::min(size, cells.size() - size) < leastHalf) return {};
    return cut;
}

}  // namespace counterpoint::diagnose
