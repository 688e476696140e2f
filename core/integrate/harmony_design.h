#pragma once

#include "core/data/table.h"

#include <cstdint>
#include <vector>

namespace counterpoint::integrate {

/// Which batches each cell belongs to, in the form Harmony computes with. *Levels* are the batches
/// of all covariates, numbered through; a *group* is a combination of levels that occurs (with one
/// covariate, groups are levels). Harmony keeps its cells sorted by group, so that sums and
/// corrections run over contiguous rows and see the covariates only through the groups.
struct HarmonyDesign {
    std::size_t cells = 0;
    std::size_t covariates = 0;
    std::vector<std::uint32_t> covariateOf;          ///< by level
    std::vector<std::size_t> levelCells;             ///< N_b
    std::vector<std::vector<std::uint32_t>> groups;  ///< by group: its level in each covariate
    std::vector<std::size_t> groupStarts;            ///< groups + 1 offsets into the sorted cells
    std::vector<std::uint32_t> order;                ///< by sorted position: the cell's row
    std::vector<std::uint32_t> groupOf;              ///< by sorted position

    std::size_t levels() const { return levelCells.size(); }
    std::size_t groupCount() const { return groups.size(); }
    /// p_b = N_b / N.
    double share(std::size_t level) const {
        return static_cast<double>(levelCells[level]) / static_cast<double>(cells);
    }
};

/// Throws Error(BadInput) when there is no covariate, a value is missing, sizes differ from
/// `cells`, or a covariate has one level only. Levels without cells are left out.
HarmonyDesign makeDesign(const std::vector<const data::Categories*>& batches, std::size_t cells);

}  // namespace counterpoint::integrate
