#include "core/neighbors/fuzzy_graph.h"

#include "core/base/parallel.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>
#include <utility>

namespace counterpoint::neighbors {

namespace {

constexpr std::size_t cellsPerBlock = 512;

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
        double sum = 0.0;
        for (const float distance : distances)
            sum += distance > rho ? std::exp(-(distance - rho) / sigma) : 1.0;
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

/// A + Aᵀ − A∘Aᵀ: the probability that at least one of the two directed edges exists.
data::CsrMatrix fuzzyUnion(const data::CsrMatrix& directed) {
    const data::CsrMatrix reversed = data::transpose(directed);
    data::CsrMatrix graph;
    graph.rows = directed.rows;
    graph.cols = directed.cols;
    graph.rowPointers.reserve(graph.rows + 1);
    graph.columns.reserve(2 * directed.nonZeros());
    graph.values.reserve(2 * directed.nonZeros());
    for (std::size_t row = 0; row < graph.rows; ++row) {
        const auto out = directed.rowColumns(row);
        const auto in = reversed.rowColumns(row);
        const auto outWeights = directed.rowValues(row);
        const auto inWeights = reversed.rowValues(row);
        std::size_t a = 0;
        std::size_t b = 0;
        while (a < out.size() || b < in.size()) {
            const bool takeOut = b == in.size() || (a < out.size() && out[a] <= in[b]);
            const bool takeIn = a == out.size() || (b < in.size() && in[b] <= out[a]);
            const float forth = takeOut ? outWeights[a] : 0.0F;
            const float back = takeIn ? inWeights[b] : 0.0F;
            graph.columns.push_back(takeOut ? out[a] : in[b]);
            graph.values.push_back(forth + back - forth * back);
            a += takeOut ? 1 : 0;
            b += takeIn ? 1 : 0;
        }
        graph.rowPointers.push_back(static_cast<std::int64_t>(graph.values.size()));
    }
    return graph;
}

}  // namespace

data::CsrMatrix fuzzyGraph(const data::NeighborGraph& neighbors, int k, const base::Job& job) {
    const std::size_t others = std::min(neighbors.k, static_cast<std::size_t>(std::max(k, 1) - 1));
    double total = 0.0;
    for (std::size_t cell = 0; cell < neighbors.cells; ++cell)
        for (const float distance : neighbors.distancesOf(cell).first(others)) total += distance;
    const double globalMean =
        total / static_cast<double>(std::max<std::size_t>(1, neighbors.cells * (others + 1)));

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
    data::canonicalise(directed);
    job.checkStop();
    return fuzzyUnion(directed);
}

}  // namespace counterpoint::neighbors
