#pragma once

#include "core/data/table.h"

#include <cstdint>
#include <string>
#include <vector>

namespace counterpoint::integrate {

/// Which batches each cell belongs to. *Levels* are the batches of all covariates, numbered
/// through; a *group* is a combination of levels that occurs (with one covariate, groups are
/// levels).
struct BatchGroups {
    std::size_t cells = 0;
    std::size_t covariates = 0;
    std::vector<std::uint32_t> covariateOf;          ///< by level
    std::vector<std::size_t> levelCells;             ///< N_b
    std::vector<std::vector<std::uint32_t>> groups;  ///< by group: its level in each covariate
    std::vector<char> anchored;                      ///< by group: 1 where a level is a reference
    std::vector<std::uint32_t> groupOf;              ///< by cell

    std::size_t levels() const { return levelCells.size(); }
    std::size_t groupCount() const { return groups.size(); }
    /// p_b = N_b / N.
    double share(std::size_t level) const {
        return static_cast<double>(levelCells[level]) / static_cast<double>(cells);
    }
};

/// `reference` names levels whose cells are not moved. Throws Error(BadInput) when there is no
/// covariate, a value is missing, sizes differ from `cells`, or a covariate has one level only;
/// Error(BadSettings) for a reference that is no level of any covariate, or where every cell
/// belongs to one. Levels without cells are left out.
BatchGroups groupCells(const std::vector<const data::Categories*>& batches, std::size_t cells,
                       const std::vector<std::string>& reference = {});

}  // namespace counterpoint::integrate
