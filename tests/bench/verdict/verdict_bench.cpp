// Is the verdict right? Made-up data sets of all scenarios of spec/diagnosis.md §7, corrected from
// too weakly to destructively, judged by the diagnosis and by the simulator:
//     verdict_bench [--rounds N] [--fresh] [--seed S] [--only KIND,…|SET,…] [--quick] [--csv FILE]
//                   [--threads N] [--no-scores] [--real SHARED [--explain]] [--tell FILE]
// Every round has one data set of each kind. The rule is tuned on the development sets; --fresh
// takes the other seeds, to be looked at only when the rule is settled. --quick: one round, without
// the field's scores. --no-scores leaves these out.
// Rows are written as sets are done; --tell reports on them, of a run that was stopped too.
// --real judges the labelled sets of the shared data and controls planted in them instead, without
// and with labels; --explain adds the maps and what the wrong verdicts rest on.

#include "core/base/parallel.h"
#include "core/diagnose/diagnosis.h"
#include "core/metrics/aggregate.h"
#include "core/neighbors/neighbors.h"
#include "core/pipeline/builtins.h"
#include "tests/bench/verdict/corrections.h"
#include "tests/bench/verdict/explain.h"
#include "tests/bench/verdict/outcome.h"
#include "tests/bench/verdict/real_sets.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <initializer_list>
#include <iostream>
#include <iterator>
#include <set>
#include <sstream>

using namespace counterpoint;

namespace {

constexpr std::uint64_t developmentSeed = 1000;
/// Series looked at so far, development ones since: 7000000, 11000000.
constexpr std::uint64_t freshSeed = 13000000;
/// Computed besides the scores of every answer: what has been proposed against over-correction, and
/// what the scIB total needs.
constexpr std::array competitors = {
    "jaccard",    "ldf_diff",   "local_structure", "kbet",
    "nmi_kmeans", "ari_kmeans", "knn_purity",      "scalex_overcorrection"};

struct Arguments {
    std::size_t rounds = 8;
    std::uint64_t seed = developmentSeed;
    int threads = 1;
    bool scores = true;
    bool explain = false;
    std::set<std::string> only;
    std::string csv;
    std::string shared;
    std::vector<std::string> told;
};

Arguments read(int argc, char** argv) {
    Arguments arguments;
    for (int i = 1; i < argc; ++i) {
        const std::string name = argv[i];
        const auto value = [&]() -> std::string { return i + 1 < argc ? argv[++i] : ""; };
        if (name == "--rounds") {
            arguments.rounds = std::stoul(value());
        } else if (name == "--fresh") {
            arguments.seed = freshSeed;
        } else if (name == "--seed") {
            arguments.seed = std::stoull(value());
        } else if (name == "--only") {
            std::istringstream kinds(value());
            for (std::string kind; std::getline(kinds, kind, ',');) arguments.only.insert(kind);
        } else if (name == "--quick") {
            arguments.rounds = 1;
            arguments.scores = false;
        } else if (name == "--no-scores") {
            arguments.scores = false;
        } else if (name == "--explain") {
            arguments.explain = true;
        } else if (name == "--csv") {
            arguments.csv = value();
        } else if (name == "--real") {
            arguments.shared = value();
        } else if (name == "--tell") {
            arguments.told.push_back(value());
        } else if (name == "--threads") {
            arguments.threads = std::stoi(value());
        } else {
            std::cerr << "verdict_bench: unknown option " << name << '\n';
            std::exit(2);
        }
    }
    return arguments;
}

/// scIB-E (Yi 2025; spec/metrics.md): 0.2 batch, 0.4 between types, 0.4 within types. NaN where a
/// part has no score.
double scibExtended(const std::map<std::string, std::shared_ptr<const plugin::Score>>& scores) {
    const auto meanOf = [&](std::initializer_list<const char*> ids) {
        double sum = 0.0;
        double count = 0.0;
        for (const char* id : ids)
            if (const auto found = scores.find(id);
                found != scores.end() && std::isfinite(found->second->scaled)) {
                sum += found->second->scaled;
                count += 1.0;
            }
        return sum / count;
    };
    return 0.2 * meanOf({"asw_batch", "ilisi", "kbet", "graph_connectivity"}) +
           0.4 * meanOf({"isolated_labels", "nmi_kmeans", "ari_kmeans", "asw_label", "clisi"}) +
           0.4 * meanOf({"pcr_comparison", "jaccard"});
}

/// The field's scores, turned so that larger is worse.
void addScores(bench::Outcome& outcome, const bench::KnownCase& known,
               const data::Embedding& corrected, const data::NeighborGraph& graph,
               const plugin::Registry& registry, const base::Job& job) {
    const plugin::MetricInput input{corrected, graph, known.data.batch, &known.data.population,
                                    &known.pcs};
    std::map<std::string, std::shared_ptr<const plugin::Score>> scores;
    for (const auto& metric : registry.metrics()) {
        const plugin::MetricInfo& info = metric->info();
        const bool competes = std::ranges::find(competitors, info.id) != competitors.end();
        if ((info.slow || info.onRequest) && !competes) continue;
        const auto score = std::make_shared<const plugin::Score>(metric->compute(input, job));
        scores[info.id] = score;
        outcome.detectors[info.id + (info.needsLabels ? " (labels)" : "")] = -score->scaled;
    }
    outcome.detectors["scib total (labels)"] = -metrics::scibAggregate(scores).total;
    outcome.detectors["scib-e (labels)"] = -scibExtended(scores);
}

std::vector<bench::Outcome> outcomesOf(const simulate::Scenario& scenario,
                                       const plugin::Registry& registry, bool scores) {
    const base::Job job({}, 1, scenario.seed);
    const bench::KnownCase known = bench::prepare(scenario, job);
    const bench::Judge judge(known, job);
    const diagnose::ProtectionMap map =
        diagnose::protect({known.pcs, known.data.batch, {&known.logNormalised, known.genes}}, job);
    std::vector<bench::Outcome> outcomes;
    for (const bench::Correction& correction : bench::corrections(known, registry, job)) {
        bench::Outcome outcome;
        outcome.set = scenario.name();
        outcome.kind = scenario.kind;
        outcome.correction = correction.name;
        outcome.truth = judge.truthOf(correction.embedding, job);
        outcome.right = bench::rightVerdict(outcome.truth);
        const data::NeighborGraph graph =
            neighbors::findNeighbors(correction.embedding, {.search = "exact"}, job);
        addDiagnosis(outcome, diagnose::judge(map, correction.embedding, graph, {}, job));
        if (scores) addScores(outcome, known, correction.embedding, graph, registry, job);
        outcomes.push_back(std::move(outcome));
    }
    return outcomes;
}

/// Leaves out what was not asked for by a name; nothing asked for is everything.
template <class Set>
void keepOnly(std::vector<Set>& sets, const std::set<std::string>& only, const auto&... names) {
    if (only.empty()) return;
    std::erase_if(sets, [&](const Set& s) { return !(only.contains(names(s)) || ...); });
}

/// A graver truth than the simulator's, since labels are somebody's opinion.
std::optional<diagnose::Verdict> rightByLabels(const bench::Truth& truth) {
    const auto clear = [](double x) { return x < 0.10 || x > 0.15; };
    if (!clear(truth.under) || !clear(truth.over)) return std::nullopt;
    return bench::rightVerdict({truth.under > 0.15 ? 1.0 : 0.0, truth.over > 0.15 ? 1.0 : 0.0});
}

/// U within labels and the purity lost by the label that lost most. The first takes no account of
/// samples that the diagnosis may have found within batches.
bench::Truth truthByLabels(const bench::RealSet& set, const data::Embedding& corrected,
                           const data::NeighborGraph& graph, const diagnose::Diagnosis& diagnosis,
                           const base::Job& job) {
    constexpr std::size_t leastCells = 20;
    const diagnose::Estimate under =
        diagnose::underStatistic(corrected, set.batch, {set.label.codes, set.label.levelCount()},
                                 diagnose::everyCell(corrected.rows), &graph, job)
            .total;
    bench::Truth truth{under.value, 0.0};
    if (!under.defined()) truth.under = 0.0;  // nothing shared: nothing missing
    for (const diagnose::Population& population : diagnosis.populations)
        if (population.cells >= leastCells && population.purityLost > truth.over)
            truth.over = population.purityLost;
    return truth;
}

std::vector<bench::Correction> realCorrections(const bench::RealSet& set,
                                               const plugin::Registry& registry,
                                               const base::Job& job) {
    std::vector<bench::Correction> all = bench::destructive(set.pcs, set.batch, job);
    all.push_back({"none", set.pcs});
    const auto add = [&](const std::string& name, const char* method,
                         const plugin::Values& values) {
        all.push_back(
            {name, bench::correctedBy(registry.method(method), values, set.pcs, set.batch, job)});
    };
    add("centre", "centre", {});
    add("combat", "combat", {});
    for (const double theta : {0.0, 0.5, 1.0, 2.0, 4.0, 8.0})
        add("harmony theta " + plugin::textOf(theta), "harmony", {{"theta", theta}});
    add("harmony theta 8 lambda 0.1", "harmony", {{"theta", 8.0}, {"lambda", 0.1}});
    return all;
}

/// The outcomes without labels, then those with.
std::array<std::vector<bench::Outcome>, 2> outcomesOf(const bench::RealSet& set,
                                                      const plugin::Registry& registry,
                                                      std::ostream* explained) {
    const base::Job job({}, 1, 1);
    const diagnose::ProtectionMap map =
        diagnose::protect({set.pcs, set.batch, {&set.logNormalised, set.genes}}, job);
    const diagnose::ProtectionMap labelledMap =
        diagnose::protect({.pcs = set.pcs,
                           .batch = set.batch,
                           .expression = {&set.logNormalised, set.genes},
                           .labels = &set.label},
                          job);
    std::array<std::vector<bench::Outcome>, 2> outcomes;
    const auto explain = [&](const bench::Outcome& outcome, const diagnose::ProtectionMap& judgedBy,
                             const diagnose::Diagnosis& diagnosis) {
        if (explained == nullptr || !outcome.right || outcome.correct()) return;
        *explained << "    " << outcome.correction << ", "
                   << (&judgedBy == &map ? "without" : "with")
                   << " labels: " << diagnose::idOf(diagnosis.verdict) << ", is "
                   << diagnose::idOf(*outcome.right) << '\n';
        bench::explainVerdict(*explained, judgedBy, diagnosis, set.label);
    };
    if (explained != nullptr) {
        *explained << set.name << " (" << set.genes.size() << " genes)\n";
        bench::explainMap(*explained, map, set.label);
    }
    for (const bench::Correction& correction : realCorrections(set, registry, job)) {
        const data::NeighborGraph graph =
            neighbors::findNeighbors(correction.embedding, {.search = "exact"}, job);
        const diagnose::Diagnosis labelled =
            diagnose::judge(labelledMap, correction.embedding, graph, {.labels = &set.label}, job);
        bench::Outcome outcome;
        outcome.set = outcome.kind = set.name;
        outcome.correction = correction.name;
        outcome.truth = truthByLabels(set, correction.embedding, graph, labelled, job);
        outcome.right = rightByLabels(outcome.truth);
        addDiagnosis(outcome, labelled);
        explain(outcome, labelledMap, labelled);
        outcomes[1].push_back(outcome);
        const diagnose::Diagnosis unlabelled =
            diagnose::judge(map, correction.embedding, graph, {}, job);
        addDiagnosis(outcome, unlabelled);
        explain(outcome, map, unlabelled);
        outcomes[0].push_back(std::move(outcome));
    }
    return outcomes;
}

int judgeReal(const Arguments& arguments, const plugin::Registry& registry) {
    std::vector<bench::RealSet> sets =
        bench::realSets(arguments.shared, base::Job({}, arguments.threads, 0));
    keepOnly(sets, arguments.only, [](const bench::RealSet& set) { return set.name; });
    std::vector<std::array<std::vector<bench::Outcome>, 2>> parts(sets.size());
    bench::CsvStream withoutLabels(arguments.csv);
    bench::CsvStream withLabels(arguments.csv.empty() ? "" : arguments.csv + ".labels");
    base::parallelBlocks(base::Job({}, arguments.threads, 0), sets.size(), 1,
                         [&](std::size_t i, std::size_t, std::size_t) {
                             std::ostringstream explained;
                             parts[i] = outcomesOf(sets[i], registry,
                                                   arguments.explain ? &explained : nullptr);
                             std::cerr << explained.str();
                             withoutLabels.add(parts[i][0]);
                             withLabels.add(parts[i][1]);
                         });
    for (const bool labels : {false, true}) {
        std::vector<bench::Outcome> all;
        for (const auto& part : parts)
            all.insert(all.end(), part[labels ? 1 : 0].begin(), part[labels ? 1 : 0].end());
        std::cout << "Real sets judged by their labels; the verdict "
                  << (labels ? "knows them\n" : "does not know them\n");
        bench::tellVerdicts(std::cout, all);
    }
    return 0;
}

void tell(std::vector<bench::Outcome> outcomes) {
    std::vector<bench::Outcome> confounded;
    std::erase_if(outcomes, [&](const bench::Outcome& o) {
        const bool is = o.kind == "confounded";
        if (is) confounded.push_back(o);
        return is;
    });
    bench::tellVerdicts(std::cout, outcomes);
    bench::tellDetectors(std::cout, outcomes);
    if (confounded.empty()) return;
    std::cout << "Condition confounded with batch: not to be told from a batch effect\n";
    bench::tellVerdicts(std::cout, confounded);
}

int tellAgain(const std::vector<std::string>& files) {
    std::vector<bench::Outcome> all;
    for (const std::string& file : files)
        std::ranges::move(bench::readCsv(file), std::back_inserter(all));
    tell(std::move(all));
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    const Arguments arguments = read(argc, argv);
    if (!arguments.told.empty()) return tellAgain(arguments.told);
    plugin::Registry registry;
    pipeline::registerBuiltins(registry);
    if (!arguments.shared.empty()) return judgeReal(arguments, registry);
    std::vector<simulate::Scenario> scenarios =
        simulate::drawScenarios(arguments.rounds, arguments.seed);
    keepOnly(
        scenarios, arguments.only, [](const simulate::Scenario& s) { return s.kind; },
        [](const simulate::Scenario& s) { return s.name(); });
    std::vector<std::vector<bench::Outcome>> parts(scenarios.size());
    const auto start = std::chrono::steady_clock::now();
    std::atomic<std::size_t> done = 0;
    bench::CsvStream csv(arguments.csv);
    base::parallelBlocks(base::Job({}, arguments.threads, 0), scenarios.size(), 1,
                         [&](std::size_t i, std::size_t, std::size_t) {
                             parts[i] = outcomesOf(scenarios[i], registry, arguments.scores);
                             csv.add(parts[i]);
                             std::size_t wrong = 0;
                             for (const bench::Outcome& outcome : parts[i])
                                 wrong += outcome.right && !outcome.correct() ? 1 : 0;
                             std::ostringstream line;
                             line << ++done << " of " << scenarios.size() << ": "
                                  << scenarios[i].name() << ", " << wrong << " wrong\n";
                             std::cerr << line.str();
                         });
    std::printf("%zu data sets in %.0f s\n", scenarios.size(),
                std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    std::vector<bench::Outcome> all;
    for (auto& part : parts) std::ranges::move(part, std::back_inserter(all));
    tell(std::move(all));
    return 0;
}
