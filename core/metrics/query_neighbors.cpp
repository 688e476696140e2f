#include "core/metrics/query_neighbors.h"

#include "core/base/parallel.h"
#include "core/linalg/kernel.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace counterpoint::metrics {

namespace {

constexpr std::size_t queriesPerBlock = 8;
constexpr std::size_t stripWidth = 16;  // points side by side: 8 × 16 sums fit the registers

/// Points in strips of `stripWidth`, each dimension of a strip contiguous; the last filled up with
/// zeros.
std::vector<float> inStrips(const data::Matrix& points) {
    const std::size_t strips = base::blockCount(points.rows, stripWidth);
    std::vector<float> packed(strips * stripWidth * points.cols, 0.0F);
    for (std::size_t i = 0; i < points.rows; ++i)
        for (std::size_t d = 0; d < points.cols; ++d)
            packed[(i / stripWidth * points.cols + d) * stripWidth + i % stripWidth] = points(i, d);
    return packed;
}

/// distances[q · strips · stripWidth + i] = |query q − point i|² for queriesPerBlock queries; each
/// point is read once for all of them.
COUNTERPOINT_KERNEL
void squaredDistances(const float* queries, const float* packed, std::size_t strips,
                      std::size_t dims, float* distances) {
    for (std::size_t strip = 0; strip < strips; ++strip) {
        float sums[queriesPerBlock][stripWidth] = {};
        for (std::size_t d = 0; d < dims; ++d) {
            const float* points = packed + (strip * dims + d) * stripWidth;
            for (std::size_t q = 0; q < queriesPerBlock; ++q) {
                const float coordinate = queries[q * dims + d];
#pragma omp simd
                for (std::size_t i = 0; i < stripWidth; ++i) {
                    const float gap = coordinate - points[i];
                    sums[q][i] += gap * gap;
                }
            }
        }
        for (std::size_t q = 0; q < queriesPerBlock; ++q)
            for (std::size_t i = 0; i < stripWidth; ++i)
                distances[(q * strips + strip) * stripWidth + i] = sums[q][i];
    }
}

using Near = std::pair<float, std::uint32_t>;

/// The k nearest points in order; `own` is none. The k-th nearest of some points is not nearer than
/// that of all, so most points need one comparison only.
std::vector<Near> nearest(std::span<const float> distances, std::uint32_t own, std::size_t k) {
    const auto rows = static_cast<double>(distances.size());
    const auto step = std::max<std::size_t>(
        1, static_cast<std::size_t>(std::sqrt(rows / static_cast<double>(k))));
    std::vector<float> some;
    for (std::size_t i = 0; i < distances.size(); i += step)
        if (i != own) some.push_back(distances[i]);
    float bound = std::numeric_limits<float>::infinity();
    if (some.size() >= k) {
        const auto kth = some.begin() + static_cast<std::ptrdiff_t>(k - 1);
        std::ranges::nth_element(some, kth);
        bound = *kth;
    }
    std::vector<Near> near;
    for (std::uint32_t i = 0; i < distances.size(); ++i)
        if (distances[i] <= bound && i != own) near.push_back({distances[i], i});
    const auto last = near.begin() + static_cast<std::ptrdiff_t>(k);
    std::nth_element(near.begin(), last - 1, near.end());
    std::sort(near.begin(), last);
    near.resize(k);
    return near;
}

}  // namespace

data::NeighborGraph queryNeighbors(const data::Matrix& points,
                                   std::span<const std::uint32_t> queries, std::size_t k,
                                   const base::Job& job) {
    const std::size_t strips = base::blockCount(points.rows, stripWidth);
    const std::vector<float> packed = inStrips(points);
    data::NeighborGraph graph{.cells = queries.size(), .k = std::min(k, points.rows - 1)};
    graph.indices.resize(graph.cells * graph.k);
    graph.distances.resize(graph.cells * graph.k);
    base::parallelBlocks(
        job, queries.size(), queriesPerBlock, [&](std::size_t begin, std::size_t end, std::size_t) {
            std::vector<float> asked(queriesPerBlock * points.cols, 0.0F);
            for (std::size_t row = begin; row < end; ++row)
                std::ranges::copy(points.row(queries[row]),
                                  asked.data() + (row - begin) * points.cols);
            std::vector<float> squared(queriesPerBlock * strips * stripWidth);
            squaredDistances(asked.data(), packed.data(), strips, points.cols, squared.data());
            for (std::size_t row = begin; row < end; ++row) {
                const std::span<const float> distances(
                    squared.data() + (row - begin) * strips * stripWidth, points.rows);
                const auto near = nearest(distances, queries[row], graph.k);
                for (std::size_t c = 0; c < graph.k; ++c) {
                    graph.indices[row * graph.k + c] = near[c].second;
                    graph.distances[row * graph.k + c] = std::sqrt(near[c].first);
                }
            }
        });
    return graph;
}

}  // namespace counterpoint::metrics
