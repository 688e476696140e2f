#pragma once

#include "core/data/table.h"
#include "core/diagnose/partition.h"

#include <cstdint>
#include <vector>

namespace counterpoint::diagnose {

/// The parts that batches hold of groups, one after another.
struct Parts {
    std::vector<std::int32_t> group;
    std::vector<std::int32_t> batch;
    std::vector<std::vector<std::uint32_t>> cells;
};

/// Those that are not 0 in `present` (groups × batches), group by group.
Parts partsOf(const Partition& groups, const data::Categories& batch, const PairTable& present);

}  // namespace counterpoint::diagnose
