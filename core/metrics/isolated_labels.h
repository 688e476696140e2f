#pragma once

#include "core/data/table.h"

#include <cstddef>
#include <vector>

namespace counterpoint::metrics {

/// The labels (as level indices, ascending) that occur in the fewest batches: all labels when every
/// one occurs in all batches, as in scib-metrics (scib then gives none). Empty without labelled
/// cells.
std::vector<std::size_t> isolatedLabels(const data::Categories& batch,
                                        const data::Categories& label);

}  // namespace counterpoint::metrics
