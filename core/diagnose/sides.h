#pragma once

#include "core/base/job.h"
#include "core/data/table.h"
#include "core/diagnose/mean_products.h"
#include "core/diagnose/partition.h"
#include "core/diagnose/profiles.h"

#include <cstddef>

namespace counterpoint::diagnose {

/// Own and other side of a difference whose ends are at 0 and 1.
inline constexpr double ownSide = 0.3;
/// Groups that two batches share, for places in one to be told in the other.
inline constexpr std::size_t leastReferences = 2;

/// Whether two sets differ by more than the noise of their means.
bool isDifference(const MeanProducts& means, std::size_t a, std::size_t b);

/// Two groups that live together in one batch differ there in some genes. Where the parts of both
/// groups in other batches lie on their own side of that difference, the groups are two populations
/// that all batches agree on, however alike their profiles are. Where a part lies in the middle or
/// on the other side, the groups were cut differently in that batch, and their cells coming
/// together is no loss.
///
/// Groups × groups: 1 where this is so, 0 where it is not or nothing can be said. Parts count from
/// 10 cells; places are measured from the mean over the other groups that the two batches share, so
/// that batch effects cancel.
PairTable heldApart(const Expression& expression, const Partition& groups,
                    const data::Categories& batch, const base::Job& job);

}  // namespace counterpoint::diagnose
