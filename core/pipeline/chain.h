#pragma once

#include "core/base/job.h"
#include "core/pipeline/cache.h"
#include "core/pipeline/results.h"
#include "core/pipeline/settings.h"

#include <functional>
#include <vector>

namespace counterpoint::pipeline {

/// Who wants to hear about a run; both are called on the computing thread.
struct ChainSink {
    std::function<void(const Results&)> update = [](const Results&) {};  ///< something new is there
    std::function<void(Stage, double fraction)> progress = [](Stage, double) {};
};

/// What a run starts from.
struct ChainInput {
    std::shared_ptr<const data::Dataset> dataset;
    std::uint64_t datasetKey = 0;  ///< data::fingerprint of it
    Settings settings;
    /// Live answers come from a hand on a slider: the layout moves on from `lastLayout` instead of
    /// being computed afresh. Everything else is the same as in a settled run.
    bool live = false;
    std::shared_ptr<const data::Embedding> lastLayout;  ///< where cells are on screen; may be null
    std::vector<std::string> metrics;                   ///< ids to compute; empty = all
};

/// Runs every step that is not remembered: filter → normalise → variable genes → PCA → integrate →
/// neighbours → scores → layout, then the same scores for the unintegrated PCs. A settled run
/// depends on dataset, settings and seed only, not on threads, history or what is on screen. Throws
/// Error for what the user can mend, Cancelled when the job is stopped.
Results runChain(const ChainInput& input, const plugin::Registry& registry, Cache& cache,
                 const ChainSink& sink, const base::Job& job);

}  // namespace counterpoint::pipeline
