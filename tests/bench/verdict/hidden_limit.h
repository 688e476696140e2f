#pragma once

#include "core/base/job.h"
#include "core/diagnose/protection_map.h"
#include "tests/bench/verdict/known_case.h"

#include <cstddef>
#include <ostream>
#include <vector>

namespace counterpoint::bench {

/// One of the map's clusters: how far apart two parts of it are along a direction that was fitted
/// to tell them, and what along it says without labels that there are two. The parts are the two
/// true populations it holds, 12 cells and a tenth of it or more of each, or else a random half and
/// the rest.
struct HiddenPair {
    std::size_t cluster = 0;
    std::size_t first = 0;   ///< cells of the larger population
    std::size_t second = 0;  ///< cells of the smaller; 0: there is one
    double auc = 0.0;        ///< of cells left out of the fit, 0.5 to 1
    double dip = 0.0;  ///< along it, times the square root of the cells, as diagnose::Cut::depth
    double twoNormals = 0.0;  ///< twice the log-likelihood ratio of two normals to one, along it
    double deepest = 0.0;     ///< depth of the deepest cut that is found without labels
};

/// What no rule without labels can tell apart, for the clusters of one map. The direction is
/// Fisher's, in the 2, 4, 8 or 16 leading components of the cluster's genes, whichever parts the
/// left-out cells best: more than a rule without labels can know.
std::vector<HiddenPair> hiddenPairs(const KnownCase& known, const diagnose::ProtectionMap& map,
                                    const base::Job& job);

/// Prints the pairs of every set, how many of them dip along the best direction, and how well what
/// is seen along it tells clusters with two populations from those with one.
void tellHiddenPairs(std::ostream& out, const std::vector<simulate::Scenario>& scenarios);

}  // namespace counterpoint::bench
