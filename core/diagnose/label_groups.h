#pragma once

#include "core/data/table.h"
#include "core/diagnose/protection_map.h"

namespace counterpoint::diagnose {

/// Regroups the map by labels. A group that holds two labels becomes two: sister populations that
/// the alignment laid on each other. Groups of one label that never meet in a batch are tested as
/// one, and no group is a loss to another of its label. Groups of two labels that never meet are
/// two populations, and nothing stays ambiguous. The rest is as it was. Labels of fewer than 10
/// cells or of a tenth of a group make none. Links are to be applied afterwards.
void useLabels(ProtectionMap& map, const data::Categories& labels);

}  // namespace counterpoint::diagnose
