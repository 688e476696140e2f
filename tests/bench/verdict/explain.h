#pragma once

#include "core/diagnose/diagnosis.h"
#include "core/diagnose/protection_map.h"

#include <ostream>

namespace counterpoint::bench {

/// What the map holds, by the labels it may not know: groups by label and batch, links, and every
/// pair of groups with its likeness, cost and whether it is ambiguous.
void explainMap(std::ostream& out, const diagnose::ProtectionMap& map,
                const data::Categories& labels);

/// What a verdict rests on: U of the testing groups and the clusters that lost most, named by
/// labels.
void explainVerdict(std::ostream& out, const diagnose::ProtectionMap& map,
                    const diagnose::Diagnosis& diagnosis, const data::Categories& labels);

}  // namespace counterpoint::bench
