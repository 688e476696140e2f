#pragma once

#include "core/diagnose/partition.h"
#include "core/diagnose/profiles.h"

#include <cstdint>
#include <vector>

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
    bool byLabel = false;  ///< made by a label, not by profiles: not asked about

    bool operator==(const IdentityLink&) const = default;
};

/// What the user says of two groups: whether they are one population. They are named by a cell of
/// each, because groups are found anew, and numbered anew, whenever the data are seen differently.
struct LinkChoice {
    std::uint32_t first = 0;  ///< cell
    std::uint32_t second = 0;
    bool same = true;

    bool operator==(const LinkChoice&) const = default;
};

/// Groups (rows) with at least 10 cells in a batch (columns), for links.
PairTable presentForLinks(const PairTable& counts);

/// Pairs of profiles of different batches that are each other's best with a correlation of at least
/// 0.60, where neither group is present in the batch of the other (spec A5). `profiles` are those
/// of `present`.
std::vector<IdentityLink> identityLinks(const Profiles& profiles, const PairTable& present);

/// Groups joined by the links that are not rejected.
Partition joined(const Partition& groups, const std::vector<IdentityLink>& links);

}  // namespace counterpoint::diagnose
