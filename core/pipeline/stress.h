#pragma once

#include "core/diagnose/stress_tests.h"
#include "core/pipeline/results.h"
#include "core/pipeline/settings.h"

#include <optional>
#include <string>
#include <vector>

namespace counterpoint::pipeline {

/// The experiments a finished run can be put to.
enum class StressTest { NullBatch, HeldOut, Shuffled, Condition };
/// "null-batch", "held-out", "shuffled", "condition": as on the command line and in files.
std::string idOf(StressTest test);
/// The test of that id; nothing for an unknown one.
std::optional<StressTest> stressTestOf(const std::string& id);
/// All of them, in the order they are offered.
std::vector<StressTest> allStressTests();

/// What came of one experiment.
struct StressOutcome {
    StressTest test = StressTest::NullBatch;
    std::string population;      ///< held out; empty for other tests
    std::optional<bool> passed;  ///< nothing where the test cannot answer
    std::string sentence;
    std::optional<diagnose::Diagnosis> diagnosis;  ///< of the method's answer
    double kept = 0.0;                             ///< held out: share of its neighbourhood kept
    double p = 0.0;                                ///< condition; NaN where it cannot be told
};

/// The populations (labels, else groups the verdict found) of which one batch has 20 cells and
/// another some, largest first: those that can be held out.
std::vector<std::string> heldOutCandidates(const Results& results);

/// Puts the method of a finished run, at its settings, to one test. Held-out holds out
/// `population`, or one after the other the six largest that can be; the others give one outcome.
/// Methods correct for the batch column alone. Throws Error as the method does.
std::vector<StressOutcome> stress(StressTest test, const Results& results, const Settings& settings,
                                  const plugin::Registry& registry, const base::Job& job,
                                  const std::string& population = {});

}  // namespace counterpoint::pipeline
