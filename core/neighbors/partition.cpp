#include "core/neighbors/partition.h"

#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/neighbors/panels.h"

#include <algorithm>
#include <numeric>

namespace counterpoint::neighbors {

namespace {

constexpr std::size_t BlockRows = 96;
constexpr std::size_t TrainedPerRegion = 32;
constexpr int TrainingRounds = 4;

/// The nearest centre of each of `rows`.
std::vector<std::uint32_t> nearestCentres(const data::Embedding& embedding,
                                          std::span<const std::uint32_t> rows,
                                          const data::Matrix& centres,
                                          std::span<const float> origin, const base::Job& job) {
    const Panels panels(centres, origin, stretches(centres.rows, centres.rows), job);
    const std::size_t columns = panels.begins.back() * linalg::TileColumns;
    std::vector<std::uint32_t> nearest(rows.size());
    base::parallelBlocks(job, rows.size(), BlockRows,
                         [&](std::size_t begin, std::size_t end, std::size_t) {
                             std::vector<float> queries((end - begin) * panels.depth);
                             std::vector<float> scores((end - begin) * columns);
                             for (std::size_t i = begin; i < end; ++i)
                                 queryRow(embedding.row(rows[i]), origin,
                                          queries.data() + (i - begin) * panels.depth);
                             scoreChunk(queries.data(), end - begin, panels.values.data(),
                                        panels.begins.back(), panels.depth, scores.data(), columns);
                             for (std::size_t i = begin; i < end; ++i)
                                 nearest[i] = static_cast<std::uint32_t>(
                                     smallest(scores.data() + (i - begin) * columns, columns));
                         });
    return nearest;
}

/// Moves each centre to the mean of its points; a centre without points stays.
void recentre(const data::Embedding& embedding, std::span<const std::uint32_t> rows,
              std::span<const std::uint32_t> nearest, data::Matrix& centres) {
    std::vector<double> sums(centres.values.size(), 0.0);
    std::vector<std::size_t> counts(centres.rows, 0);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        ++counts[nearest[i]];
        double* sum = sums.data() + nearest[i] * centres.cols;
        const auto row = embedding.row(rows[i]);
        for (std::size_t j = 0; j < row.size(); ++j) sum[j] += row[j];
    }
    for (std::size_t c = 0; c < centres.rows; ++c)
        for (std::size_t j = 0; counts[c] > 0 && j < centres.cols; ++j)
            centres(c, j) =
                static_cast<float>(sums[c * centres.cols + j] / static_cast<double>(counts[c]));
}

/// Sorts the points by their region; regions without points are dropped.
Partition sorted(std::span<const std::uint32_t> regionOf, const data::Matrix& centres) {
    std::vector<std::size_t> counts(centres.rows, 0);
    for (const std::uint32_t region : regionOf) ++counts[region];
    Partition partition;
    partition.begins.push_back(0);
    std::vector<std::uint32_t> occupied;
    std::vector<std::size_t> next(centres.rows);
    for (std::size_t region = 0; region < centres.rows; ++region) {
        if (counts[region] == 0) continue;
        next[region] = partition.begins.back();
        partition.begins.push_back(partition.begins.back() + counts[region]);
        occupied.push_back(static_cast<std::uint32_t>(region));
    }
    partition.order.resize(regionOf.size());
    for (std::size_t point = 0; point < regionOf.size(); ++point)
        partition.order[next[regionOf[point]]++] = static_cast<std::uint32_t>(point);
    partition.centres = data::takeRows(centres, occupied);
    return partition;
}

}  // namespace

Partition stretches(std::size_t points, std::size_t size) {
    Partition partition;
    partition.order.resize(points);
    std::iota(partition.order.begin(), partition.order.end(), 0U);
    for (std::size_t begin = 0; begin < points; begin += size) partition.begins.push_back(begin);
    partition.begins.push_back(points);
    return partition;
}

Partition voronoi(const data::Embedding& embedding, std::span<const float> origin,
                  std::size_t regions, const base::Job& job) {
    constexpr std::uint64_t stream = 0x766F726FULL;
    const auto shuffled = base::permutation(embedding.rows, base::Random(job.seed(), stream));
    const auto sample =
        std::span(shuffled).first(std::min(embedding.rows, regions * TrainedPerRegion));
    data::Matrix centres =
        data::takeRows(embedding, sample.first(std::min(regions, sample.size())));
    for (int round = 0; round < TrainingRounds; ++round)
        recentre(embedding, sample, nearestCentres(embedding, sample, centres, origin, job),
                 centres);
    std::vector<std::uint32_t> all(embedding.rows);
    std::iota(all.begin(), all.end(), 0U);
    const auto regionOf = nearestCentres(embedding, all, centres, origin, job);
    return sorted(regionOf, centres);
}

}  // namespace counterpoint::neighbors
