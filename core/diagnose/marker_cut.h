#pragma once

#include "core/base/job.h"
#include "core/diagnose/profiles.h"

#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint::diagnose {

/// Cells, one list a batch.
using CellsByBatch = std::vector<std::vector<std::uint32_t>>;

/// A cut of a cluster in two by genes that vary more in it than in its counterpart.
struct MarkerCut {
    double depth = 0.0;        ///< dip of left-out cells, times the square root of their number
    double width = 0.0;        ///< variance of left-out cells in units of their counterpart's
    std::vector<bool> second;  ///< per cell: on the other side
    std::vector<std::uint32_t> genes;  ///< the cut's markers, ascending
};

/// Looks for a population that lives in one batch only inside a cluster of that batch. Few genes
/// tell it from the other population there, so among all genes it is below what principal
/// components can show; but just these genes vary more in this cluster than in its counterpart in
/// other batches, which holds the other population alone. From the genes that do, the direction
/// that they have in common, and from the halves along it the genes that tell these apart, some
/// times over: what is found is two populations where cells that were left out of all this still
/// fall in two (dip) and are wider than left-out cells of the counterpart. No gene counts for more
/// than others that are apart as clearly, since a single gene that is on or off falls in two by
/// itself.
///
/// `noise`: of `geneNoise`. `elsewhere`: the cells of the cluster's group in other batches.
/// `around`: these and all that lie near the cluster once batches are aligned; both must be
/// narrower, or the cluster is a longer piece of a course that other groups go on with. Five folds
/// of up to 400 cells a side. Empty where there are fewer than 50 cells, or 30 on another side.
MarkerCut markerCut(const Expression& expression, std::span<const float> noise,
                    std::span<const std::uint32_t> cells, const CellsByBatch& elsewhere,
                    const CellsByBatch& around, const base::Job& job);

/// Depth and width from which a marker cut divides populations. A prototype of this in Python found
/// both in 30 of 7445 clusters of simulated sets (series 71, 73 and 79 million, null and unique_sub
/// sets of seven others), all of them among the 106 that hold a population of their batch alone.
/// From a depth of 0.4 on it is 32 and two others, from a width of 1.75 on 30 and three others.
inline constexpr double leastMarkerDepth = 0.45;
inline constexpr double leastMarkerWidth = 2.25;

}  // namespace counterpoint::diagnose
