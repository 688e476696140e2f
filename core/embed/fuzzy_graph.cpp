#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/embed/umap.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>
#include <utility>

namespace counterpoint::embed {
namespace {

constexpr std::size_t BlockRows = 512;
constexpr int BisectionSteps = 64;
constexpr double Tolerance = 1e-5;
constexpr double SmallestScale = 1e-3;  ///< of the mean distance: the least sigma

double meanOf(std::span<const float> distances, std::size_t count) {
    return count == 0 ? 0.0
                      : std::accumulate(distances.begin(), distances.end(), 0.0) /
                            static_cast<double>(count);
}

/// The width at which the memberships of a cell's neighbours add up to log2 of their number.
double sigmaOf(std::span<const float> distances, double rho, double target) {
    double low = 0.0;
    double high = std::numeric_limits<double>::infinity();
    double middle = 1.0;
    for (int step = 0; step < BisectionSteps; ++step) {
        double sum = 0.0;
        for (const float distance : distances)
            sum += distance > rho ? std::exp(-(distance - rho) / middle) : 1.0;
        if (std::abs(sum - target) < Tolerance) break;
        (sum > target ? high : low) = middle;
        middle = std::isinf(high) ? 2.0 * middle : 0.5 * (low + high);
    }
    return middle;
}

/// Directed memberships: row i holds how strongly i takes each neighbour for its own.
data::CsrMatrix directedGraph(const data::NeighborGraph& neighbors, std::size_t others,
                              const base::Job& job) {
    data::CsrMatrix graph;
    graph.rows = graph.cols = neighbors.cells;
    graph.columns.resize(neighbors.cells * others);
    graph.values.resize(neighbors.cells * others);
    graph.rowPointers.resize(neighbors.cells + 1);
    for (std::size_t i = 0; i <= neighbors.cells; ++i)
        graph.rowPointers[i] = static_cast<std::int64_t>(i * others);

    // The cell itself counts among its neighbours, at distance 0, as in umap-learn.
    const std::size_t counted = others + 1;
    const double target = std::log2(static_cast<double>(counted));
    double overallMean = 0.0;
    for (std::size_t i = 0; i < neighbors.cells; ++i)
        overallMean += meanOf(neighbors.distancesOf(i).first(others), counted);
    overallMean /= static_cast<double>(std::max<std::size_t>(1, neighbors.cells));

    base::parallelBlocks(
        job, neighbors.cells, BlockRows, [&](std::size_t begin, std::size_t end, std::size_t) {
            for (std::size_t i = begin; i < end; ++i) {
                const auto distances = neighbors.distancesOf(i).first(others);
                const auto nearest = std::find_if(distances.begin(), distances.end(),
                                                  [](float distance) { return distance > 0.0F; });
                const double rho = nearest == distances.end() ? 0.0 : *nearest;
                const double floor =
                    SmallestScale * (rho > 0.0 ? meanOf(distances, counted) : overallMean);
                const double sigma = std::max(sigmaOf(distances, rho, target), floor);
                for (std::size_t n = 0; n < others; ++n) {
                    const double beyond = distances[n] - rho;
                    graph.columns[i * others + n] = neighbors.neighbors(i)[n];
                    graph.values[i * others + n] =
                        beyond <= 0.0 || sigma == 0.0
                            ? 1.0F
                            : static_cast<float>(std::exp(-beyond / sigma));
                }
            }
        });
    data::canonicalise(graph);
    return graph;
}

/// Probabilistic union of two graphs: a + b − ab on every edge either has.
data::CsrMatrix unionOf(const data::CsrMatrix& a, const data::CsrMatrix& b) {
    data::CsrMatrix result;
    result.rows = a.rows;
    result.cols = a.cols;
    result.rowPointers.reserve(a.rows + 1);
    result.columns.reserve(a.nonZeros() + b.nonZeros());
    result.values.reserve(a.nonZeros() + b.nonZeros());
    for (std::size_t i = 0; i < a.rows; ++i) {
        const auto aColumns = a.rowColumns(i);
        const auto bColumns = b.rowColumns(i);
        std::size_t p = 0;
        std::size_t q = 0;
        while (p < aColumns.size() || q < bColumns.size()) {
            const std::uint32_t aColumn =
                p < aColumns.size() ? aColumns[p] : std::numeric_limits<std::uint32_t>::max();
            const std::uint32_t bColumn =
                q < bColumns.size() ? bColumns[q] : std::numeric_limits<std::uint32_t>::max();
            const float aValue = aColumn <= bColumn ? a.rowValues(i)[p++] : 0.0F;
            const float bValue = bColumn <= aColumn ? b.rowValues(i)[q++] : 0.0F;
            result.columns.push_back(std::min(aColumn, bColumn));
            result.values.push_back(aValue + bValue - aValue * bValue);
        }
        result.rowPointers.push_back(static_cast<std::int64_t>(result.columns.size()));
    }
    return result;
}

}  // namespace

data::CsrMatrix fuzzyGraph(const data::NeighborGraph& neighbors, int k, const base::Job& job) {
    if (k < 2)
        throw base::Error(base::ErrorKind::BadSettings,
                          "UMAP needs at least 2 neighbours, counting the cell itself");
    const std::size_t others = std::min(static_cast<std::size_t>(k) - 1, neighbors.k);
    const data::CsrMatrix directed = directedGraph(neighbors, others, job);
    return unionOf(directed, data::transpose(directed));
}

}  // namespace counterpoint::embed
