#include "tests/bench/verdict/explain.h"

#include "core/diagnose/covered_batches.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string>

namespace counterpoint::bench {

namespace {

using diagnose::Partition;

template <class... Values>
std::string text(const char* format, Values... values) {
    std::array<char, 300> buffer{};
    std::snprintf(buffer.data(), buffer.size(), format, values...);
    return buffer.data();
}

/// "CD14+Mono 85 %, DC 15 %": the labels of at least a tenth of some cells, most first.
std::string labelsOf(const Partition& sets, std::size_t set, const data::Categories& labels) {
    std::vector<std::pair<std::size_t, std::string>> counts;
    for (const std::string& level : labels.levels) counts.emplace_back(0, level);
    std::size_t all = 0;
    for (std::size_t i = 0; i < sets.codes.size(); ++i)
        if (sets.codes[i] == static_cast<std::int32_t>(set) && labels.codes[i] >= 0) {
            ++counts[labels.codes[i]].first;
            ++all;
        }
    std::ranges::sort(counts, std::greater<>{});
    std::string result;
    for (const auto& [cells, level] : counts)
        if (cells > 0 && 10 * cells >= all)
            result += text("%s%s %.0f %%", result.empty() ? "" : ", ", level.c_str(),
                           100.0 * static_cast<double>(cells) / static_cast<double>(all));
    return result;
}

}  // namespace

void explainMap(std::ostream& out, const diagnose::ProtectionMap& map,
                const data::Categories& labels) {
    out << text(
        "  map: %zu clusters, %zu groups, %.2f of the cells alone for certain, U before "
        "%.2f%s\n",
        map.clusters.count, map.groups.count, map.shareAlone, map.underBefore.value,
        map.inner.any() ? ", pieces within batches" : "");
    const diagnose::PairTable counts = countByBatch(map.groups, map.batch);
    for (std::size_t g = 0; g < map.groups.count; ++g) {
        out << text(
            "    group %2zu in set %2d:", g,
            map.testing.codes[std::ranges::find(map.groups.codes, static_cast<std::int32_t>(g)) -
                              map.groups.codes.begin()]);
        for (std::size_t b = 0; b < counts.cols; ++b) out << text(" %5.0f", counts(g, b));
        out << "  " << labelsOf(map.groups, g, labels) << '\n';
    }
    out << "    batches covered:";
    for (const double share : diagnose::coveredShares(map.testing, map.batch))
        out << text(" %.2f", share);
    out << '\n';
    for (const diagnose::IdentityLink& link : map.links)
        out << text("    link %d of %s with %d of %s, r %.2f%s%s\n", link.first,
                    map.batch.levels[link.firstBatch].c_str(), link.second,
                    map.batch.levels[link.secondBatch].c_str(), link.correlation,
                    link.rejected ? ", rejected" : "", link.byLabel ? ", by label" : "");
    for (std::size_t g = 0; g < map.groups.count; ++g)
        for (std::size_t h = g + 1; h < map.groups.count; ++h) {
            const bool together = [&] {
                for (std::size_t b = 0; b < counts.cols; ++b)
                    if (map.groupPresent(g, b) != 0.0 && map.groupPresent(h, b) != 0.0) return true;
                return false;
            }();
            const double weight = map.weights.weight(g, h);
            if (together && weight == 1.0) continue;  // as it should be
            out << text("    groups %2zu, %2zu: %s, r %.2f, cost %.2f%s\n", g, h,
                        together ? "together" : "apart", map.correlation(g, h), weight,
                        map.weights.ambiguous(g, h) != 0.0 ? ", ambiguous" : "");
        }
}

void explainVerdict(std::ostream& out, const diagnose::ProtectionMap& map,
                    const diagnose::Diagnosis& diagnosis, const data::Categories& labels) {
    constexpr std::size_t mostLosses = 3;
    for (const diagnose::Population& population : diagnosis.populations)
        if (population.under.defined() && population.under.value > 0.1)
            out << text("      missing neighbours: %s, %zu cells, U %.2f\n",
                        population.name.c_str(), population.cells, population.under.value);
    for (std::size_t i = 0; i < std::min(mostLosses, diagnosis.losses.size()); ++i) {
        const diagnose::ClusterLoss& loss = diagnosis.losses[i];
        if (!(loss.loss.value > 0.05)) break;
        out << text("      loss %.2f (own %.2f, course %.2f, foreign %.2f): %zu cells of %s, %s",
                    loss.loss.value, loss.own, loss.course, loss.foreign, loss.cells,
                    map.batch.levels[loss.batch].c_str(),
                    labelsOf(map.clusters, loss.cluster, labels).c_str());
        if (loss.nearCluster >= 0)
            out << "; into " << labelsOf(map.clusters, loss.nearCluster, labels);
        if (loss.partner >= 0)
            out << text("; among group %d: ", loss.partner)
                << labelsOf(map.groups, loss.partner, labels);
        out << '\n';
    }
    for (const diagnose::AmbiguousMerge& merge : diagnosis.ambiguous)
        out << text("      ambiguous: groups %d and %d, %zu cells\n", merge.first, merge.second,
                    merge.cells);
}

}  // namespace counterpoint::bench
