// Seconds of every stage of the chain, cold and for one slider step, on the demo and on given
// files:
//     chain_bench [FILE.h5ad…]
// Claims are ratios of rows of one run; machines are noisy.

#include "core/io/open.h"
#include "core/pipeline/builtins.h"
#include "core/pipeline/chain.h"
#include "core/simulate/simulate.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <map>
#include <thread>

using namespace counterpoint;

namespace {

using Clock = std::chrono::steady_clock;

double since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Times each stage from the progress reports and the moment the first map and all scores are
/// there.
struct Watch {
    Clock::time_point start = Clock::now();
    Clock::time_point last = start;
    std::map<pipeline::Stage, double> seconds;
    double firstMap = 0.0;
    double scores = 0.0;

    pipeline::ChainSink sink() {
        pipeline::ChainSink sink;
        sink.progress = [this](pipeline::Stage stage, double) {
            seconds[stage] += since(last);
            last = Clock::now();
        };
        sink.update = [this](const pipeline::Results& results) {
            if (firstMap == 0.0 && results.layout) firstMap = since(start);
            scores = results.scores.empty() ? scores : since(start);
        };
        return sink;
    }
};

void print(const char* what, const Watch& watch) {
    std::printf("  %-22s", what);
    constexpr std::array stages{pipeline::Stage::Filter,    pipeline::Stage::VariableGenes,
                                pipeline::Stage::Pca,       pipeline::Stage::Integrate,
                                pipeline::Stage::Neighbors, pipeline::Stage::Scores,
                                pipeline::Stage::Layout,    pipeline::Stage::Baseline};
    for (const pipeline::Stage stage : stages) {
        const auto found = watch.seconds.find(stage);
        std::printf(" %8.2f", found == watch.seconds.end() ? 0.0 : found->second);
    }
    std::printf(" | %8.2f %8.2f\n", watch.firstMap, since(watch.start));
}

void bench(std::shared_ptr<const data::Dataset> dataset, const plugin::Registry& registry,
           int threads) {
    pipeline::Cache cache;
    pipeline::ChainInput input;
    input.datasetKey = data::fingerprint(*dataset);
    input.settings.roles = data::proposeRoles(dataset->obs);
    input.dataset = std::move(dataset);
    std::printf("%s, %zu cells, %d threads\n  %-22s %8s %8s %8s %8s %8s %8s %8s %8s | %8s %8s\n",
                input.dataset->name.c_str(), input.dataset->cells(), threads, "seconds", "filter",
                "genes", "pca", "harmony", "neighb.", "scores", "umap", "baseline", "1st map",
                "all");
    const base::Job job({}, threads, 0);
    Watch cold;
    auto results = pipeline::runChain(input, registry, cache, cold.sink(), job);
    print("cold", cold);
    for (const double theta : {2.5, 3.0}) {
        input.settings.methodValues["theta"] = theta;
        input.live = true;
        input.lastLayout = results.layout;
        Watch live;
        results = pipeline::runChain(input, registry, cache, live.sink(), job);
        print("slider step, live", live);
    }
    input.live = false;
    input.lastLayout = results.layout;
    Watch settled;
    results = pipeline::runChain(input, registry, cache, settled.sink(), job);
    print("release, settled", settled);
}

/// Asks a run to stop at many moments and prints how long the slowest took to obey.
void benchStop(const std::shared_ptr<const data::Dataset>& dataset,
               const plugin::Registry& registry, int threads) {
    pipeline::ChainInput input;
    input.dataset = dataset;
    input.datasetKey = data::fingerprint(*dataset);
    input.settings.roles = data::proposeRoles(dataset->obs);
    double slowest = 0.0;
    int stops = 0;
    for (double after = 0.02;; after *= 1.25) {
        pipeline::Cache cache;
        std::stop_source source;
        std::atomic<Clock::rep> asked{0};
        std::jthread hand([&] {
            std::this_thread::sleep_for(std::chrono::duration<double>(after));
            asked = Clock::now().time_since_epoch().count();
            source.request_stop();
        });
        try {
            static_cast<void>(pipeline::runChain(input, registry, cache, {},
                                                 base::Job(source.get_token(), threads, 0)));
            break;  // the run was over before the hand came
        } catch (const base::Cancelled&) {
            slowest = std::max(slowest, since(Clock::time_point(Clock::duration(asked.load()))));
            ++stops;
        }
    }
    std::printf("  stopped at %d moments: slowest stop %.3f s\n", stops, slowest);
}

}  // namespace

int main(int argc, char** argv) {
    plugin::Registry registry;
    pipeline::registerBuiltins(registry);
    const int threads = base::availableThreads();
    const auto start = Clock::now();
    auto demo = std::make_shared<const data::Dataset>(simulate::demo(base::Job({}, threads, 0)));
    std::printf("demo made in %.2f s\n", since(start));
    bench(demo, registry, threads);
    benchStop(demo, registry, threads);
    for (int i = 1; i < argc; ++i) {
        const auto opening = Clock::now();
        auto dataset = io::open(argv[i], base::Job({}, threads, 0));
        std::printf("%s opened in %.2f s\n", argv[i], since(opening));
        bench(dataset, registry, threads);
        benchStop(dataset, registry, threads);
    }
    return 0;
}
