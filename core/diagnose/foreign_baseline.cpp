#include "core/diagnose/foreign_baseline.h"

#include "core/diagnose/neighborhood_weights.h"

#include <algorithm>
#include <cstdint>

namespace counterpoint::diagnose {

namespace {

/// Mean of F over the cells of every set in one space, of pairs that `counts` holds for. `reachOf`:
/// of every population, how many neighbours are looked at.
template <class Counts>
std::vector<double> meanForeign(const ProtectionMap& map, const Partition& sets,
                                const std::vector<std::size_t>& reachOf,
                                const NeighborTable& neighbors, const Counts& counts) {
    std::vector<double> sums(sets.count, 0.0);
    const std::vector<std::size_t> sizes = sets.sizes();
    for (std::uint32_t i = 0; i < map.cells(); ++i) {
        const auto near = neighbors.of(i);
        sums[sets.codes[i]] += foreignShare(
            map.batch, map.testing, map.groups,
            [&](std::size_t g, std::size_t h) {
                return counts(g, h) ? map.cost(map.batch.codes[i], g, h) : 0.0;
            },
            i, near.first(std::min(near.size(), reachOf[map.testing.codes[i]])));
    }
    for (std::size_t c = 0; c < sums.size(); ++c)
        sums[c] /= static_cast<double>(std::max<std::size_t>(1, sizes[c]));
    return sums;
}

std::vector<double> baselineOf(const ProtectionMap& map, const Partition& sets,
                               const std::vector<std::size_t>& reachOf) {
    const std::vector<double> before = meanForeign(map, sets, reachOf, map.uncorrectedNeighbors,
                                                   [](std::size_t, std::size_t) { return true; });
    // Populations of different batches only are laid on each other where nothing else is near.
    std::vector<double> result =
        meanForeign(map, sets, reachOf, map.alignedNeighbors, [&](std::size_t g, std::size_t h) {
            return !map.nothingShared() && meet(map.groupPresent, g, h);
        });
    for (std::size_t set = 0; set < before.size(); ++set)
        result[set] = std::max(result[set], before[set]);
    return result;
}

}  // namespace

std::vector<double> foreignBaseline(const ProtectionMap& map, const Partition& sets) {
    return baselineOf(map, sets, std::vector<std::size_t>(map.testing.count, foreignWidth));
}

std::vector<double> foreignBaselineOfPopulations(const ProtectionMap& map) {
    Partition parts{map.testing.codes, map.clusters.count * map.testing.count};
    for (std::size_t i = 0; i < parts.codes.size(); ++i)
        parts.codes[i] += map.clusters.codes[i] * static_cast<std::int32_t>(map.testing.count);
    const std::vector<std::size_t> sizes = map.testing.sizes();
    std::vector<std::size_t> reachOf;
    for (const std::size_t size : sizes) reachOf.push_back(foreignReach(size));
    const std::vector<double> ofPart = baselineOf(map, parts, reachOf);
    std::vector<double> sums(map.testing.count, 0.0);
    for (std::size_t i = 0; i < parts.codes.size(); ++i)
        sums[map.testing.codes[i]] += ofPart[parts.codes[i]];
    for (std::size_t p = 0; p < sums.size(); ++p)
        sums[p] /= static_cast<double>(std::max<std::size_t>(1, sizes[p]));
    return sums;
}

}  // namespace counterpoint::diagnose
