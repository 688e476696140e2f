#pragma once

#include "core/base/job.h"
#include "core/diagnose/profiles.h"

#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint::diagnose {

/// A cut of some cells in two where they are scarce.
struct Cut {
    double depth = 0.0;        ///< the dip, times the square root of the number of cells
    std::vector<bool> second;  ///< per cell: on the other side; empty where nothing can be cut
};

/// The deepest cut there is: in the space of the three leading components of the cells' genes, each
/// scaled to the same variance, the direction of the largest dip.
Cut deepestCut(const Expression& expression, std::span<const std::uint32_t> cells,
               const base::Job& job);

/// From this depth on two populations are seen, and not one in a course or in noise. Measured on
/// own clusters of simulated sets (verdict_bench seeds 11000000 and 7000000): of clusters of one
/// population none of 175 in null, 177 in global and 124 in trajectory sets reaches 0.60, the
/// largest of 122 in composition sets is 0.604. Where donors or a condition cut a population
/// (nested, condition) 13 of 376 reach 0.60. Noise alone reaches it in 9 of 1260 clusters, a flat
/// course along one or two axes in 169 of 2520 (drawn in Python, diptest 0.12.0).
inline constexpr double leastDepth = 0.62;

}  // namespace counterpoint::diagnose
