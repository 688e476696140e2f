#include "core/diagnose/stress_tests.h"

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/diagnose/over_statistic.h"
#include "core/diagnose/restricted_neighbors.h"
#include "core/diagnose/sample.h"
#include "core/neighbors/neighbors.h"

#include <algorithm>
#include <cmath>

namespace counterpoint::diagnose {

namespace {

constexpr std::size_t leastHeldOut = 20;
constexpr double leastKept = 0.8;
constexpr std::size_t purityNeighbors = 15;
constexpr int graphNeighbors = 90;

StressInput chosen(const data::Embedding& pcs, std::vector<std::uint32_t> cells) {
    StressInput input;
    input.pcs = data::takeRows(pcs, cells);
    input.cells = std::move(cells);
    return input;
}

std::string percent(double share) {
    return std::to_string(std::lround(100.0 * share)) + " %";
}

Diagnosis diagnosed(const StressInput& input, const data::Embedding& corrected,
                    const base::Job& job) {
    const ProtectionMap map = protect({input.pcs, input.batch}, job);
    return judge(map, corrected, neighbors::findNeighbors(corrected, {.k = graphNeighbors}, job),
                 {}, job);
}

/// Mean share of held cells among the nearest of a held cell.
double purity(const data::Embedding& embedding, const std::vector<bool>& held,
              const base::Job& job) {
    std::vector<std::uint32_t> cells;
    for (std::uint32_t i = 0; i < held.size(); ++i)
        if (held[i]) cells.push_back(i);
    const std::size_t k = std::clamp<std::size_t>(cells.size() / 3, 2, purityNeighbors);
    const NeighborTable nearest = nearestOfAll(embedding, {cells}, k, job);
    double same = 0.0;
    for (std::size_t q = 0; q < cells.size(); ++q)
        same += static_cast<double>(
            std::ranges::count_if(nearest.of(q), [&](std::uint32_t cell) { return held[cell]; }));
    return same / static_cast<double>(cells.size() * k);
}

}  // namespace

StressInput nullBatch(const data::Embedding& pcs, const data::Categories& batch,
                      std::uint64_t seed) {
    const std::vector<std::size_t> counts = batch.counts();
    const auto largest =
        static_cast<std::int32_t>(std::ranges::max_element(counts) - counts.begin());
    std::vector<std::uint32_t> cells;
    for (std::uint32_t i = 0; i < batch.size(); ++i)
        if (batch.codes[i] == largest) cells.push_back(i);
    StressInput input = chosen(pcs, std::move(cells));
    input.batch.levels = {"first half", "second half"};
    input.batch.codes.assign(input.cells.size(), 0);
    const auto order = base::permutation(input.cells.size(), base::Random(seed));
    for (std::size_t i = 0; i < order.size() / 2; ++i) input.batch.codes[order[i]] = 1;
    return input;
}

StressInput heldOutPopulation(const data::Embedding& pcs, const data::Categories& batch,
                              const Partition& populations, std::int32_t population) {
    const PairTable counts = countByBatch(populations, batch);
    std::size_t home = 0;
    for (std::size_t b = 1; b < counts.cols; ++b)
        if (counts(population, b) > counts(population, home)) home = b;
    std::vector<std::uint32_t> cells;
    for (std::uint32_t i = 0; i < batch.size(); ++i)
        if (populations.codes[i] != population || batch.codes[i] == static_cast<std::int32_t>(home))
            cells.push_back(i);
    StressInput input = chosen(pcs, std::move(cells));
    input.batch = data::takeRows(batch, input.cells);
    if (counts(population, home) < static_cast<double>(leastHeldOut) ||
        input.batch.levelCount() < 2)
        throw base::Error(base::ErrorKind::BadSettings,
                          "a population can be held out only where it has at least 20 cells in one "
                          "batch and another batch is left");
    return input;
}

StressInput shuffledBatches(const data::Embedding& pcs, const data::Categories& batch,
                            std::uint64_t seed) {
    std::vector<std::uint32_t> cells(batch.size());
    for (std::uint32_t i = 0; i < cells.size(); ++i) cells[i] = i;
    StressInput input = chosen(pcs, std::move(cells));
    input.batch = batch;
    base::Random random(seed);
    base::shuffle(input.batch.codes, random);
    return input;
}

StressResult judgeNull(const StressInput& input, const CorrectWith& method, const base::Job& job) {
    StressResult result;
    result.kept = 1.0;
    result.diagnosis = diagnosed(input, method(input.pcs, input.batch), job);
    const Diagnosis& found = result.diagnosis;
    result.passed = found.verdict == Verdict::Balanced ||
                    (found.verdict == Verdict::CannotTell && !(found.over.value > overLimit));
    result.sentence = "Batches without any difference were corrected: ";
    if (result.passed)
        result.sentence += "nothing was lost (L " + percent(std::max(0.0, found.over.value)) +
                           ", limit " + percent(overLimit) + ").";
    else
        result.sentence += "the method itself made them " + nameOf(found.verdict) + " (U " +
                           percent(std::max(0.0, found.under.value)) + ", L " +
                           percent(std::max(0.0, found.over.value)) + ").";
    return result;
}

StressResult judgeHeldOut(const StressInput& input, const std::vector<bool>& held,
                          const std::string& name, const CorrectWith& method,
                          const base::Job& job) {
    const data::Embedding corrected = method(input.pcs, input.batch);
    StressResult result;
    result.diagnosis = diagnosed(input, corrected, job);
    const double before = purity(input.pcs, held, job);
    result.kept = before > 0.0 ? purity(corrected, held, job) / before : 1.0;
    result.passed = result.kept >= leastKept;
    result.sentence = name + ", left in one batch only, kept " +
                      percent(std::min(1.0, result.kept)) + " of its own neighbourhood: " +
                      (result.passed ? "it stayed itself." : "it was merged with other cells.");
    return result;
}

std::vector<bool> cellsOf(const StressInput& input, const Partition& populations,
                          std::int32_t population) {
    std::vector<bool> flags;
    for (const std::uint32_t cell : input.cells)
        flags.push_back(populations.codes[cell] == population);
    return flags;
}

}  // namespace counterpoint::diagnose
