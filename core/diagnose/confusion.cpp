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
// One population without a course, cut in pieces. Chosen on 32 simulated sets of one or two
// populations: linked like this, the pieces of the 6 flat ones had no pair below 0.06 and means of
// 0.33 to 0.44 in every batch; of the others, four and more had a pair of 0.03 or less, or a mean
// of 0.30.
constexpr double hardlyApart = 0.2;  // weight
constexpr double endsOfCourse = 0.05;
constexpr double meanOfFlat = 0.32;
constexpr std::size_t leastSetsOfFlat = 4;

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

/// w, of nothing but the two sets.
PairTable pairwise(const PairTable& confusion) {
    PairTable weight = confusion;
    for (double& x : weight.values)
        x = std::isnan(x)
                ? 1.0
                : std::clamp((nothingBetween - x) / (nothingBetween - surelyApart), 0.0, 1.0);
    for (std::size_t g = 0; g < weight.rows; ++g) weight(g, g) = 0.0;
    return weight;
}

/// Sets that pairs hardly apart link, over any number of others.
std::vector<std::vector<std::size_t>> linkedBy(const PairTable& weight) {
    std::vector<std::vector<std::size_t>> result;
    std::vector<bool> seen(weight.rows, false);
    for (std::size_t first = 0; first < weight.rows; ++first) {
        if (seen[first]) continue;
        seen[first] = true;
        std::vector<std::size_t>& linked = result.emplace_back(1, first);
        for (std::size_t next = 0; next < linked.size(); ++next)
            for (std::size_t h = 0; h < weight.rows; ++h) {
                if (seen[h] || weight(linked[next], h) > hardlyApart) continue;
                seen[h] = true;
                linked.push_back(h);
            }
    }
    return result;
}

/// Whether all sets mix with all others, those on opposite sides less: pieces of one population.
bool isFlat(const PairTable& confusion, const std::vector<std::size_t>& sets) {
    if (sets.size() < leastSetsOfFlat) return false;
    double sum = 0.0;
    std::size_t pairs = 0;
    for (const std::size_t g : sets)
        for (const std::size_t h : sets) {
            if (g == h) continue;
            if (!(confusion(g, h) >= endsOfCourse)) return false;
            sum += confusion(g, h);
            ++pairs;
        }
    return sum >= meanOfFlat * static_cast<double>(pairs);
}

/// Every set's cells in batch b.
std::vector<double> sizesIn(const PairTable& counts, std::size_t b) {
    std::vector<double> sizes(counts.rows);
    for (std::size_t g = 0; g < counts.rows; ++g) sizes[g] = counts(g, b);
    return sizes;
}

/// How much the sets mix within one batch; NaN where one has fewer than 8 cells there.
PairTable confusionIn(const NeighborTable& ownNeighbors, const Partition& sets,
                      const std::vector<std::uint32_t>& cells, const std::vector<double>& sizes) {
    const PairTable shares = neighborShares(ownNeighbors, sets, cells, sizes);
    PairTable result(sets.count, sets.count, std::numeric_limits<double>::quiet_NaN());
    for (std::size_t g = 0; g < sets.count; ++g)
        for (std::size_t h = g + 1; h < sets.count; ++h)
            if (sizes[g] >= leastCells && sizes[h] >= leastCells)
                result(g, h) = result(h, g) = (mixing(shares, g, h, sizes[g], sizes[h]) +
                                               mixing(shares, h, g, sizes[h], sizes[g])) /
                                              2.0;
    return result;
}

}  // namespace

PairTable confusion(const NeighborTable& ownNeighbors, const Partition& sets,
                    const data::Categories& batch) {
    const PairTable counts = countByBatch(sets, batch);
    const auto cellsOfBatch = Partition{batch.codes, batch.levelCount()}.members();
    PairTable sum(sets.count, sets.count);
    PairTable weight(sets.count, sets.count);
    for (std::size_t b = 0; b < cellsOfBatch.size(); ++b) {
        const std::vector<double> sizes = sizesIn(counts, b);
        const PairTable there = confusionIn(ownNeighbors, sets, cellsOfBatch[b], sizes);
        for (std::size_t g = 0; g < sets.count; ++g)
            for (std::size_t h = 0; h < sets.count; ++h) {
                if (std::isnan(there(g, h))) continue;
                sum(g, h) += std::min(sizes[g], sizes[h]) * there(g, h);
                weight(g, h) += std::min(sizes[g], sizes[h]);
            }
    }
    PairTable result(sets.count, sets.count, std::numeric_limits<double>::quiet_NaN());
    for (std::size_t i = 0; i < result.values.size(); ++i)
        if (weight.values[i] > 0.0) result.values[i] = sum.values[i] / weight.values[i];
    return result;
}

std::vector<PairTable> separabilityByBatch(const NeighborTable& ownNeighbors, const Partition& sets,
                                           const data::Categories& batch,
                                           const PairTable& present) {
    const PairTable counts = countByBatch(sets, batch);
    const auto cellsOfBatch = Partition{batch.codes, batch.levelCount()}.members();
    std::vector<PairTable> result;
    for (std::size_t b = 0; b < cellsOfBatch.size(); ++b) {
        PairTable& there = result.emplace_back(
            pairwise(confusionIn(ownNeighbors, sets, cellsOfBatch[b], sizesIn(counts, b))));
        for (std::size_t g = 0; g < sets.count; ++g)
            for (std::size_t h = 0; h < sets.count; ++h)
                if (present(g, b) != 0.0 && present(h, b) == 0.0) there(g, h) = 1.0;
    }
    return result;
}

PairTable separability(const PairTable& confusion) {
    PairTable weight = pairwise(confusion);
    for (const std::vector<std::size_t>& linked : linkedBy(weight))
        if (isFlat(confusion, linked))
            for (const std::size_t g : linked)
                for (const std::size_t h : linked) weight(g, h) = 0.0;
    return weight;
}

}  // namespace counterpoint::diagnose
