#pragma once

#include "core/integrate/harmony_clustering.h"

#include <vector>

namespace counterpoint::integrate {

/// What one correction does: cell i moves by −Σ_k R_ki shifts[group of i][k].
struct HarmonyCorrection {
    std::vector<float> shifts;     ///< groups × padded clusters × dims
    std::vector<float> centroids;  ///< clusters × dims, unit: where R 2.x goes on from
};

/// The mixture-of-experts ridge regression of every cluster, given Σ R z by group of the original
/// cells (`HarmonyClustering::sums`).
HarmonyCorrection correction(const HarmonyDesign& design, const HarmonyOptions& options,
                             const HarmonyClustering& clustering, const std::vector<double>& sums,
                             const base::Job& job);

}  // namespace counterpoint::integrate
