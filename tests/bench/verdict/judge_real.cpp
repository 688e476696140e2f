#include "tests/bench/verdict/judge_real.h"

#include "core/base/parallel.h"
#include "core/neighbors/neighbors.h"
#include "tests/bench/verdict/explain.h"
#include "tests/bench/verdict/planted_controls.h"

#include <array>
#include <iostream>
#include <sstream>
#include <utility>

namespace counterpoint::bench {

namespace {

/// A graver truth than the simulator's, since labels are somebody's opinion.
std::optional<diagnose::Verdict> rightByLabels(const Truth& truth) {
    const auto clear = [](double x) { return x < 0.10 || x > 0.15; };
    if (!clear(truth.under) || !clear(truth.over)) return std::nullopt;
    return rightVerdict({truth.under > 0.15 ? 1.0 : 0.0, truth.over > 0.15 ? 1.0 : 0.0});
}

/// U within labels and the purity lost by the label that lost most. The first takes no account of
/// samples that the diagnosis may have found within batches.
Truth truthByLabels(const RealSet& set, const data::Embedding& corrected,
                    const data::NeighborGraph& graph, const diagnose::Diagnosis& diagnosis,
                    const base::Job& job) {
    constexpr std::size_t leastCells = 20;
    const diagnose::Estimate under =
        diagnose::underStatistic(corrected, set.batch, {set.label.codes, set.label.levelCount()},
                                 diagnose::everyCell(corrected.rows), &graph, job)
            .total;
    Truth truth{under.value, 0.0};
    if (!under.defined()) truth.under = 0.0;  // nothing shared: nothing missing
    for (const diagnose::Population& population : diagnosis.populations)
        if (population.cells >= leastCells && population.purityLost > truth.over)
            truth.over = population.purityLost;
    return truth;
}

std::vector<Correction> realCorrections(const RealSet& set, const plugin::Registry& registry,
                                        const base::Job& job) {
    std::vector<Correction> all = destructive(set.pcs, set.batch, job);
    all.push_back({"none", set.pcs});
    const auto add = [&](const std::string& name, const char* method,
                         const plugin::Values& values) {
        all.push_back(
            {name, correctedBy(registry.method(method), values, set.pcs, set.batch, job)});
    };
    add("centre", "centre", {});
    add("combat", "combat", {});
    for (const double theta : {0.0, 0.5, 1.0, 2.0, 4.0, 8.0})
        add("harmony theta " + plugin::textOf(theta), "harmony", {{"theta", theta}});
    add("harmony theta 8 lambda 0.1", "harmony", {{"theta", 8.0}, {"lambda", 0.1}});
    return all;
}

/// The outcomes without labels, then those with.
std::array<std::vector<Outcome>, 2> outcomesOf(const RealSet& set, const plugin::Registry& registry,
                                               std::ostream* explained) {
    const base::Job job({}, 1, 1);
    const diagnose::ProtectionMap map =
        diagnose::protect({set.pcs, set.batch, {&set.logNormalised, set.genes}}, job);
    const diagnose::ProtectionMap labelledMap = labelledMapOf(set, job);
    const auto explain = [&](const Outcome& outcome, const diagnose::ProtectionMap& judgedBy,
                             const diagnose::Diagnosis& diagnosis) {
        if (explained == nullptr || !outcome.right || outcome.correct()) return;
        *explained << "    " << outcome.correction << ", "
                   << (&judgedBy == &map ? "without" : "with")
                   << " labels: " << diagnose::idOf(diagnosis.verdict) << ", is "
                   << diagnose::idOf(*outcome.right) << '\n';
        explainVerdict(*explained, judgedBy, diagnosis, set.label);
    };
    if (explained != nullptr) {
        *explained << set.name << " (" << set.genes.size() << " genes)\n";
        explainMap(*explained, map, set.label);
    }
    std::array<std::vector<Outcome>, 2> outcomes;
    for (const JudgedByLabels& judged : judgedByLabels(set, labelledMap, registry, job)) {
        Outcome outcome;
        outcome.set = outcome.kind = set.name;
        outcome.correction = judged.correction.name;
        outcome.truth = judged.truth;
        outcome.right = judged.right;
        addDiagnosis(outcome, judged.labelled);
        explain(outcome, labelledMap, judged.labelled);
        outcomes[1].push_back(outcome);
        const diagnose::Diagnosis unlabelled =
            diagnose::judge(map, judged.correction.embedding, judged.graph, {}, job);
        addDiagnosis(outcome, unlabelled);
        explain(outcome, map, unlabelled);
        outcomes[0].push_back(std::move(outcome));
    }
    return outcomes;
}

}  // namespace

diagnose::ProtectionMap labelledMapOf(const RealSet& set, const base::Job& job) {
    return diagnose::protect({.pcs = set.pcs,
                              .batch = set.batch,
                              .expression = {&set.logNormalised, set.genes},
                              .labels = &set.label},
                             job);
}

std::vector<JudgedByLabels> judgedByLabels(const RealSet& set,
                                           const diagnose::ProtectionMap& labelledMap,
                                           const plugin::Registry& registry, const base::Job& job) {
    std::vector<JudgedByLabels> all;
    for (Correction& correction : realCorrections(set, registry, job)) {
        JudgedByLabels judged;
        judged.graph = neighbors::findNeighbors(correction.embedding, {.search = "exact"}, job);
        judged.labelled = diagnose::judge(labelledMap, correction.embedding, judged.graph,
                                          {.labels = &set.label}, job);
        judged.truth = truthByLabels(set, correction.embedding, judged.graph, judged.labelled, job);
        judged.right = rightByLabels(judged.truth);
        judged.correction = std::move(correction);
        all.push_back(std::move(judged));
    }
    return all;
}

void judgeReal(const RealRun& run, const plugin::Registry& registry) {
    const base::Job job({}, run.threads, 0);
    std::vector<RealSet> sets = run.drawn > 0 ? drawnControls(run.shared, run.drawn, run.seed, job)
                                              : realSets(run.shared, job);
    if (!run.only.empty())
        std::erase_if(sets, [&](const RealSet& set) { return !run.only.contains(set.name); });
    std::vector<std::array<std::vector<Outcome>, 2>> parts(sets.size());
    CsvStream withoutLabels(run.csv);
    CsvStream withLabels(run.csv.empty() ? "" : run.csv + ".labels");
    base::parallelBlocks(job, sets.size(), 1, [&](std::size_t i, std::size_t, std::size_t) {
        std::ostringstream explained;
        parts[i] = outcomesOf(sets[i], registry, run.explain ? &explained : nullptr);
        std::cerr << explained.str();
        withoutLabels.add(parts[i][0]);
        withLabels.add(parts[i][1]);
    });
    for (const bool labels : {false, true}) {
        std::vector<Outcome> all;
        for (const auto& part : parts)
            all.insert(all.end(), part[labels ? 1 : 0].begin(), part[labels ? 1 : 0].end());
        std::cout << "Real sets" << (run.drawn > 0 ? ", controls drawn," : "")
                  << " judged by their labels; the verdict "
                  << (labels ? "knows them\n" : "does not know them\n");
        tellVerdicts(std::cout, all);
    }
}

}  // namespace counterpoint::bench
