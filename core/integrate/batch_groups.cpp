#include "core/integrate/batch_groups.h"

#include "core/base/error.h"

#include <algorithm>

namespace counterpoint::integrate {
namespace {

using base::Error;
using base::ErrorKind;

std::string nameOf(std::size_t covariate, std::size_t covariates) {
    return covariates == 1 ? "batch" : "batch covariate " + std::to_string(covariate + 1);
}

void check(const data::Categories& batch, std::size_t cells, const std::string& name) {
    if (batch.size() != cells)
        throw Error(ErrorKind::BadInput, name + " has " + std::to_string(batch.size()) +
                                             " values for " + std::to_string(cells) + " cells");
    if (batch.hasMissing())
        throw Error(ErrorKind::BadInput, name +
                                             " is missing for some cells; remove those cells or "
                                             "choose another batch column");
    const auto counts = batch.counts();
    const auto isUsed = [](std::size_t count) { return count > 0; };
    if (std::count_if(counts.begin(), counts.end(), isUsed) > 1) return;
    const auto only = std::find_if(counts.begin(), counts.end(), isUsed) - counts.begin();
    throw Error(ErrorKind::BadInput,
                name + " has one level (" + batch.levels[only] + "); nothing to integrate");
}

/// Splits the groups of the covariates so far by the levels of one more.
void addCovariate(BatchGroups& all, const std::vector<std::uint32_t>& levelOfCell) {
    std::vector<std::uint64_t> keys(all.cells);
    for (std::size_t i = 0; i < all.cells; ++i)
        keys[i] = (std::uint64_t{all.groupOf[i]} << 32U) | levelOfCell[i];
    std::vector<std::uint64_t> occurring = keys;
    std::ranges::sort(occurring);
    occurring.erase(std::unique(occurring.begin(), occurring.end()), occurring.end());
    std::vector<std::vector<std::uint32_t>> groups;
    for (const std::uint64_t key : occurring) {
        groups.push_back(all.groups[key >> 32U]);
        groups.back().push_back(static_cast<std::uint32_t>(key));
    }
    all.groups = std::move(groups);
    for (std::size_t i = 0; i < all.cells; ++i)
        all.groupOf[i] = static_cast<std::uint32_t>(std::ranges::lower_bound(occurring, keys[i]) -
                                                    occurring.begin());
}

/// Marks the groups of reference levels; `names` are those of the design's levels.
void anchor(BatchGroups& all, const std::vector<std::string>& names,
            const std::vector<std::string>& reference) {
    std::vector<char> isReference(names.size(), 0);
    for (const std::string& name : reference) {
        bool found = false;
        for (std::size_t b = 0; b < names.size(); ++b)
            if (names[b] == name) {
                isReference[b] = 1;
                found = true;
            }
        if (!found)
            throw Error(ErrorKind::BadSettings,
                        "the reference " + name + " is no batch of this data");
    }
    bool allAnchored = true;
    for (const auto& group : all.groups) {
        const bool any = std::ranges::any_of(group, [&](auto b) { return isReference[b] != 0; });
        all.anchored.push_back(any ? 1 : 0);
        allAnchored = allAnchored && any;
    }
    if (allAnchored)
        throw Error(ErrorKind::BadSettings,
                    "every cell belongs to a reference, so none is left to integrate");
}

}  // namespace

BatchGroups groupCells(const std::vector<const data::Categories*>& batches, std::size_t cells,
                       const std::vector<std::string>& reference) {
    if (batches.empty())
        throw Error(ErrorKind::BadInput, "no batch column is chosen; choose at least one");
    BatchGroups all;
    all.cells = cells;
    all.covariates = batches.size();
    all.groups.resize(1);

    std::vector<std::string> names;
    all.groupOf.assign(cells, 0);
    std::vector<std::uint32_t> levelOfCell(cells);
    for (std::size_t covariate = 0; covariate < batches.size(); ++covariate) {
        const data::Categories& batch = *batches[covariate];
        check(batch, cells, nameOf(covariate, batches.size()));
        const auto counts = batch.counts();
        std::vector<std::uint32_t> levelOfCode(counts.size());
        for (std::size_t code = 0; code < counts.size(); ++code) {
            if (counts[code] == 0) continue;
            levelOfCode[code] = static_cast<std::uint32_t>(all.levels());
            all.levelCells.push_back(counts[code]);
            all.covariateOf.push_back(static_cast<std::uint32_t>(covariate));
            names.push_back(batch.levels[code]);
        }
        for (std::size_t i = 0; i < cells; ++i)
            levelOfCell[i] = levelOfCode[static_cast<std::size_t>(batch.codes[i])];
        addCovariate(all, levelOfCell);
    }
    anchor(all, names, reference);
    return all;
}

}  // namespace counterpoint::integrate
