#pragma once

#include "core/data/table.h"

#include <cstdint>
#include <string>
#include <vector>

namespace counterpoint::integrate {

/// Consecutive places of one block and one group: the unit of work of every sweep over the cells.
struct Segment {
    std::size_t begin;
    std::size_t end;
    std::uint32_t group;
    std::uint32_t block;

    std::size_t rows() const { return end - begin; }
    bool operator==(const Segment&) const = default;
};
inline constexpr std::size_t SegmentRows = 256;

/// Which batches each cell belongs to, in the form Harmony computes with. *Levels* are the batches
/// of all covariates, numbered through; a *group* is a combination of levels that occurs (with one
/// covariate, groups are levels). A *block* is the share of cells that change clusters at the same
/// time; cells are dealt to blocks at random, once for the whole run. Harmony keeps its cells
/// sorted by block, then group, so that every sweep runs over contiguous rows.
struct HarmonyDesign {
    std::size_t cells = 0;
    std::size_t covariates = 0;
    std::vector<std::uint32_t> covariateOf;          ///< by level
    std::vector<std::size_t> levelCells;             ///< N_b
    std::vector<std::vector<std::uint32_t>> groups;  ///< by group: its level in each covariate
    std::vector<char> anchored;                      ///< by group: 1 where a level is a reference
    std::vector<std::uint32_t> order;                ///< by place: the cell's row
    std::vector<Segment> segments;                   ///< in order of places
    std::vector<std::size_t> blockStarts;            ///< blocks + 1 offsets into `segments`

    std::size_t levels() const { return levelCells.size(); }
    std::size_t groupCount() const { return groups.size(); }
    std::size_t blocks() const { return blockStarts.size() - 1; }
    /// p_b = N_b / N.
    double share(std::size_t level) const {
        return static_cast<double>(levelCells[level]) / static_cast<double>(cells);
    }
    bool operator==(const HarmonyDesign&) const = default;
};

/// `blockShare` of the cells make a block, the last block takes the remainder (R harmony 1.2);
/// `seed` deals them. `reference` names levels whose cells are not moved. Throws Error(BadInput)
/// when there is no covariate, a value is missing, sizes differ from `cells`, or a covariate has
/// one level only; Error(BadSettings) for a reference that is no level of any covariate, or all of
/// one. Levels without cells are left out.
HarmonyDesign makeDesign(const std::vector<const data::Categories*>& batches, std::size_t cells,
                         double blockShare, std::uint64_t seed,
                         const std::vector<std::string>& reference = {});

}  // namespace counterpoint::integrate
