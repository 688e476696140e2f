#pragma once

#include "core/diagnose/recommend.h"
#include "core/metrics/aggregate.h"
#include "core/pipeline/chain.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace counterpoint::pipeline {

/// The values one parameter goes through.
struct SweepAxis {
    std::string key;
    std::vector<plugin::Value> values;
    /// Of a parameter with a number for each batch column: numbers for this one of Roles::batches,
    /// the others staying as they are. Without: for all alike.
    std::optional<std::size_t> batchColumn = {};
};

/// Reads "theta=0:8:0.5" (from, to, step) or "theta=0,1,2" against the declared parameters of
/// `method`. Throws Error(BadSettings) for an unknown key, a value out of range, or more than 200
/// values.
SweepAxis parseSweepAxis(const std::string& text, const plugin::MethodInfo& method);
/// Whether a setting is written as a range or list.
bool isSweepAxis(const std::string& text);

/// One setting of a sweep and its answer.
struct SweepRun {
    std::vector<plugin::Value> at;  ///< one value an axis
    std::uint64_t seed = 0;
    std::shared_ptr<const diagnose::Diagnosis> diagnosis;
    Scores scores;
    metrics::Aggregate aggregate;
};

/// A grid over one or two parameters. The runs go from the first values to the last, the last axis
/// fastest; then, over one axis, the recommended setting again with other seeds.
struct Sweep {
    std::vector<SweepAxis> axes;
    std::vector<SweepRun> runs;
    std::vector<SweepRun> otherSeeds;
    std::optional<diagnose::Recommendation> recommendation;  ///< over one axis only
};

/// Runs every setting of the grid like a settled run without a map, with the same scores. `tell`
/// hears of each finished setting (done, of all). `seeds` is how many seeds the recommended setting
/// is tried with in all. Throws as runChain does.
Sweep sweep(const ChainInput& base, const std::vector<SweepAxis>& axes, int seeds,
            const plugin::Registry& registry, Cache& cache,
            const std::function<void(std::size_t, std::size_t)>& tell, const base::Job& job);

}  // namespace counterpoint::pipeline
