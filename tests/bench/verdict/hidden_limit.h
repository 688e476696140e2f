#pragma once

#include "core/base/job.h"
#include "core/diagnose/protection_map.h"
#include "tests/bench/verdict/known_case.h"

#include <cstddef>
#include <ostream>
#include <vector>

namespace counterpoint::bench {

/// One of the map's clusters that holds two true populations, 12 cells and a tenth of it or more of
/// each: how far apart a direction is that was fitted with their labels, and whether anything along
/// it says without labels that there are two.
struct HiddenPair {
    std::size_t cluster = 0;
    std::size_t first = 0;   ///< cells of the larger population
    std::size_t second = 0;  ///< cells of the smaller
    double auc = 0.0;        ///< of cells left out of the fit, 0.5 to 1
    double dip = 0.0;  ///< along it, times the square root of the cells, as diagnose::Cut::depth
    double deepest = 0.0;  ///< depth of the deepest cut that is found without labels
};

/// What no rule without labels can tell apart, for the clusters of one map. The direction is
/// Fisher's, in the 2, 4, 8 or 16 leading components of the cluster's genes, whichever parts the
/// left-out cells best.
std::vector<HiddenPair> hiddenPairs(const KnownCase& known, const diagnose::ProtectionMap& map,
                                    const base::Job& job);

/// Prints the pairs of every set, and how many of them anything along the best direction betrays.
void tellHiddenPairs(std::ostream& out, const std::vector<simulate::Scenario>& scenarios);

}  // namespace counterpoint::bench
