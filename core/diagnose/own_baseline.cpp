#include "core/diagnose/own_baseline.h"

#include "core/diagnose/neighborhood_weights.h"
#include "core/diagnose/restricted_neighbors.h"

#include <algorithm>
#include <cstdint>

namespace counterpoint::diagnose {

namespace {

constexpr std::size_t askedCells = 100;

/// Cells of every cluster, evenly spaced, ascending.
std::vector<std::uint32_t> asked(const Partition& clusters) {
    std::vector<std::uint32_t> cells;
    for (const std::vector<std::uint32_t>& members : clusters.members()) {
        const std::size_t step = std::max<std::size_t>(1, members.size() / askedCells);
        for (std::size_t i = 0; i < members.size(); i += step) cells.push_back(members[i]);
    }
    std::ranges::sort(cells);
    return cells;
}

}  // namespace

std::vector<double> ownBaseline(const data::Embedding& aligned, const Partition& clusters,
                                const PairTable& weight, const data::Categories& batch,
                                std::span<const float> before, const base::Job& job) {
    const std::vector<std::uint32_t> cells = asked(clusters);
    const Partition batches{batch.codes, batch.levelCount()};
    const NeighborTable own = nearestWithin(aligned, batches, {cells},
                                            std::vector<std::size_t>(batches.count, ownWidth), job);
    const std::vector<std::size_t> sizes = clusters.sizes();
    const std::vector<std::size_t> batchSizes = batch.counts();
    std::vector<double> gained(clusters.count, 0.0);
    std::vector<double> counts(clusters.count, 0.0);
    for (std::size_t q = 0; q < cells.size(); ++q) {
        const std::uint32_t cell = cells[q];
        const std::int32_t c = clusters.codes[cell];
        const std::size_t reach = ownReach(sizes[c], batchSizes[batch.codes[cell]]);
        gained[c] += otherClusterShare(clusters, weight, cell, own.of(q), reach) - before[cell];
        counts[c] += 1.0;
    }
    for (std::size_t c = 0; c < gained.size(); ++c)
        gained[c] = std::max(0.0, gained[c] / std::max(1.0, counts[c]));
    return gained;
}

}  // namespace counterpoint::diagnose
