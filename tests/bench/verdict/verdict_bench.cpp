// Is the verdict right? Made-up data sets of all scenarios of spec/diagnosis.md §7, corrected from
// too weakly to destructively, judged by the diagnosis and by the simulator:
//     verdict_bench [--rounds N] [--fresh] [--seed S] [--only KIND,…] [--quick] [--csv FILE]
//                   [--threads N] [--no-scores]
// Every round has one data set of each kind. The rule is tuned on the development sets; --fresh
// takes the other seeds, to be looked at only when the rule is settled. --quick: one round, without
// the field's scores. --no-scores leaves these out.

#include "core/base/parallel.h"
#include "core/diagnose/diagnosis.h"
#include "core/metrics/aggregate.h"
#include "core/neighbors/neighbors.h"
#include "core/pipeline/builtins.h"
#include "tests/bench/verdict/corrections.h"
#include "tests/bench/verdict/outcome.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <set>
#include <sstream>

using namespace counterpoint;

namespace {

constexpr std::uint64_t developmentSeed = 1000;
constexpr std::uint64_t freshSeed = 7000000;
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
    std::set<std::string> only;
    std::string csv;
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
        } else if (name == "--csv") {
            arguments.csv = value();
        } else if (name == "--threads") {
            arguments.threads = std::stoi(value());
        } else {
            std::cerr << "verdict_bench: unknown option " << name << '\n';
            std::exit(2);
        }
    }
    return arguments;
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

}  // namespace

int main(int argc, char** argv) {
    const Arguments arguments = read(argc, argv);
    plugin::Registry registry;
    pipeline::registerBuiltins(registry);
    std::vector<simulate::Scenario> scenarios =
        simulate::drawScenarios(arguments.rounds, arguments.seed);
    if (!arguments.only.empty())
        std::erase_if(scenarios, [&](const simulate::Scenario& s) {
            return !arguments.only.contains(s.kind);
        });
    std::vector<std::vector<bench::Outcome>> parts(scenarios.size());
    const auto start = std::chrono::steady_clock::now();
    std::atomic<std::size_t> done = 0;
    base::parallelBlocks(base::Job({}, arguments.threads, 0), scenarios.size(), 1,
                         [&](std::size_t i, std::size_t, std::size_t) {
                             parts[i] = outcomesOf(scenarios[i], registry, arguments.scores);
                             std::cerr << '\r' << ++done << " of " << scenarios.size()
                                       << std::flush;
                         });
    std::cerr << '\n';
    std::vector<bench::Outcome> judged;
    std::vector<bench::Outcome> confounded;
    for (auto& part : parts)
        for (bench::Outcome& outcome : part)
            (outcome.kind == "confounded" ? confounded : judged).push_back(std::move(outcome));
    if (!arguments.csv.empty()) {
        std::ofstream csv(arguments.csv);
        bench::writeCsv(csv, judged);
    }
    std::printf("%zu data sets in %.0f s\n", scenarios.size(),
                std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    bench::tellVerdicts(std::cout, judged);
    bench::tellDetectors(std::cout, judged);
    if (!confounded.empty()) {
        std::cout << "Condition confounded with batch: not to be told from a batch effect\n";
        bench::tellVerdicts(std::cout, confounded);
    }
    return 0;
}
