#pragma once

#include "core/base/job.h"
#include "core/data/matrix.h"
#include "core/data/table.h"
#include "core/diagnose/partition.h"

#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint::diagnose {

/// Batches that consist of several pieces, as of donors that were pooled: all their populations
/// occur in every piece, moved by the same shift. Clusters of such a batch are population × piece,
/// and pieces of several batches are as far apart as those of one, so neither the loss of the first
/// nor the lack of mixing of the second says anything of a correction for batch.
struct InnerShifts {
    std::vector<std::int32_t> piece;                      ///< per cell: 0, 1, … within its batch
    std::vector<std::vector<std::vector<double>>> shift;  ///< [batch][piece]; one piece: all 0

    bool any() const;
    std::size_t pieces(std::size_t batch) const { return shift[batch].size(); }
    /// The cells with all pieces of a batch in its middle.
    data::Embedding without(const data::Embedding& pcs, const data::Categories& batch) const;
    /// `middle` with the shifts, and in further dimensions as far apart by batch as pieces make
    /// them: of a batch corrected perfectly, with its pieces kept, the middle lies where its few
    /// pieces happen to. PCs show of that the part along the difference of two batches, whose
    /// length is `apart` (batches × batches).
    data::Embedding with(const data::Embedding& middle, const data::Categories& batch,
                         const PairTable& apart) const;
};

/// Looks for them in every batch, given clusters found within it. A shift counts when it separates
/// the cells of nearly all populations of the batch, of three or more, and when no other batch has
/// it: what recurs in several batches is biology. Two batches at least must have shifts of their
/// own: that of a single batch may be its treatment. Nor does a shift count along which the levels
/// of `keepApart` differ, a condition that is biology (codes may be −1; null: none is known).
InnerShifts innerShifts(const data::Embedding& pcs, const data::Categories& batch,
                        const Partition& clusters, const data::Categories* keepApart,
                        const base::Job& job);

}  // namespace counterpoint::diagnose
