#include "core/neighbors/fuzzy_graph.h"

#include "core/base/parallel.h"
#include "core/linalg/kernel.h"
#include "core/linalg/vector_math.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>
#include <utility>

namespace counterpoint::neighbors {

namespace {

constexpr std::size_t cellsPerBlock = 512;

/// Sum of exp(−(distance − rho) / sigma), nearer distances counting 1.
COUNTERPOINT_KERNEL
double sumOfWeights(const float* distances, std::size_t count, double rho, double sigma) {
    const double rate = -1.0 / sigma;
    double sum = 0.0;
#pragma omp simd reduction(+ : sum)
    for (std::size_t j = 0; j < count; ++j) {
        const double beyond = double{distances[j]} - rho;
        sum += linalg::expOfNonPositive((beyond > 0.0 ? beyond : 0.0) * rate);
    }
    return sum;
}

/// Sigma such that the row's weights add up to log2(k), by umap-learn's 64 bisection steps. `rho`
/// is the distance up to which the weight is 1.
double bandwidth(std::span<const float> distances, double rho) {
    constexpr int steps = 64;
    constexpr double tolerance = 1e-5;
    const double target = std::log2(static_cast<double>(distances.size() + 1));
    double low = 0.0;
    double high = std::numeric_limits<double>::infinity();
    double sigma = 1.0;
    for (int step = 0; step < steps; ++step) {
        const double sum = sumOfWeights(distances.data(), distances.size(), rho, sigma);
        if (std::abs(sum - target) < tolerance) break;
        if (sum > target) {
            high = sigma;
            sigma = (low + high) / 2.0;
        } else {
            low = sigma;
            sigma = std::isinf(high) ? 2.0 * sigma : (low + high) / 2.0;
        }
    }
    return sigma;
}

double meanOf(std::span<const float> values, std::size_t count) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(count);
}

/// Weights of one row; `globalMean` sets the smallest bandwidth of rows that are all duplicates.
void rowWeights(std::span<const float> distances, double globalMean, std::span<float> weights) {
    const auto firstApart = std::ranges::find_if(distances, [](float d) { return d > 0.0F; });
    const double rho = firstApart == distances.end() ? 0.0 : *firstApart;
    // umap-learn keeps sigma from collapsing in rows of near-equal distances; its row mean counts
    // the cell itself at distance 0.
    const double floor = 1e-3 * (rho > 0.0 ? meanOf(distances, distances.size() + 1) : globalMean);
    const double sigma = std::max(bandwidth(distances, rho), floor);
    for (std::size_t j = 0; j < distances.size(); ++j) {
        const double beyond = distances[j] - rho;
        weights[j] = beyond <= 0.0 ? 1.0F : static_cast<float>(std::exp(-beyond / sigma));
    }
}

/// Calls `visit(column, out, in)` for every column that a row of either matrix holds, ascending;
/// the weight is 0 where one of them does not.
template <class Visit>
void mergeRows(const data::CsrMatrix& outgoing, const data::CsrMatrix& incoming, std::size_t row,
               Visit visit) {
    const auto out = outgoing.rowColumns(row);
    const auto in = incoming.rowColumns(row);
    std::size_t a = 0;
    std::size_t b = 0;
    while (a < out.size() || b < in.size()) {
        const bool takeOut = b == in.size() || (a < out.size() && out[a] <= in[b]);
        const bool takeIn = a == out.size() || (b < in.size() && in[b] <= out[a]);
        visit(takeOut ? out[a] : in[b], takeOut ? outgoing.rowValues(row)[a] : 0.0F,
              takeIn ? incoming.rowValues(row)[b] : 0.0F);
        a += takeOut ? 1 : 0;
        b += takeIn ? 1 : 0;
    }
}

/// A + Aᵀ − A∘Aᵀ: the probability that at least one of the two directed edges exists.
data::CsrMatrix fuzzyUnion(const data::CsrMatrix& directed, const base::Job& job) {
    const data::CsrMatrix reversed = data::transpose(directed, job);
    data::CsrMatrix graph;
    graph.rows = directed.rows;
    graph.cols = directed.cols;
    graph.rowPointers.assign(graph.rows + 1, 0);
    base::parallelBlocks(
        job, graph.rows, cellsPerBlock, [&](std::size_t begin, std::size_t end, std::size_t) {
            for (std::size_t row = begin; row < end; ++row)
                mergeRows(directed, reversed, row,
                          [&](std::uint32_t, float, float) { ++graph.rowPointers[row + 1]; });
        });
    std::partial_sum(graph.rowPointers.begin(), graph.rowPointers.end(), graph.rowPointers.begin());
    graph.columns.resize(static_cast<std::size_t>(graph.rowPointers.back()));
    graph.values.resize(graph.columns.size());
    base::parallelBlocks(job, graph.rows, cellsPerBlock,
                         [&](std::size_t begin, std::size_t end, std::size_t) {
                             for (std::size_t row = begin; row < end; ++row) {
                                 auto at = static_cast<std::size_t>(graph.rowPointers[row]);
                                 mergeRows(directed, reversed, row,
                                           [&](std::uint32_t column, float forth, float back) {
                                               graph.columns[at] = column;
                                               graph.values[at++] = forth + back - forth * back;
                                           });
                             }
                         });
    return graph;
}

/// Of the first `others` distances of all cells and the 0 of each to itself.
double meanDistance(const data::NeighborGraph& neighbors, std::size_t others,
                    const base::Job& job) {
    std::vector<double> sums(base::blockCount(neighbors.cells, cellsPerBlock), 0.0);
    base::parallelBlocks(
        job, neighbors.cells, cellsPerBlock,
        [&](std::size_t begin, std::size_t end, std::size_t block) {
            for (std::size_t cell = begin; cell < end; ++cell)
                for (const float distance : neighbors.distancesOf(cell).first(others))
                    sums[block] += distance;
        });
    return std::accumulate(sums.begin(), sums.end(), 0.0) /
           static_cast<double>(std::max<std::size_t>(1, neighbors.cells * (others + 1)));
}

}  // namespace

data::CsrMatrix fuzzyGraph(const data::NeighborGraph& neighbors, int k, const base::Job& job) {
    const std::size_t others = std::min(neighbors.k, static_cast<std::size_t>(std::max(k, 1) - 1));
    const double globalMean = meanDistance(neighbors, others, job);
    data::CsrMatrix directed;
    directed.rows = neighbors.cells;
    directed.cols = neighbors.cells;
    directed.rowPointers.resize(neighbors.cells + 1);
    directed.columns.resize(neighbors.cells * others);
    directed.values.resize(neighbors.cells * others);
    for (std::size_t cell = 0; cell <= neighbors.cells; ++cell)
        directed.rowPointers[cell] = static_cast<std::int64_t>(cell * others);
    base::parallelBlocks(job, neighbors.cells, cellsPerBlock,
                         [&](std::size_t begin, std::size_t end, std::size_t) {
                             for (std::size_t cell = begin; cell < end; ++cell) {
                                 const auto near = neighbors.neighbors(cell).first(others);
                                 std::ranges::copy(near, directed.columns.begin() + cell * others);
                                 rowWeights(neighbors.distancesOf(cell).first(others), globalMean,
                                            {directed.values.data() + cell * others, others});
                             }
                         });
    data::canonicalise(directed, job);
    return fuzzyUnion(directed, job);
}

}  // namespace counterpoint::neighbors
