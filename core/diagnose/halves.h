#pragma once

#include "core/data/table.h"
#include "core/diagnose/mean_products.h"
#include "core/diagnose/partition.h"

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace counterpoint::diagnose {

/// Squared length of the difference of the halves in units of its noise. That there are two is
/// known already, here they only must be fit to place others by: a third of what `heldApart` asks
/// of groups whose being two is the question.
inline constexpr double leastHalvesSignal = 1.0;

using Cells = std::vector<std::uint32_t>;

/// Two sets of cells of one batch, the parts of a group besides them, and what places are measured
/// from: other groups that the two sets' batch shares with those of the parts.
struct Halves {
    std::vector<Cells> sets;  ///< first half, second half, then all others
    std::vector<std::size_t> parts;
    std::vector<std::int32_t> batchOf;                                 ///< of every set
    std::map<std::pair<std::int32_t, std::int32_t>, std::size_t> set;  ///< of group and batch
};

/// Parts are what the clusters besides the halves hold of the first of two groups, from 10 cells;
/// places are measured from groups that are neither of the two.
Halves halvesOf(Cells first, Cells second, std::pair<std::int32_t, std::int32_t> groupsOfHalves,
                const data::Categories& batch, const Partition& clusters, const Partition& groups);

/// Where a part lies: 0 at the first half, 1 at the second; nothing where it cannot be told.
/// `means` are those of the sets.
std::optional<double> placeOf(const Halves& halves, const MeanProducts& means, std::size_t part);

}  // namespace counterpoint::diagnose
