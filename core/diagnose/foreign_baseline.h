#pragma once

#include "core/diagnose/partition.h"
#include "core/diagnose/protection_map.h"

#include <vector>

namespace counterpoint::diagnose {

/// f0 (spec A8) of sets of cells: the larger of the means of F in the uncorrected and in the
/// aligned space.
std::vector<double> foreignBaseline(const ProtectionMap& map, const Partition& sets);

/// The same of testing sets: the mean over their cells, found within each of their clusters, since
/// different parts may lie among others in different spaces.
std::vector<double> foreignBaselineOfPopulations(const ProtectionMap& map);

}  // namespace counterpoint::diagnose
