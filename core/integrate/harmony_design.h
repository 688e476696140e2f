#pragma once

#include "core/integrate/batch_groups.h"

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
};
inline constexpr std::size_t SegmentRows = 256;

/// The batches in the form Harmony computes with. A *block* is the share of cells that change
/// clusters at the same time; cells are dealt to blocks at random, once for the whole run. Harmony
/// keeps its cells sorted by block, then group, so that every sweep runs over contiguous rows.
struct HarmonyDesign : BatchGroups {
    std::vector<std::uint32_t> order;      ///< by place: the cell's row
    std::vector<Segment> segments;         ///< in order of places
    std::vector<std::size_t> blockStarts;  ///< blocks + 1 offsets into `segments`

    std::size_t blocks() const { return blockStarts.size() - 1; }
};

/// `blockShare` of the cells make a block, the last block takes the remainder (R harmony 1.2);
/// `seed` deals them. Throws as `groupCells`.
HarmonyDesign makeDesign(const std::vector<const data::Categories*>& batches, std::size_t cells,
                         double blockShare, std::uint64_t seed,
                         const std::vector<std::string>& reference = {});

}  // namespace counterpoint::integrate
