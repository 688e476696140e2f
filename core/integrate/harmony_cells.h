#pragma once

#include "core/base/job.h"
#include "core/base/spare_arrays.h"
#include "core/integrate/harmony_clustering.h"
#include "core/integrate/harmony_design.h"
#include "core/integrate/harmony_options.h"
#include "core/plugin/integration_method.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace counterpoint::integrate {

/// The cells as Harmony computes with them, shared by all runs on the same input.
struct HarmonyCells {
    HarmonyDesign design;
    std::size_t dims = 0;    ///< the input's, padded to whole tiles
    base::Floats values;     ///< cells × dims in the design's order, padding 0
    std::uint64_t seed = 0;  ///< of the dealing to blocks
    /// What runs on these cells compute in, from one to the next.
    std::shared_ptr<base::SpareArrays> spare = std::make_shared<base::SpareArrays>();

    // What they were made from, besides the embedding:
    double block = 0.0;
    std::vector<data::Categories> batches;
    std::vector<std::string> reference;
};

/// Throws Error(BadInput | BadSettings) where the input cannot be used.
std::shared_ptr<const HarmonyCells> prepareCells(const plugin::IntegrationInput& input,
                                                 double block, const base::Job& job);

/// Whether `prepareCells` would make these cells again.
bool madeFrom(const HarmonyCells& cells, const plugin::IntegrationInput& input, double block,
              const base::Job& job);

/// What a run of Harmony leaves to the next: about 2 · cells × dims numbers beside the cells
/// themselves; the affinities are made again.
struct HarmonyState final : plugin::WarmState {
    std::shared_ptr<const HarmonyCells> cells;
    HarmonyOptions options;
    std::vector<float> start;  ///< centroids of k-means: depend on the cells and their number only
    /// cells × dims, after the last round; not written to while shared.
    std::shared_ptr<base::Floats> corrected;
    std::vector<float> centroids;  ///< of the next round
    Assignment settled;            ///< of the last round; no cells where there was none

    std::size_t bytes() const override;
};

}  // namespace counterpoint::integrate
