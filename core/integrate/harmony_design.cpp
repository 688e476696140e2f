#include "core/integrate/harmony_design.h"

#include "core/base/error.h"

#include <algorithm>
#include <numeric>
#include <string>

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

}  // namespace

HarmonyDesign makeDesign(const std::vector<const data::Categories*>& batches, std::size_t cells) {
    if (batches.empty())
        throw Error(ErrorKind::BadInput, "no batch column is chosen; Harmony needs at least one");
    HarmonyDesign design;
    design.cells = cells;
    design.covariates = batches.size();

    std::vector<std::vector<std::uint32_t>> levelsOfCell(cells);
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
        }
        for (std::size_t i = 0; i < cells; ++i)
            levelsOfCell[i].push_back(levelOfCode[static_cast<std::size_t>(batch.codes[i])]);
    }

    design.order.resize(cells);
    std::iota(design.order.begin(), design.order.end(), 0U);
    std::stable_sort(
        design.order.begin(), design.order.end(),
        [&](std::uint32_t a, std::uint32_t b) { return levelsOfCell[a] < levelsOfCell[b]; });
    design.groupOf.reserve(cells);
    for (std::size_t at = 0; at < cells; ++at) {
        const auto& levels = levelsOfCell[design.order[at]];
        if (design.groups.empty() || design.groups.back() != levels) {
            design.groups.push_back(levels);
            design.groupStarts.push_back(at);
        }
        design.groupOf.push_back(static_cast<std::uint32_t>(design.groups.size() - 1));
    }
    design.groupStarts.push_back(cells);
    return design;
}

}  // namespace counterpoint::integrate
