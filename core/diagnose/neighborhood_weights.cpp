#include "core/diagnose/neighborhood_weights.h"

#include <algorithm>

namespace counterpoint::diagnose {

std::size_t ownReach(std::size_t setSize, std::size_t batchSize) {
    const std::size_t third = std::clamp<std::size_t>(setSize / 3, 2, ownWidth);
    return std::min(third, batchSize < 2 ? 0 : batchSize - 2);
}

std::size_t foreignReach(std::size_t populationSize) {
    const std::size_t nearest = std::clamp<std::size_t>(populationSize / 3, 4, ownWidth);
    return std::clamp(populationSize / 5, nearest, foreignWidth);
}

double otherClusterShare(const Partition& clusters, const PairTable& weight, std::uint32_t cell,
                         std::span<const std::uint32_t> ownNeighbors, std::size_t reach) {
    if (reach == 0) return 0.0;
    const std::size_t own = clusters.codes[cell];
    double sum = 0.0;
    for (const std::uint32_t neighbor : ownNeighbors.first(std::min(reach, ownNeighbors.size())))
        if (const std::size_t other = clusters.codes[neighbor]; other != own)
            sum += weight(own, other);
    return sum / static_cast<double>(reach);
}

std::vector<float> otherClusterShares(const Partition& clusters, const PairTable& weight,
                                      const data::Categories& batch,
                                      const NeighborTable& ownNeighbors) {
    const std::vector<std::size_t> sizes = clusters.sizes();
    const std::vector<std::size_t> batchSizes = batch.counts();
    std::vector<float> shares(clusters.codes.size(), 0.0F);
    for (std::uint32_t cell = 0; cell < shares.size(); ++cell) {
        const std::size_t reach =
            ownReach(sizes[clusters.codes[cell]], batchSizes[batch.codes[cell]]);
        shares[cell] = static_cast<float>(
            otherClusterShare(clusters, weight, cell, ownNeighbors.of(cell), reach));
    }
    return shares;
}

}  // namespace counterpoint::diagnose
