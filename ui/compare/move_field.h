#pragma once

#include "core/data/matrix.h"
#include "core/data/table.h"
#include "ui/support/arrow.h"

#include <vector>

namespace counterpoint::compare {

/// Arrows for what moved between two layouts of the same cells in the plane or in space, the second
/// turned onto the first: `across` boxes a side over the first, and in each an arrow for every
/// group of cells (their batch, say) from its mean place to its mean place in the second. No arrow
/// where a group has fewer than five cells in the box, where they went apart (the mean move is less
/// than four fifths as long as the moves are on average) or hardly moved (less than 1.5 % of the
/// width). Arrows that begin and end within a tenth of the width of each other are one.
std::vector<support::Arrow> moveField(const data::Embedding& first, const data::Embedding& second,
                                      const data::Categories& groups, std::size_t across = 14);

}  // namespace counterpoint::compare
