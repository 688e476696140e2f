#include "core/integrate/harmony_design.h"

#include "core/base/error.h"
#include "core/base/random.h"

#include <algorithm>
#include <cmath>

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
void addCovariate(HarmonyDesign& design, const std::vector<std::uint32_t>& levelOfCell,
                  std::vector<std::uint32_t>& groupOfCell) {
    std::vector<std::uint64_t> keys(design.cells);
    for (std::size_t i = 0; i < design.cells; ++i)
        keys[i] = (std::uint64_t{groupOfCell[i]} << 32U) | levelOfCell[i];
    std::vector<std::uint64_t> occurring = keys;
    std::ranges::sort(occurring);
    occurring.erase(std::unique(occurring.begin(), occurring.end()), occurring.end());
    std::vector<std::vector<std::uint32_t>> groups;
    for (const std::uint64_t key : occurring) {
        groups.push_back(design.groups[key >> 32U]);
        groups.back().push_back(static_cast<std::uint32_t>(key));
    }
    design.groups = std::move(groups);
    for (std::size_t i = 0; i < design.cells; ++i)
        groupOfCell[i] = static_cast<std::uint32_t>(std::ranges::lower_bound(occurring, keys[i]) -
                                                    occurring.begin());
}

/// Deals the cells to blocks and sorts them by block and group.
void arrange(HarmonyDesign& design, const std::vector<std::uint32_t>& groupOfCell,
             double blockShare, std::uint64_t seed) {
    const std::size_t cells = design.cells;
    if (cells < 40) blockShare = 0.2;  // as R harmony 1.2
    const auto size =
        std::max<std::size_t>(1, static_cast<std::size_t>(static_cast<double>(cells) * blockShare));
    const auto blocks = std::min(cells / size, static_cast<std::size_t>(std::ceil(1 / blockShare)));
    const auto dealt = base::permutation(cells, base::Random(seed, 0xDEA1));
    std::vector<std::uint32_t> blockOfCell(cells);
    for (std::size_t at = 0; at < cells; ++at)
        blockOfCell[dealt[at]] = static_cast<std::uint32_t>(std::min(at / size, blocks - 1));

    const std::size_t groups = design.groupCount();
    std::vector<std::size_t> starts(blocks * groups + 1, 0);
    for (std::size_t i = 0; i < cells; ++i) ++starts[blockOfCell[i] * groups + groupOfCell[i] + 1];
    for (std::size_t s = 1; s < starts.size(); ++s) starts[s] += starts[s - 1];
    for (std::size_t block = 0; block < blocks; ++block) {
        design.blockStarts.push_back(design.segments.size());
        for (std::size_t g = 0; g < groups; ++g) {
            const std::size_t end = starts[block * groups + g + 1];
            for (std::size_t at = starts[block * groups + g]; at < end; at += SegmentRows)
                design.segments.push_back({at, std::min(at + SegmentRows, end),
                                           static_cast<std::uint32_t>(g),
                                           static_cast<std::uint32_t>(block)});
        }
    }
    design.blockStarts.push_back(design.segments.size());
    design.order.resize(cells);
    for (std::size_t i = 0; i < cells; ++i)
        design.order[starts[blockOfCell[i] * groups + groupOfCell[i]]++] =
            static_cast<std::uint32_t>(i);
}

/// Marks the groups of reference levels; `names` are those of the design's levels.
void anchor(HarmonyDesign& design, const std::vector<std::string>& names,
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
    for (const auto& group : design.groups) {
        const bool any = std::ranges::any_of(group, [&](auto b) { return isReference[b] != 0; });
        design.anchored.push_back(any ? 1 : 0);
        allAnchored = allAnchored && any;
    }
    if (allAnchored)
        throw Error(ErrorKind::BadSettings,
                    "every cell belongs to a reference, so none is left to integrate");
}

}  // namespace

HarmonyDesign makeDesign(const std::vector<const data::Categories*>& batches, std::size_t cells,
                         double blockShare, std::uint64_t seed,
                         const std::vector<std::string>& reference) {
    if (batches.empty())
        throw Error(ErrorKind::BadInput, "no batch column is chosen; Harmony needs at least one");
    HarmonyDesign design;
    design.cells = cells;
    design.covariates = batches.size();
    design.groups.resize(1);

    std::vector<std::string> names;
    std::vector<std::uint32_t> groupOfCell(cells, 0);
    std::vector<std::uint32_t> levelOfCell(cells);
    for (std::size_t covariate = 0; covariate < batches.size(); ++covariate) {
        const data::Categories& batch = *batches[covariate];
        check(batch, cells, nameOf(covariate, batches.size()));
        const auto counts = batch.counts();
        std::vector<std::uint32_t> levelOfCode(counts.size());
        for (std::size_t code = 0; code < counts.size(); ++code) {
            if (counts[code] == 0) continue;
            levelOfCode[code] = static_cast<std::uint32_t>(design.levels());
            design.levelCells.push_back(counts[code]);
            design.covariateOf.push_back(static_cast<std::uint32_t>(covariate));
            names.push_back(batch.levels[code]);
        }
        for (std::size_t i = 0; i < cells; ++i)
            levelOfCell[i] = levelOfCode[static_cast<std::size_t>(batch.codes[i])];
        addCovariate(design, levelOfCell, groupOfCell);
    }
    anchor(design, names, reference);
    arrange(design, groupOfCell, blockShare, seed);
    return design;
}

}  // namespace counterpoint::integrate
