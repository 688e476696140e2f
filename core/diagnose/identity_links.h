#pragma once

#include <cstddef>
#include <cstdint>

namespace counterpoint::diagnose {

/// Two groups that never meet in a batch but have alike expression profiles: perhaps one population
/// that the alignment could not bring together. The user may confirm or reject it.
struct IdentityLink {
    std::int32_t first = 0;  ///< group
    std::int32_t second = 0;
    std::int32_t firstBatch = 0;  ///< where the first was seen
    std::int32_t secondBatch = 0;
    double correlation = 0.0;
    bool rejected = false;
};

}  // namespace counterpoint::diagnose
