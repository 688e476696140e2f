#pragma once

#include "core/base/parallel.h"
#include "core/plugin/metric.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace counterpoint::metrics {

/// Overlap factors (see interval.h) measured in the same way: 25 draws of 1000 and 12 of 2500
/// cells, three types, two batches of fixed sizes from mixed to apart, 10 dimensions. Shares of
/// neighbours, votes, kept neighbours and Anderson–Darling p-values: 0.6–7, served by LISI's 5.
/// Scores of the composition of wide neighbourhoods (entropy, Seurat's ranks, sBEE): 4–20, and the
/// inverse Simpson index 5–41, highest where batches are mixed and the score is near its end.
/// Changes of density 45–109, because all cells of a batch are measured by the same neighbours.
inline constexpr double compositionOverlap = 15.0;
inline constexpr double simpsonOverlap = 20.0;
inline constexpr double densityOverlap = 80.0;

/// Others per cell in the simple neighbourhood shares (same batch, same type, batch vote).
inline constexpr std::size_t shareNeighbors = 30;

/// The cell that a row of the neighbour table belongs to.
inline std::uint32_t cellOfRow(const plugin::MetricInput& input, std::size_t row) {
    return input.queries.empty() ? static_cast<std::uint32_t>(row) : input.queries[row];
}

/// value(i) for i = 0 … count − 1, on the job's threads.
template <class Value>
std::vector<float> eachInParallel(std::size_t count, const base::Job& job, Value&& value) {
    constexpr std::size_t perBlock = 64;
    std::vector<float> result(count);
    base::parallelBlocks(job, count, perBlock,
                         [&](std::size_t begin, std::size_t end, std::size_t) {
                             for (std::size_t i = begin; i < end; ++i)
                                 result[i] = static_cast<float>(value(i));
                         });
    return result;
}

/// The values of a metric that are worth 0 and 1; those outside are worth 0 or 1 too.
struct Scale {
    double zero = 0.0;
    double one = 1.0;
};

/// The score whose value is the mean of per-cell (per-query) values that are not NaN. The interval
/// is that of a mean of cells, `overlap` times fewer than there are (see interval.h).
/// `undefinedWhy` is the sentence for when all are NaN.
plugin::Score meanScore(std::vector<float> perCell, const plugin::MetricInput& input,
                        const Scale& scale, double overlap, const std::string& undefinedWhy);

/// Sets scaled and its interval from a value in the units of `scale` and each cell's influence on
/// it (see linearInterval), for values that are not plain means.
void fillScaled(plugin::Score& score, const Scale& scale, std::vector<double> influence,
                double overlap);

}  // namespace counterpoint::metrics
