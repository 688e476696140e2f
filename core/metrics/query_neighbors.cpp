#include "core/metrics/query_neighbors.h"

#include "core/base/parallel.h"
#include "core/linalg/kernel.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace counterpoint::metrics {

namespace {

constexpr std::size_t queriesPerBlock = 8;

/// distances[q · rows + i] = |query q − point i|²; each point is read once for all queries.
COUNTERPOINT_KERNEL
void squaredDistances(const float* queries, std::size_t count, const float* points,
                      std::size_t rows, std::size_t dims, float* distances) {
    for (std::size_t i = 0; i < rows; ++i) {
        const float* point = points + i * dims;
        for (std::size_t q = 0; q < count; ++q) {
            const float* query = queries + q * dims;
            float sum = 0.0F;
#pragma omp simd reduction(+ : sum)
            for (std::size_t d = 0; d < dims; ++d) {
                const float gap = query[d] - point[d];
                sum += gap * gap;
            }
            distances[q * rows + i] = sum;
        }
    }
}

}  // namespace

data::NeighborGraph queryNeighbors(const data::Matrix& points,
                                   std::span<const std::uint32_t> queries, std::size_t k,
                                   const base::Job& job) {
    const std::size_t rows = points.rows;
    data::NeighborGraph graph{.cells = queries.size(), .k = std::min(k, rows - 1)};
    graph.indices.resize(graph.cells * graph.k);
    graph.distances.resize(graph.cells * graph.k);
    base::parallelBlocks(
        job, queries.size(), queriesPerBlock, [&](std::size_t begin, std::size_t end, std::size_t) {
            std::vector<float> asked;
            for (std::size_t row = begin; row < end; ++row) {
                const auto point = points.row(queries[row]);
                asked.insert(asked.end(), point.begin(), point.end());
            }
            std::vector<float> squared((end - begin) * rows);
            squaredDistances(asked.data(), end - begin, points.values.data(), rows, points.cols,
                             squared.data());
            std::vector<std::pair<float, std::uint32_t>> near(rows);
            for (std::size_t row = begin; row < end; ++row) {
                for (std::uint32_t i = 0; i < rows; ++i)
                    near[i] = {squared[(row - begin) * rows + i], i};
                std::swap(near[queries[row]], near.back());  // the cell itself is no neighbour
                const auto last = near.begin() + static_cast<std::ptrdiff_t>(graph.k);
                std::nth_element(near.begin(), last - 1, near.end() - 1);
                std::sort(near.begin(), last);
                for (std::size_t c = 0; c < graph.k; ++c) {
                    graph.indices[row * graph.k + c] = near[c].second;
                    graph.distances[row * graph.k + c] = std::sqrt(near[c].first);
                }
            }
        });
    return graph;
}

}  // namespace counterpoint::metrics
