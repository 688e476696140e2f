#include "core/diagnose/by_label.h"

#include "core/diagnose/area_under_curve.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace counterpoint::diagnose {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t leastPopulation = 4;  // below it a cell has no neighbourhood of its own kind
constexpr std::size_t leastMeanCells = 8;
constexpr double leastMerge = 0.10;
constexpr std::size_t reachAtMost = 15;
constexpr std::size_t leastLevelCells = 5;

std::size_t reachOf(std::size_t setSize) {
    return std::clamp<std::size_t>(setSize / 3, 2, reachAtMost);
}

/// Share of `code` among the first `reach` neighbours.
double share(const data::Categories& labels, std::span<const std::uint32_t> neighbors,
             std::size_t reach, std::int32_t code) {
    const auto first = neighbors.first(std::min(reach, neighbors.size()));
    if (first.empty()) return unknown;
    const auto same = std::ranges::count_if(
        first, [&](std::uint32_t cell) { return labels.codes[cell] == code; });
    return static_cast<double>(same) / static_cast<double>(first.size());
}

struct Mean {
    double sum = 0.0;
    std::size_t count = 0;
    void add(double x) {
        if (std::isnan(x)) return;
        sum += x;
        ++count;
    }
    double value() const {
        return count < leastMeanCells ? unknown : sum / static_cast<double>(count);
    }
};

}  // namespace

std::vector<LabelLoss> labelLosses(const ProtectionMap& map, const data::Categories& labels,
                                   const Sample& sample, const NeighborTable& nearest) {
    const std::size_t count = labels.levelCount();
    const std::vector<std::size_t> sizes = labels.counts();
    const Partition sets{labels.codes, count};
    const PairTable inBatch = countByBatch(sets, map.batch);
    std::vector<Mean> allBefore(count);
    std::vector<Mean> ownBefore(count);
    std::vector<Mean> now(count);
    PairTable gained(count, count);
    for (std::size_t q = 0; q < sample.cells.size(); ++q) {
        const std::uint32_t cell = sample.cells[q];
        const std::int32_t label = labels.codes[cell];
        if (label < 0 || sizes[label] < leastPopulation) continue;
        const std::size_t reach = reachOf(sizes[label]);
        const auto before = map.uncorrectedNeighbors.of(cell);
        allBefore[label].add(share(labels, before, reach, label));
        now[label].add(share(labels, nearest.of(q), reach, label));
        const auto own = static_cast<std::size_t>(inBatch(label, map.batch.codes[cell]));
        if (own >= leastPopulation)
            ownBefore[label].add(share(labels, map.ownNeighbors.of(cell), reachOf(own), label));
        for (std::size_t other = 0; other < count; ++other)
            gained(label, other) +=
                share(labels, nearest.of(q), reach, static_cast<std::int32_t>(other)) -
                share(labels, before, reach, static_cast<std::int32_t>(other));
    }
    std::vector<LabelLoss> result(count);
    for (std::size_t label = 0; label < count; ++label) {
        const double own = ownBefore[label].value();
        const double all = allBefore[label].value();
        result[label].purityLost = (own < all ? own : all) - now[label].value();
        double most = leastMerge * static_cast<double>(now[label].count);
        for (std::size_t other = 0; other < count; ++other) {
            if (other == label || gained(label, other) < most || now[label].count == 0) continue;
            most = gained(label, other);
            result[label].mergedWith = static_cast<std::int32_t>(other);
        }
    }
    return result;
}

std::vector<double> keptApart(const Partition& populations, const data::Categories& variable,
                              const Sample& sample, const NeighborTable& nearest) {
    std::vector<std::vector<std::size_t>> queries(populations.count);
    for (std::size_t q = 0; q < sample.cells.size(); ++q)
        if (const std::int32_t set = populations.codes[sample.cells[q]];
            set >= 0 && variable.codes[sample.cells[q]] >= 0)
            queries[set].push_back(q);

    std::vector<double> result(populations.count, unknown);
    for (std::size_t set = 0; set < populations.count; ++set) {
        PairTable shares(queries[set].size(), variable.levelCount());
        std::vector<std::size_t> counts(variable.levelCount(), 0);
        for (std::size_t n = 0; n < queries[set].size(); ++n) {
            const std::size_t q = queries[set][n];
            ++counts[variable.codes[sample.cells[q]]];
            double near = 0.0;
            for (const std::uint32_t cell : nearest.of(q)) {
                if (populations.codes[cell] != static_cast<std::int32_t>(set) ||
                    variable.codes[cell] < 0)
                    continue;
                shares(n, variable.codes[cell]) += 1.0;
                if (++near == static_cast<double>(reachAtMost)) break;
            }
            for (std::size_t level = 0; level < shares.cols && near > 0.0; ++level)
                shares(n, level) /= near;
        }
        double sum = 0.0;
        double weights = 0.0;
        std::size_t levels = 0;
        for (std::size_t level = 0; level < counts.size(); ++level) {
            if (counts[level] < leastLevelCells || counts[level] == queries[set].size()) continue;
            ++levels;
            std::vector<std::pair<double, bool>> scores;
            for (std::size_t n = 0; n < queries[set].size(); ++n)
                scores.emplace_back(shares(n, level),
                                    variable.codes[sample.cells[queries[set][n]]] ==
                                        static_cast<std::int32_t>(level));
            sum += static_cast<double>(counts[level]) * areaUnderCurve(std::move(scores));
            weights += static_cast<double>(counts[level]);
        }
        if (levels >= 2) result[set] = sum / weights;
    }
    return result;
}

}  // namespace counterpoint::diagnose
