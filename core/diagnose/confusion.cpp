#include "core/diagnose/confusion.h"

#include "core/diagnose/neighborhood_weights.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace counterpoint::diagnose {

namespace {

constexpr double leastCells = 8.0;
constexpr double surelyApart = 0.15;
constexpr double nothingBetween = 0.45;

/// shares(g, h): the summed share of h among the first own-batch neighbours of the cells of g in
/// one batch.
PairTable neighborShares(const NeighborTable& ownNeighbors, const Partition& sets,
                         const std::vector<std::uint32_t>& cells,
                         const std::vector<double>& sizes) {
    PairTable shares(sets.count, sets.count);
    for (const std::uint32_t cell : cells) {
        const std::int32_t own = sets.codes[cell];
        if (own < 0) continue;
        const std::size_t reach =
            std::min(ownReach(static_cast<std::size_t>(sizes[own]), cells.size()),
                     ownNeighbors.of(cell).size());
        for (const std::uint32_t neighbor : ownNeighbors.of(cell).first(reach))
            if (sets.codes[neighbor] >= 0)
                shares(own, sets.codes[neighbor]) += 1.0 / static_cast<double>(reach);
    }
    return shares;
}

/// The share of h among the neighbours of g that are of either, in units of what chance gives.
double mixing(const PairTable& shares, std::size_t g, std::size_t h, double sizeG, double sizeH) {
    const double other = shares(g, h) / std::max(shares(g, h) + shares(g, g), 1e-9);
    return other / (sizeH / (sizeG + sizeH - 1.0));
}

}  // namespace

PairTable confusion(const NeighborTable& ownNeighbors, const Partition& sets,
                    const data::Categories& batch) {
    const PairTable counts = countByBatch(sets, batch);
    const Partition batches{batch.codes, batch.levelCount()};
    const auto cellsOfBatch = batches.members();
    PairTable sum(sets.count, sets.count);
    PairTable weight(sets.count, sets.count);
    for (std::size_t b = 0; b < batches.count; ++b) {
        std::vector<double> sizes(sets.count);
        std::vector<std::size_t> present;
        for (std::size_t g = 0; g < sets.count; ++g) {
            sizes[g] = counts(g, b);
            if (sizes[g] >= leastCells) present.push_back(g);
        }
        const PairTable shares = neighborShares(ownNeighbors, sets, cellsOfBatch[b], sizes);
        for (const std::size_t g : present) {
            for (const std::size_t h : present) {
                if (h <= g) continue;
                const double x = (mixing(shares, g, h, sizes[g], sizes[h]) +
                                  mixing(shares, h, g, sizes[h], sizes[g])) /
                                 2.0;
                sum(g, h) += std::min(sizes[g], sizes[h]) * x;
                weight(g, h) += std::min(sizes[g], sizes[h]);
            }
        }
    }
    PairTable result(sets.count, sets.count, std::numeric_limits<double>::quiet_NaN());
    for (std::size_t g = 0; g < sets.count; ++g)
        for (std::size_t h = g + 1; h < sets.count; ++h)
            if (weight(g, h) > 0.0) result(g, h) = result(h, g) = sum(g, h) / weight(g, h);
    return result;
}

PairTable separability(const PairTable& confusion) {
    PairTable weight = confusion;
    for (double& x : weight.values)
        x = std::isnan(x)
                ? 1.0
                : std::clamp((nothingBetween - x) / (nothingBetween - surelyApart), 0.0, 1.0);
    for (std::size_t g = 0; g < weight.rows; ++g) weight(g, g) = 0.0;
    return weight;
}

}  // namespace counterpoint::diagnose
