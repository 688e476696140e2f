#pragma once

#include "core/base/job.h"
#include "core/data/table.h"
#include "core/diagnose/profiles.h"
#include "core/diagnose/restricted_neighbors.h"

#include <cstddef>
#include <limits>
#include <vector>

namespace counterpoint::diagnose {

/// Below this a population's markers count as lost.
inline constexpr double leastMarkersKept = 0.7;

/// What became of the genes of one population. A correction of PCs leaves expression as it is, so
/// each cell is read through its neighbours: where these are of its kind, their means keep its
/// markers. NaN where a population has no batch with 10 cells of it and 10 others.
struct MarkerRetention {
    static constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

    /// How well the neighbours' means of its 20 strongest markers tell its cells from the others:
    /// mean area under the curve, 0.5 to 1.
    double auroc = unknown;
    /// Correlation over genes of its log fold changes against the other cells, within batches: by
    /// its cells, and by their neighbours.
    double correlation = unknown;
    /// Negative controls: of the genes that do not differ between its batches, the share that does
    /// once the population is drawn by the neighbours' labels (Welch's |t| above 4).
    double falselyDifferent = unknown;

    bool lost() const { return auroc < leastMarkersKept || correlation < leastMarkersKept; }
};

/// Per level of `labels`. `nearest` holds the neighbours of every cell now; the first 15 are read.
std::vector<MarkerRetention> markerRetention(const Expression& expression,
                                             const data::Categories& labels,
                                             const data::Categories& batch,
                                             const NeighborTable& nearest, const base::Job& job);

}  // namespace counterpoint::diagnose
