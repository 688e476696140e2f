#pragma once

#include "core/base/job.h"
#include "core/data/matrix.h"
#include "core/data/table.h"
#include "core/diagnose/protection_map.h"
#include "core/diagnose/restricted_neighbors.h"
#include "core/diagnose/sample.h"

#include <cstdint>
#include <vector>

namespace counterpoint::diagnose {

/// What happened to one labelled population.
struct LabelLoss {
    double purityLost = 0.0;  ///< L_label (spec B6): the lower of its purity among all cells and
                              ///< among its own batches before, less its purity now; NaN under 8
                              ///< cells
    std::int32_t mergedWith = -1;  ///< the label whose share among its neighbours grew most, by a
                                   ///< tenth or more; −1 when none did
};

/// Per label level, from query cells and their nearest of all now (15 or more). Cells without a
/// label count as a label of their own among neighbours and have no row.
std::vector<LabelLoss> labelLosses(const ProtectionMap& map, const data::Categories& labels,
                                   const Sample& sample, const NeighborTable& nearest);

/// How well the nearest cells within a population tell the levels of a variable apart: AUC of the
/// share of a level among a cell's nearest of its population (15 at most, of those in `nearest`),
/// one level against the rest, averaged over levels by cells. 0.5 = mixed, 1 = apart; NaN where a
/// population has fewer than two levels of 5 or more query cells. One value per set.
std::vector<double> keptApart(const Partition& populations, const data::Categories& variable,
                              const Sample& sample, const NeighborTable& nearest);

}  // namespace counterpoint::diagnose
