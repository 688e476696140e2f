// What a hand on the slider waits for, and how soon work stops when nobody wants it any more:
//     live_bench [cells… | FILE.h5ad…]      (without arguments 3000 10000 100000)
//     live_bench --release cells…           one move, and then all of the settled answer
//     live_bench --neighbors cells…         searches: seconds, recall, share of the peak
//     live_bench --stop cells…              how long a stop takes, by the stage it interrupts
// Simulated cells are embeddings of 30 dimensions. Claims are ratios of rows of one run; machines
// are noisy.

#include "core/base/random.h"
#include "core/io/open.h"
#include "core/neighbors/fuzzy_graph.h"
#include "core/neighbors/neighbors.h"
#include "core/pipeline/builtins.h"
#include "core/pipeline/chain.h"
#include "tests/bench/timing.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <map>
#include <string_view>
#include <thread>

using namespace counterpoint;
using bench::Clock;
using bench::since;

namespace {

using pipeline::Stage;

/// Twelve cell types of unequal size in four batches; variances fall as those of real PCs do.
std::shared_ptr<const data::Dataset> cellsWithPca(std::size_t cells) {
    constexpr std::size_t dimensions = 30;
    constexpr std::size_t types = 12;
    constexpr std::size_t batches = 4;
    auto dataset = std::make_shared<data::Dataset>();
    dataset->name = std::to_string(cells) + " simulated";
    data::Embedding pca(cells, dimensions);
    data::Categories batch{std::vector<std::int32_t>(cells), {}, false};
    data::Categories type{std::vector<std::int32_t>(cells), {}, false};
    for (std::size_t b = 0; b < batches; ++b) batch.levels.push_back("batch " + std::to_string(b));
    for (std::size_t t = 0; t < types; ++t) type.levels.push_back("type " + std::to_string(t));
    for (std::size_t i = 0; i < cells; ++i) {
        base::Random random(1, i);
        const std::uint64_t t = std::min(random.below(types), random.below(types));
        const std::uint64_t b = random.below(batches);
        type.codes[i] = static_cast<std::int32_t>(t);
        batch.codes[i] = static_cast<std::int32_t>(b);
        base::Random centre(2, t);
        base::Random shift(3, b);
        for (std::size_t j = 0; j < dimensions; ++j)
            pca(i, j) = static_cast<float>(
                (6.0 * centre.normal() + 2.5 * shift.normal() + 4.0 * random.normal()) /
                std::sqrt(1.0 + static_cast<double>(j)));
        dataset->obs.index.push_back(std::to_string(i));
    }
    dataset->obs.set({"batch", std::move(batch)});
    dataset->obs.set({"cell_type", std::move(type)});
    dataset->obsm["X_pca"] = std::move(pca);
    return dataset;
}

pipeline::ChainInput inputOf(std::shared_ptr<const data::Dataset> dataset) {
    pipeline::ChainInput input;
    input.datasetKey = data::fingerprint(*dataset);
    input.settings.roles = data::proposeRoles(dataset->obs);
    input.dataset = std::move(dataset);
    return input;
}

/// When, after the move, the first map, the first score, the last quick score, the last score and
/// everything came.
struct Moments {
    double map = 0.0;
    double firstScore = 0.0;
    double quick = 0.0;
    double scores = 0.0;
    double all = 0.0;
    double processor = 0.0;
    std::map<Stage, double> stages;           ///< seconds
    std::map<Stage, double> stagesProcessor;  ///< and processor seconds
};

/// One answer, watched.
Moments answer(const pipeline::ChainInput& input, const plugin::Registry& registry,
               pipeline::Cache& cache, int threads, pipeline::Results& results) {
    Moments moments;
    const auto start = Clock::now();
    const double before = bench::processorSeconds();
    bench::Stopwatch last;
    pipeline::ChainSink sink;
    sink.progress = [&](Stage stage, double) {
        moments.stages[stage] += last.seconds();
        moments.stagesProcessor[stage] += last.processor();
        last.restart();
    };
    std::size_t known = 0;
    sink.update = [&](const pipeline::Results& now) {
        if (moments.map == 0.0 && now.layout) moments.map = since(start);
        if (now.scores.empty()) return;
        if (moments.firstScore == 0.0) moments.firstScore = since(start);
        if (now.scores.size() == known) return;
        known = now.scores.size();
        moments.scores = since(start);
        const bool anySlow = std::ranges::any_of(
            now.scores, [&](const auto& one) { return registry.metric(one.first).info().slow; });
        if (!anySlow) moments.quick = since(start);
    };
    results = pipeline::runChain(input, registry, cache, sink, base::Job({}, threads, 0));
    moments.all = since(start);
    moments.processor = bench::processorSeconds() - before;
    return moments;
}

double quantile(std::vector<double> values, double q) {
    std::ranges::sort(values);
    return values[static_cast<std::size_t>(
        std::ceil(q * static_cast<double>(values.size()) - 1.0))];
}

void benchMoves(const std::shared_ptr<const data::Dataset>& dataset,
                const plugin::Registry& registry, int threads, int moves) {
    pipeline::Cache cache;
    pipeline::ChainInput input = inputOf(dataset);
    pipeline::Results results;
    std::printf("%s cells\n", dataset->name.c_str());
    const Moments cold = answer(input, registry, cache, threads, results);
    std::printf("  settled, cold: map %.3f  first score %.3f  all %.3f s\n", cold.map,
                cold.firstScore, cold.all);
    std::vector<Moments> seen;
    input.live = true;
    for (int move = 0; move < moves; ++move) {
        input.lastLayout = results.layout;
        input.settings.methodValues["theta"] = 2.05 + 0.05 * move;
        seen.push_back(answer(input, registry, cache, threads, results));
    }
    const auto print = [&](const char* what, auto of) {
        std::vector<double> values;
        for (const Moments& moments : seen) values.push_back(of(moments));
        std::printf("  %-22s p50 %.3f  p95 %.3f s\n", what, quantile(values, 0.5),
                    quantile(values, 0.95));
    };
    print("move to map", [](const Moments& m) { return m.map; });
    print("move to first score", [](const Moments& m) { return m.firstScore; });
    print("move to quick scores", [](const Moments& m) { return m.quick; });
    print("move to all scores", [](const Moments& m) { return m.scores; });
    print("move to everything", [](const Moments& m) { return m.all; });
    print("processor seconds", [](const Moments& m) { return m.processor; });
    for (const Stage stage : {Stage::Integrate, Stage::Neighbors, Stage::Layout, Stage::Scores})
        print(("  " + pipeline::nameOf(stage)).c_str(), [&](const Moments& m) {
            const auto found = m.stages.find(stage);
            return found == m.stages.end() ? 0.0 : found->second;
        });
    std::printf("  scores in a live answer: %zu of %zu, on %zu cells\n", results.scores.size(),
                registry.metrics().size(),
                results.scores.empty() ? 0 : results.scores.begin()->second->cells);
    input.live = false;
    input.lastLayout = results.layout;
    input.followed = true;
    const Moments settled = answer(input, registry, cache, threads, results);
    std::printf("  release: first score %.3f  quick scores %.3f  all scores %.3f  all %.3f s\n",
                settled.firstScore, settled.quick, settled.scores, settled.all);
    for (const auto& [stage, seconds] : settled.stages)
        std::printf("    %-20s %.3f s  %.3f processor s\n", pipeline::nameOf(stage).c_str(),
                    seconds, settled.stagesProcessor.at(stage));
    std::printf("  cache %.0f MB, peak %.0f MB\n", static_cast<double>(cache.bytes()) / 1048576.0,
                bench::peakMemory());
}

/// Asks runs to stop some time after a stage began, many times for every stage, and prints the
/// slowest obedience. What a run finished before it was stopped is there for the next.
void benchStop(const std::shared_ptr<const data::Dataset>& dataset,
               const plugin::Registry& registry, int threads) {
    constexpr int stopsPerStage = 8;
    const pipeline::ChainInput input = inputOf(dataset);
    pipeline::Cache cache;
    std::printf("%s cells: slowest of %d stops\n", dataset->name.c_str(), stopsPerStage);
    for (const Stage at : {Stage::Filter, Stage::Pca, Stage::Integrate, Stage::Neighbors,
                           Stage::Scores, Stage::Layout, Stage::Baseline}) {
        double slowest = 0.0;
        double mostWork = 0.0;
        for (int stop = 0; stop < stopsPerStage; ++stop) {
            std::stop_source source;
            Clock::time_point asked;
            double before = 0.0;
            std::jthread hand;
            pipeline::ChainSink sink;
            sink.progress = [&](Stage stage, double) {
                if (stage < at || hand.joinable()) return;
                const double after = 0.002 * std::pow(2.0, stop);
                hand = std::jthread([&asked, &before, &source, after] {
                    std::this_thread::sleep_for(std::chrono::duration<double>(after));
                    before = bench::processorSeconds();
                    asked = Clock::now();
                    source.request_stop();
                });
            };
            try {
                static_cast<void>(pipeline::runChain(input, registry, cache, sink,
                                                     base::Job(source.get_token(), threads, 0)));
            } catch (const base::Cancelled&) {
                const auto obeyed = Clock::now();
                hand.join();
                mostWork = std::max(mostWork, bench::processorSeconds() - before);
                slowest = std::max(slowest, std::chrono::duration<double>(obeyed - asked).count());
            }
        }
        std::printf("  in or after %-16s %.3f s, %.3f processor s\n", pipeline::nameOf(at).c_str(),
                    slowest, mostWork);
    }
}

void benchNeighbors(std::size_t cells, int threads) {
    const auto dataset = cellsWithPca(cells);
    const data::Embedding& pca = dataset->obsm.at("X_pca");
    const base::Job job({}, threads, 0);
    std::printf("%zu x %zu, %d threads\n", pca.rows, pca.cols, threads);
    for (const int k : {90, 15}) {
        for (const char* search : {"exact", "approximate", "preview"}) {
            neighbors::NeighborOptions options{.k = k, .search = search};
            const auto start = Clock::now();
            const double before = bench::processorSeconds();
            data::NeighborGraph graph;
            if (options.search == "preview") {
                options.search = "auto";
                graph = neighbors::previewNeighbors(pca, options, job);
            } else {
                graph = neighbors::findNeighbors(pca, options, job);
            }
            std::printf("  k %2d %-12s %7.3f s (%.3f processor)  recall %.4f\n", k, search,
                        since(start), bench::processorSeconds() - before, graph.recall);
            if (k != 15 || options.search != "approximate") continue;
            const auto fuzzy = Clock::now();
            static_cast<void>(neighbors::fuzzyGraph(graph, k, job));
            std::printf("  fuzzy graph       %7.3f s\n", since(fuzzy));
        }
    }
    std::vector<std::uint32_t> queries(std::min<std::size_t>(3000, cells));
    for (std::size_t q = 0; q < queries.size(); ++q)
        queries[q] = static_cast<std::uint32_t>(q * cells / queries.size());
    const double before = bench::processorSeconds();
    static_cast<void>(neighbors::findNeighborsOf(pca, queries, {}, job));
    const double seconds = bench::processorSeconds() - before;
    std::printf("  of %zu queries: %.3f processor s, %.0f GFlop/s each\n", queries.size(), seconds,
                2e-9 * static_cast<double>(queries.size() * cells * (pca.cols + 1)) / seconds);
}

}  // namespace

int main(int argc, char** argv) {
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    plugin::Registry registry;
    pipeline::registerBuiltins(registry);
    const int threads = base::availableThreads();
    std::string_view what = "--moves";
    std::vector<std::string_view> subjects;
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        if (argument.starts_with("--"))
            what = argument;
        else
            subjects.push_back(argument);
    }
    if (subjects.empty()) subjects = {"3000", "10000", "100000"};
    for (const std::string_view subject : subjects) {
        std::size_t cells = 0;
        std::from_chars(subject.data(), subject.data() + subject.size(), cells);
        if (what == "--neighbors") {
            benchNeighbors(cells, threads);
            continue;
        }
        const auto dataset =
            cells > 0 ? cellsWithPca(cells) : io::open(subject, base::Job({}, threads, 0));
        if (what == "--stop")
            benchStop(dataset, registry, threads);
        else
            benchMoves(dataset, registry, threads, what == "--release" ? 1 : 20);
    }
    return 0;
}
