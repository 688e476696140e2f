#include "core/diagnose/batch_combinations.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

namespace counterpoint::diagnose {

namespace {

using Levels = std::vector<std::int32_t>;  ///< one of every variable

struct Combination {
    Levels levels;
    std::size_t cells = 0;
};

std::size_t inCommon(const Levels& one, const Levels& other) {
    std::size_t common = 0;
    for (std::size_t v = 0; v < one.size(); ++v) common += one[v] == other[v] ? 1 : 0;
    return common;
}

/// The large combination that a small one joins; −1 where there is none that shares a level.
std::int32_t homeOf(const Combination& small, const std::vector<Combination>& all) {
    std::pair<std::size_t, std::size_t> best{0, 0};
    std::int32_t home = -1;
    for (std::size_t c = 0; c < all.size(); ++c) {
        if (all[c].cells < leastCombinationCells) continue;
        const std::pair likeness{inCommon(small.levels, all[c].levels), all[c].cells};
        if (likeness.first == 0 || likeness <= best) continue;
        best = likeness;
        home = static_cast<std::int32_t>(c);
    }
    return home;
}

}  // namespace

data::Categories batchCombinations(const data::Categories& first,
                                   std::span<const data::Categories> further) {
    if (further.empty()) return first;
    const auto levelsOf = [&](std::size_t cell) {
        Levels levels{first.codes[cell]};
        for (const data::Categories& variable : further) levels.push_back(variable.codes[cell]);
        return levels;
    };
    std::map<Levels, std::size_t> counts;  // in the order of levels, not of cells
    for (std::size_t i = 0; i < first.size(); ++i)
        if (const Levels levels = levelsOf(i); std::ranges::find(levels, -1) == levels.end())
            ++counts[levels];
    std::vector<Combination> all;
    for (const auto& [levels, cells] : counts) all.push_back({levels, cells});

    data::Categories result;
    std::vector<std::int32_t> codes(all.size(), -1);
    const auto name = [&](std::size_t c) {
        codes[c] = static_cast<std::int32_t>(result.levels.size());
        std::string& text = result.levels.emplace_back(first.levels[all[c].levels[0]]);
        for (std::size_t v = 0; v < further.size(); ++v)
            text += ", " + further[v].levels[all[c].levels[v + 1]];
    };
    std::vector<std::int32_t> home(all.size());
    for (std::size_t c = 0; c < all.size(); ++c) {
        const bool large = all[c].cells >= leastCombinationCells;
        home[c] = large ? static_cast<std::int32_t>(c) : homeOf(all[c], all);
        if (home[c] < 0) home[c] = static_cast<std::int32_t>(c);
        if (home[c] == static_cast<std::int32_t>(c)) name(c);
    }
    for (std::size_t i = 0; i < first.size(); ++i) {
        const auto found = counts.find(levelsOf(i));
        result.codes.push_back(
            found == counts.end() ? -1 : codes[home[std::distance(counts.begin(), found)]]);
    }
    return result;
}

}  // namespace counterpoint::diagnose
