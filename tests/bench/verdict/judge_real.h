#pragma once

#include "core/plugin/registry.h"
#include "tests/bench/verdict/corrections.h"
#include "tests/bench/verdict/outcome.h"
#include "tests/bench/verdict/real_sets.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace counterpoint::bench {

struct RealRun {
    std::string shared;          ///< folder of the shared data
    std::string csv;             ///< rows without labels; those with are in CSV.labels
    std::set<std::string> only;  ///< names of sets; empty: all
    std::size_t drawn = 0;       ///< controls drawn of every file; 0: the fixed ones
    std::uint64_t seed = 0;      ///< of the draws
    bool explain = false;
    int threads = 1;
};

/// Judges labelled sets without and with their labels and tells what came out.
void judgeReal(const RealRun& run, const plugin::Registry& registry);

/// A set with its labels' opinion of every correction of it, from none and weak to destructive.
struct JudgedByLabels {
    Correction correction;
    data::NeighborGraph graph;
    diagnose::Diagnosis labelled;
    Truth truth;
    std::optional<diagnose::Verdict> right;  ///< nothing where labels do not say it clearly
};
std::vector<JudgedByLabels> judgedByLabels(const RealSet& set,
                                           const diagnose::ProtectionMap& labelledMap,
                                           const plugin::Registry& registry, const base::Job& job);

/// The map that knows the labels.
diagnose::ProtectionMap labelledMapOf(const RealSet& set, const base::Job& job);

}  // namespace counterpoint::bench
