#pragma once

#include "core/diagnose/partition.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace counterpoint::diagnose {

/// The query cells of a statistic and how many cells each of them stands for.
struct Sample {
    std::vector<std::uint32_t> cells;  ///< ascending
    std::vector<double> weights;       ///< all 1 when every cell is asked
};

/// Every cell.
Sample everyCell(std::size_t cells);

/// About `size` cells: half of them in proportion to the sets, half the same number from every set,
/// so that small sets are heard and weights stay alike. The choice depends on the seed only.
Sample stratifiedSample(const Partition& sets, std::size_t size, std::uint64_t seed);

}  // namespace counterpoint::diagnose
