#pragma once

#include "core/base/job.h"
#include "core/data/table.h"
#include "core/diagnose/partition.h"
#include "core/diagnose/profiles.h"

#include <functional>
#include <vector>

namespace counterpoint::diagnose {

/// What lies between two groups in the batches that hold both.
struct Gaps {
    PairTable found;  ///< groups × groups: 1 where some batch shows a gap, 0 where those that could
                      ///< show none, NaN where none could
    std::vector<PairTable> inBatch;  ///< per batch: 1 where it shows a gap
};

/// Whether the cells of two groups in one batch, 20 or more of each, lie apart with a gap between:
/// where the deepest cut through them divides the one group from the other. Pieces of one
/// population that changes gradually have none, two populations do, however alike their profiles
/// are and however much noise confuses their neighbours. Only pairs `asked` for are looked at.
Gaps gapsBetween(const Expression& expression, const Partition& groups,
                 const data::Categories& batch,
                 const std::function<bool(std::size_t, std::size_t)>& asked, const base::Job& job);

/// Pairs with a gap are two populations: `apart` becomes 1 and their confusion 0, and in the
/// batches that show it they are surely separable. Pairs of which a batch could show a gap and none
/// does are pieces of one: `apart` becomes 0.
void tellApartByGaps(const Gaps& gaps, PairTable& apart, PairTable& confusion,
                     std::vector<PairTable>& separable);

}  // namespace counterpoint::diagnose
