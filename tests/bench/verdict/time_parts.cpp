#include "tests/bench/verdict/time_parts.h"

#include "core/base/error.h"
#include "core/diagnose/diagnosis.h"
#include "core/neighbors/neighbors.h"
#include "core/pipeline/builtins.h"
#include "core/preprocess/normalise.h"
#include "core/preprocess/pca.h"
#include "core/simulate/simulate.h"
#include "tests/bench/timing.h"
#include "tests/bench/verdict/corrections.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <numeric>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

namespace counterpoint::bench {

namespace {

constexpr std::size_t mostExact = 20000;
constexpr std::size_t previewCells = 2000;
constexpr int rounds = 7;

/// Medians of wall and processor time over some runs; returns the first.
template <class Work>
double timed(std::ostream& out, const char* what, int times, const Work& work) {
    std::vector<double> wall;
    std::vector<double> processor;
    for (int n = 0; n < times; ++n) {
        const Stopwatch clock;
        work();
        wall.push_back(clock.seconds());
        processor.push_back(clock.processor());
    }
    std::ranges::sort(wall);
    std::ranges::sort(processor);
    std::array<char, 160> line{};
    std::snprintf(line.data(), line.size(), "  %-44s %8.3f %8.3f %8.3f\n", what,
                  wall[wall.size() / 2], wall.front(), processor[processor.size() / 2]);
    out << line.data() << std::flush;
    return wall[wall.size() / 2];
}

/// Tells `work(job)` to stop at moments spread over the `seconds` it takes. The longest it went on
/// after that, and after how much of its time it had been told.
template <class Work>
void tellLongestStop(std::ostream& out, double seconds, int threads, const Work& work) {
    constexpr int moments = 12;
    double longest = 0.0;
    double told = 0.0;
    for (int i = 0; i < moments; ++i) {
        const double share = (i + 0.5) / moments;
        std::stop_source stop;
        Stopwatch clock;
        std::jthread asking([&] {
            std::this_thread::sleep_for(std::chrono::duration<double>(share * seconds));
            clock = Stopwatch();
            stop.request_stop();
        });
        try {
            work(base::Job(stop.get_token(), threads, 1));
        } catch (const base::Cancelled&) {
            asking.join();
            if (clock.seconds() <= longest) continue;
            longest = clock.seconds();
            told = share;
        }
    }
    std::array<char, 160> line{};
    std::snprintf(line.data(), line.size(),
                  "  part A stops within %.3f s (told to at %.0f %% of its time)\n", longest,
                  100.0 * told);
    out << line.data() << std::flush;
}

}  // namespace

void timeParts(std::ostream& out, std::size_t cells, int threads) {
    const base::Job job({}, threads, 1);
    simulate::SimulateOptions options;
    options.cells = static_cast<int>(cells);
    options.genes = 1000;
    const data::Dataset made = simulate::simulate(options, job);
    const data::Categories batch = data::asCategories(*made.obs.find("batch"));
    const data::CsrMatrix values = preprocess::logNormalise(made.counts, job);
    std::vector<std::uint32_t> genes(values.cols);
    std::iota(genes.begin(), genes.end(), 0U);
    const data::Embedding pcs = preprocess::pca(values, genes, {}, job).scores;
    plugin::Registry registry;
    pipeline::registerBuiltins(registry);
    const data::Embedding corrected =
        correctedBy(registry.method("harmony"), {{"theta", 2.0}}, pcs, batch, job);
    const char* search = cells > mostExact ? "approximate" : "exact";
    const data::NeighborGraph before = neighbors::findNeighbors(pcs, {.search = search}, job);
    const data::NeighborGraph graph = neighbors::findNeighbors(corrected, {.search = search}, job);

    out << cells << " cells, " << batch.levelCount() << " batches, " << pcs.cols << " PCs, "
        << values.cols << " genes, " << threads << " threads, neighbours " << search << '\n'
        << "  seconds                                      wall med      min      cpu\n";
    diagnose::ProtectionMap map;
    const auto partA = [&](const base::Job& how) {
        return diagnose::protect(
            {.pcs = pcs, .batch = batch, .expression = {&values, genes}, .neighbors = &before},
            how);
    };
    const double seconds = timed(out, "part A, graph of the PCs known", cells > mostExact ? 1 : 3,
                                 [&] { map = partA(job); });
    tellLongestStop(out, seconds, threads, partA);
    timed(out, "part B, all cells", rounds,
          [&] { diagnose::judge(map, corrected, graph, {}, job); });
    timed(out, "part B, 2000 cells and no graph", rounds,
          [&] { diagnose::judgeSample(map, corrected, previewCells, {}, job); });
}

}  // namespace counterpoint::bench
