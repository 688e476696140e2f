#pragma once

#include "core/data/matrix.h"
#include "core/data/table.h"
#include "core/diagnose/protection_map.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

namespace counterpoint::diagnose {

/// Whether batches of different condition lie further apart than batches of the same condition,
/// where every batch has one condition. Only such differences can be the condition's; correcting
/// for batch removes them with the rest.
struct ConditionTest {
    static constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

    double ratioBefore = unknown;  ///< mean distance between conditions over that within them
    double ratioNow = unknown;     ///< the same after the correction
    double p = unknown;            ///< of the ratio before, by dealing conditions to batches anew
    double leastP = unknown;       ///< the smallest p these batches allow
    std::size_t deals = 0;         ///< ways of dealing that were tried
    std::string sentence;          ///< what was found, or why nothing can be
};

/// Distances are between the means of the same testing group in two batches (10 or more cells in
/// each), weighted by its cells. All ways of dealing conditions to batches are tried, or 2000 drawn
/// from `seed` where there are more. Needs one condition per batch and two batches of one
/// condition; the sentence says so where that is not given.
ConditionTest testCondition(const ProtectionMap& map, const data::Embedding& uncorrected,
                            const data::Embedding& corrected, const data::Categories& condition,
                            std::uint64_t seed);

}  // namespace counterpoint::diagnose
