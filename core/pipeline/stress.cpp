#include "core/pipeline/stress.h"

#include "core/base/error.h"
#include "core/diagnose/confounded_condition.h"
#include "core/diagnose/evidence.h"
#include "core/diagnose/names.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace counterpoint::pipeline {

namespace {

constexpr std::size_t mostHeldOut = 6;
constexpr double leastHeldOut = 20.0;

struct Id {
    StressTest test;
    const char* text;
};
constexpr std::array ids = {
    Id{StressTest::NullBatch, "null-batch"}, Id{StressTest::HeldOut, "held-out"},
    Id{StressTest::Shuffled, "shuffled"}, Id{StressTest::Condition, "condition"}};

diagnose::CorrectWith methodOf(const Settings& settings, const plugin::Registry& registry,
                               const base::Job& job) {
    return [&settings, &registry, &job](const data::Embedding& pcs, const data::Categories& batch) {
        const auto run =
            registry.method(settings.method).start({pcs, {&batch}}, settings.methodValues, job);
        while (run->step(job)) {
        }
        return run->result().embedding;
    };
}

StressOutcome outcomeOf(StressTest test, diagnose::StressResult result) {
    return {test,
            {},
            result.passed,
            std::move(result.sentence),
            std::move(result.diagnosis),
            result.kept,
            diagnose::ConditionTest::unknown};
}

/// What can be held out, and how it is called.
struct Populations {
    diagnose::Partition sets;
    std::vector<std::string> names;
};

Populations populationsOf(const Results& results) {
    const Cells& cells = *results.cells;
    diagnose::Context context;
    if (cells.label) context.labels = &*cells.label;
    Populations populations{diagnose::populationsOfCells(*results.protection, context), {}};
    populations.names =
        cells.label ? cells.label->levels : diagnose::setNames(populations.sets, nullptr, "group");
    return populations;
}

/// Sets of which one batch has 20 cells and another some, largest first.
std::vector<std::int32_t> candidatesOf(const diagnose::Partition& populations,
                                       const data::Categories& batch) {
    const diagnose::PairTable counts = diagnose::countByBatch(populations, batch);
    std::vector<std::pair<double, std::int32_t>> candidates;
    for (std::size_t p = 0; p < counts.rows; ++p) {
        double cells = 0.0;
        double largest = 0.0;
        for (std::size_t b = 0; b < counts.cols; ++b) {
            cells += counts(p, b);
            largest = std::max(largest, counts(p, b));
        }
        if (largest >= leastHeldOut && cells > largest)
            candidates.emplace_back(-cells, static_cast<std::int32_t>(p));
    }
    std::ranges::sort(candidates);
    std::vector<std::int32_t> chosen;
    for (const auto& [cells, population] : candidates) chosen.push_back(population);
    return chosen;
}

std::vector<StressOutcome> heldOut(const Results& results, const diagnose::CorrectWith& method,
                                   const std::string& population, const base::Job& job) {
    const data::Categories& batch = results.cells->batch;
    const data::Embedding& pcs = results.pca->scores;
    const Populations populations = populationsOf(results);
    std::vector<std::int32_t> chosen = candidatesOf(populations.sets, batch);
    if (population.empty())
        chosen.resize(std::min(chosen.size(), mostHeldOut));
    else
        std::erase_if(chosen,
                      [&](std::int32_t set) { return populations.names[set] != population; });
    std::vector<StressOutcome> outcomes;
    for (const std::int32_t set : chosen) {
        job.progress(static_cast<double>(outcomes.size()) / static_cast<double>(chosen.size()));
        const diagnose::StressInput input =
            diagnose::heldOutPopulation(pcs, batch, populations.sets, set);
        StressOutcome outcome =
            outcomeOf(StressTest::HeldOut,
                      diagnose::judgeHeldOut(input, diagnose::cellsOf(input, populations.sets, set),
                                             populations.names[set], method, job));
        outcome.population = populations.names[set];
        outcomes.push_back(std::move(outcome));
    }
    if (outcomes.empty())
        outcomes.push_back(
            {.test = StressTest::HeldOut,
             .population = population,
             .sentence = population.empty()
                             ? "No population has 20 cells in one batch and cells in another, so "
                               "none can be held out."
                             : population + " does not have 20 cells in one batch and cells in "
                                            "another, so it cannot be held out."});
    return outcomes;
}

StressOutcome condition(const Results& results, const base::Job& job) {
    StressOutcome outcome{.test = StressTest::Condition, .p = diagnose::ConditionTest::unknown};
    if (!results.cells->keepApart) {
        outcome.sentence = "No condition to keep apart is chosen, so there is none to test.";
        return outcome;
    }
    const diagnose::ConditionTest test = diagnose::testCondition(
        *results.protection, results.pca->scores, results.integration->embedding,
        *results.cells->keepApart, job.seed());
    outcome.sentence = test.sentence;
    outcome.p = test.p;
    return outcome;
}

}  // namespace

std::string idOf(StressTest test) {
    return std::ranges::find(ids, test, &Id::test)->text;
}

std::optional<StressTest> stressTestOf(const std::string& id) {
    const auto found = std::ranges::find(ids, id, &Id::text);
    return found == ids.end() ? std::nullopt : std::optional(found->test);
}

std::vector<StressTest> allStressTests() {
    std::vector<StressTest> all;
    for (const Id& id : ids) all.push_back(id.test);
    return all;
}

std::vector<std::string> heldOutCandidates(const Results& results) {
    const Populations populations = populationsOf(results);
    std::vector<std::string> names;
    for (const std::int32_t set : candidatesOf(populations.sets, results.cells->batch))
        names.push_back(populations.names[set]);
    return names;
}

std::vector<StressOutcome> stress(StressTest test, const Results& results, const Settings& settings,
                                  const plugin::Registry& registry, const base::Job& job,
                                  const std::string& population) {
    const data::Embedding& pcs = results.pca->scores;
    const data::Categories& batch = results.cells->batch;
    const diagnose::CorrectWith method = methodOf(settings, registry, job);
    switch (test) {
        case StressTest::NullBatch:
            return {outcomeOf(test, diagnose::judgeNull(diagnose::nullBatch(pcs, batch, job.seed()),
                                                        method, job))};
        case StressTest::Shuffled:
            return {outcomeOf(
                test, diagnose::judgeNull(diagnose::shuffledBatches(pcs, batch, job.seed()), method,
                                          job))};
        case StressTest::HeldOut:
            return heldOut(results, method, population, job);
        case StressTest::Condition:
            return {condition(results, job)};
    }
    return {};
}

}  // namespace counterpoint::pipeline
