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
    /// Live answers come from a hand on a slider: the method goes on from its last state, the
    /// layout from `lastLayout`, and of many cells a sample is asked for the scores that can be had
    /// from one; other scores wait for the settled answer.
    bool live = false;
    std::shared_ptr<const data::Embedding> lastLayout;  ///< where cells are on screen; may be null
    /// The map of a pinned run: settled maps of the same cells in as many dimensions are turned
    /// onto it, and onto the first unintegrated PCs where there is none. A rigid motion of what is
    /// shown; numbers and what is remembered do not know of it.
    std::shared_ptr<const data::Embedding> frame;
    bool followed = false;  ///< `lastLayout` is what a live answer to these settings came to
    std::vector<std::string> metrics;  ///< ids to compute; empty = all but those on request
    bool map = true;  ///< false, of a settled answer: no layout and no baseline, as in a sweep
    /// A method that trains starts anew. Otherwise, with other values than those it was trained
    /// with so far, it goes on from its last state as a live answer does.
    bool anew = false;
    /// A method that trains does no more of it: what it came to with these values is judged again,
    /// as after a word on two populations. Without such a state it trains all the same.
    bool asTrained = false;
    bool watched = false;  ///< what a method that trains has so far is shown now and then
};

/// Runs every step that is not remembered: filter → normalise → variable genes → PCA → integrate →
/// neighbours → quick scores → layout → slow scores, then the same scores for the unintegrated PCs.
/// A settled run depends on dataset, settings and seed only, not on threads, history or what is on
/// screen, but for the frame its map is turned to; what was made by going on from an earlier run is
/// not remembered. Throws Error for what the user can mend, Cancelled when the job is stopped.
Results runChain(const ChainInput& input, const plugin::Registry& registry, Cache& cache,
                 const ChainSink& sink, const base::Job& job);

}  // namespace counterpoint::pipeline
