#pragma once

#include "core/data/table.h"
#include "core/diagnose/partition.h"
#include "core/diagnose/protection_map.h"

#include <string>
#include <vector>

namespace counterpoint::diagnose {

/// The label of at least half of a set's labelled cells, or −1; needs 5 labelled cells.
std::vector<std::int32_t> majorityLabels(const Partition& sets, const data::Categories& labels);

/// Names of the sets for sentences and tables: the majority label, numbered where several sets
/// share one, else `noun` and a number.
std::vector<std::string> setNames(const Partition& sets, const data::Categories* labels,
                                  const std::string& noun);

/// As `setNames` for own-batch clusters: the majority label, else "cluster 3 of <batch>".
std::vector<std::string> clusterNames(const ProtectionMap& map, const data::Categories* labels);

}  // namespace counterpoint::diagnose
