#pragma once

#include "core/data/table.h"
#include "core/diagnose/partition.h"
#include "core/diagnose/restricted_neighbors.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint::diagnose {

/// Neighbours looked at for F (spec A8) and within a cell's own batch (B3).
inline constexpr std::size_t foreignWidth = 30;
inline constexpr std::size_t ownWidth = 15;

/// k of a set's own-batch neighbourhood: a third of the set, 2 to 15, and not the whole batch.
std::size_t ownReach(std::size_t setSize, std::size_t batchSize);

/// k of F where the loss of a population is asked for, from how many cells it has in all batches: a
/// fifth of them, up to 30, but not below the third, 4 to 15, that own-batch neighbourhoods have.
/// With more, cells of a small population have others among their neighbours wherever they lie, and
/// what it loses is not seen.
std::size_t foreignReach(std::size_t populationSize);

/// Weighted share of other clusters among a cell's first `reach` own-batch neighbours (spec B3).
double otherClusterShare(const Partition& clusters, const PairTable& weight, std::uint32_t cell,
                         std::span<const std::uint32_t> ownNeighbors, std::size_t reach);

/// The same for every cell, within its own reach.
std::vector<float> otherClusterShares(const Partition& clusters, const PairTable& weight,
                                      const data::Categories& batch,
                                      const NeighborTable& ownNeighbors);

/// F (spec A8): weighted share of cells of another batch and another testing group.
/// `weight(g, h)` is asked of the groups of cell and neighbour.
template <class Weight>
double foreignShare(const data::Categories& batch, const Partition& testing,
                    const Partition& groups, const Weight& weight, std::uint32_t cell,
                    std::span<const std::uint32_t> neighbors) {
    if (neighbors.empty()) return 0.0;
    double sum = 0.0;
    for (const std::uint32_t neighbor : neighbors)
        if (batch.codes[neighbor] != batch.codes[cell] &&
            testing.codes[neighbor] != testing.codes[cell])
            sum += weight(groups.codes[cell], groups.codes[neighbor]);
    return sum / static_cast<double>(neighbors.size());
}

}  // namespace counterpoint::diagnose
