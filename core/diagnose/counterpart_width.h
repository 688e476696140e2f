#pragma once

#include "core/base/job.h"
#include "core/diagnose/profiles.h"

#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint::diagnose {

/// How much wider a cluster is than its counterpart in other batches, along the way from one half
/// of it to the other: the ratio of the variances there, in units of that ratio over the leading
/// components of both. A population that lives in one batch only makes its cluster wider than the
/// clusters that hold the other population alone, in this one direction; noise, depth and the size
/// of a batch's differences widen all directions alike, and a course widens both sides.
/// `second`: per cell of the cluster, on the second side. `elsewhere`: the cells of its group, one
/// list a batch. Way and components come from other cells than the variances (five folds of up to
/// 200 cells a side), so nothing is wider by having been chosen. 0 where there are fewer than 30
/// cells on either side.
double widthAgainstCounterpart(const Expression& expression, std::span<const std::uint32_t> cells,
                               const std::vector<bool>& second,
                               const std::vector<std::vector<std::uint32_t>>& elsewhere,
                               const base::Job& job);

}  // namespace counterpoint::diagnose
