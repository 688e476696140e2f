#pragma once

#include "core/base/job.h"
#include "core/data/matrix.h"
#include "core/data/table.h"
#include "core/diagnose/diagnosis.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace counterpoint::diagnose {

/// The method under test at its present settings: corrects cells × dimensions for a batch column.
using CorrectWith =
    std::function<data::Embedding(const data::Embedding& pcs, const data::Categories& batch)>;

/// Some of the cells with a batch column made up for a test.
struct StressInput {
    std::vector<std::uint32_t> cells;  ///< ascending; of the original data
    data::Embedding pcs;               ///< their rows
    data::Categories batch;            ///< as the test gives it to the method
};

/// The largest batch split at random in two: nothing is left to correct, so all that moves cells
/// away from their own kind is over-correction.
StressInput nullBatch(const data::Embedding& pcs, const data::Categories& batch,
                      std::uint64_t seed);

/// All cells but those of one population in all batches but the one where it is largest: it has no
/// counterpart left and should stay by itself. Throws Error(BadSettings) when fewer than 20 of its
/// cells or fewer than two batches would remain.
StressInput heldOutPopulation(const data::Embedding& pcs, const data::Categories& batch,
                              const Partition& populations, std::int32_t population);

/// The same cells with their batches dealt anew at random: what a method does to data without any
/// batch effect of the given kind.
StressInput shuffledBatches(const data::Embedding& pcs, const data::Categories& batch,
                            std::uint64_t seed);

/// How a method did on a made-up input.
struct StressResult {
    bool passed = false;
    std::string sentence;  ///< what was done and what came of it
    Diagnosis diagnosis;   ///< of the method's answer
    double kept = 0.0;     ///< held-out population: its own share among its neighbours now, over
                           ///< that before; 1 otherwise
};

/// Runs the method on a null batch or on shuffled batches: passed when the answer is balanced, or
/// nothing is lost and only U cannot be told.
StressResult judgeNull(const StressInput& input, const CorrectWith& method, const base::Job& job);

/// Runs the method with a population held out: passed when it keeps 80 % of what purity it had.
/// `held` flags its cells in `input`.
StressResult judgeHeldOut(const StressInput& input, const std::vector<bool>& held,
                          const std::string& name, const CorrectWith& method, const base::Job& job);

/// Which cells of an input are of a population of the original data.
std::vector<bool> cellsOf(const StressInput& input, const Partition& populations,
                          std::int32_t population);

}  // namespace counterpoint::diagnose
