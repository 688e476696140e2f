// Seconds and memory of Harmony on made cells × 30 PCs (or --dims), cold and warm, beside what the
// machine can do:
//     harmony_bench [--write FOLDER] [--dims N] [CELLS…]      (default 10000 100000)
// --write leaves the matrices as FOLDER/<cells>.npy and <cells>_batch.npy and our seconds in
// FOLDER/counterpoint.txt for peers/harmony_peers.py. Claims are ratios of rows of one run;
// machines are noisy.

#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/integrate/methods.h"
#include "core/linalg/kernel.h"
#include "tests/bench/npy.h"
#include "tests/bench/peak.h"
#include "tests/bench/timing.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

using namespace counterpoint;
using bench::Clock;
using bench::since;
using bench::writeNpy;

namespace {

constexpr std::size_t Batches = 5;

/// Thirty cell types of unequal size with the variances of principal components, in five unequal
/// batches: each has its own shift, and another one for every cell type.
struct Cells {
    data::Embedding pca;
    data::Categories batch;
};

Cells makeCells(std::size_t count, std::size_t dims, const base::Job& job) {
    constexpr std::size_t types = 30;
    Cells cells{data::Embedding(count, dims), {}};
    cells.batch.codes.resize(count);
    for (std::size_t b = 0; b < Batches; ++b)
        cells.batch.levels.push_back(std::string("b").append(std::to_string(b)));
    const auto scale = [](std::size_t j) { return 10.0 / (1.0 + 0.35 * static_cast<double>(j)); };
    const auto drawn = [&](std::uint64_t stream, double size) {
        base::Random random(11, stream);
        std::vector<double> x(dims);
        for (std::size_t j = 0; j < dims; ++j) x[j] = size * scale(j) * random.normal();
        return x;
    };
    std::vector<std::vector<double>> centres;
    std::vector<std::vector<double>> shifts;
    for (std::size_t t = 0; t < types; ++t) centres.push_back(drawn(t, 1.0));
    for (std::size_t b = 0; b < Batches; ++b) {
        const auto whole = drawn(100 + b, 0.3);
        for (std::size_t t = 0; t < types; ++t) {
            shifts.push_back(drawn(1000 + b * types + t, 0.3));
            for (std::size_t j = 0; j < dims; ++j) shifts.back()[j] += whole[j];
        }
    }
    base::parallelBlocks(job, count, 4096, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t i = begin; i < end; ++i) {
            base::Random random(12, i);
            const double u = random.uniform();
            const auto type = static_cast<std::size_t>(u * u * types);
            const double v = random.uniform();
            const auto batch = static_cast<std::size_t>(v * v * Batches);
            cells.batch.codes[i] = static_cast<std::int32_t>(batch);
            for (std::size_t j = 0; j < dims; ++j)
                cells.pca(i, j) =
                    static_cast<float>(centres[type][j] + shifts[batch * types + type][j] +
                                       0.35 * scale(j) * random.normal());
        }
    });
    return cells;
}

struct Timing {
    double seconds = 0.0;
    double processor = 0.0;  ///< seconds of all threads: what other programs' load changes least
    int rounds = 0;
    double memory = 0.0;  ///< MiB above what was there before
    std::shared_ptr<const plugin::WarmState> warm;
};

Timing timed(const Cells& cells, const plugin::Values& values, const base::Job& job,
             std::shared_ptr<const plugin::WarmState> warm = nullptr, bool settled = false) {
    const auto method = integrate::makeHarmony();
    bench::forgetPeak();
    const double before = bench::peakMemory();
    const std::clock_t processor = std::clock();
    const auto start = Clock::now();
    const plugin::IntegrationInput input{cells.pca, {&cells.batch}, std::move(warm), settled, {}};
    const auto run = method->start(input, values, job);
    while (run->step(job)) {
    }
    const auto result = run->result();
    return {since(start), static_cast<double>(std::clock() - processor) / CLOCKS_PER_SEC,
            result.rounds, bench::peakMemory() - before, run->warmState()};
}

/// The best of a few: what the program can do when others leave it alone.
Timing bestOf(int repeats, const Cells& cells, const plugin::Values& values, const base::Job& job,
              const std::shared_ptr<const plugin::WarmState>& warm = nullptr,
              bool settled = false) {
    Timing best = timed(cells, values, job, warm, settled);
    for (int repeat = 1; repeat < repeats; ++repeat) {
        const Timing next = timed(cells, values, job, warm, settled);
        best.seconds = std::min(best.seconds, next.seconds);
        best.processor = std::min(best.processor, next.processor);
    }
    return best;
}

void print(const char* what, const Timing& timing) {
    std::printf("  %-30s %8.3f s %8.3f cpu s %4d rounds %7.0f MiB\n", what, timing.seconds,
                timing.processor, timing.rounds, timing.memory);
}

/// One round: the affinities, the sums and the shifts of the correction are each a product of the
/// dimensions (padded to 16) with 100 (112) clusters. The affinities are written once and read by
/// four updates, the objective and the shifts; unit, original and corrected cells 7 times.
void printRoofline(const Timing& timing, const data::Embedding& pca, double multiplyAdds,
                   double reading) {
    const auto cells = static_cast<double>(pca.rows);
    const auto dims = static_cast<double>(base::blockCount(pca.cols, 16) * 16);
    const double products = 3.0 * dims * 112.0 * cells;
    const double bytes = 7.0 * 4.0 * (112.0 + dims) * cells;
    const double rounds = timing.rounds;
    std::printf(
        "  %-30s %.1f 10^9 multiply-adds, %.2f GB a round; at the machine's best %.0f %% and %.0f "
        "%% "
        "of the seconds\n",
        "roofline", products / 1e9, bytes / 1e9,
        100.0 * rounds * products / timing.seconds / 1e9 / multiplyAdds,
        100.0 * rounds * bytes / timing.seconds / 1e9 / reading);
}

/// Seconds of a cold run of so many cells.
struct Cost {
    double cells = 0.0;
    double seconds = 0.0;
};

/// seconds = a · cells^b through all sizes, by least squares of the logarithms.
void printFit(const std::vector<Cost>& costs) {
    if (costs.size() < 2) return;
    double x = 0.0;
    double y = 0.0;
    double xx = 0.0;
    double xy = 0.0;
    for (const Cost& cost : costs) {
        const double across = std::log(cost.cells);
        const double up = std::log(cost.seconds);
        x += across;
        y += up;
        xx += across * across;
        xy += across * up;
    }
    const auto n = static_cast<double>(costs.size());
    const double power = (n * xy - x * y) / (n * xx - x * x);
    std::printf("ten rounds: %.2e s x cells^%.2f\n", std::exp((y - power * x) / n), power);
}

Cost benchHarmony(const Cells& cells, const base::Job& job, double multiplyAdds, double reading,
                  std::ofstream& timings) {
    const std::size_t size = cells.pca.rows;
    const int repeats = size > 200'000 ? 1 : 3;
    const plugin::Values plain{{"theta", 2.0}};
    const Timing cold = bestOf(repeats, cells, plain, job);
    print("cold, theta 2", cold);
    printRoofline(cold, cells.pca, multiplyAdds, reading);
    plugin::Values moved = plain;
    moved["theta"] = 2.2;
    print("slider step, theta 2.2", bestOf(repeats, cells, moved, job, cold.warm));
    print("settled, theta 2.2", bestOf(repeats, cells, moved, job, cold.warm, true));
    plugin::Values held = plain;
    held["lambda"] = 1.0;
    print("lambda alone", bestOf(repeats, cells, held, job, cold.warm));
    // As many rounds for all: what a peer is compared in.
    plugin::Values ten = plain;
    ten["max_iterations"] = std::int64_t{10};
    ten["epsilon_harmony"] = 0.0;
    ten["lambda"] = 1.0;
    const Timing fixed = bestOf(repeats, cells, ten, job);
    print("cold, lambda 1, 10 rounds", fixed);
    timings << size << ' ' << fixed.seconds << ' ' << fixed.processor << ' ' << fixed.rounds
            << '\n';
    return {static_cast<double>(size), fixed.seconds};
}

}  // namespace

int main(int argc, char** argv) {
    std::filesystem::path folder;
    std::size_t dims = 30;
    std::vector<std::size_t> sizes;
    for (int i = 1; i < argc; ++i) {
        if (std::string(argv[i]) == "--write" && i + 1 < argc)
            folder = argv[++i];
        else if (std::string(argv[i]) == "--dims" && i + 1 < argc)
            dims = std::strtoull(argv[++i], nullptr, 10);
        else
            sizes.push_back(std::strtoull(argv[i], nullptr, 10));
    }
    if (sizes.empty()) sizes = {10'000, 100'000};
    const base::Job job({}, base::availableThreads(), 1);
    const double multiplyAdds = bench::peakMultiplyAdds(job).second;
    const double reading = bench::peakReading(job);
    std::printf("%d threads; at best %.1f 10^9 multiply-adds/s, %.1f GB/s read\n", job.threads(),
                multiplyAdds, reading);
    std::vector<Cost> costs;
    std::ofstream timings;
    if (!folder.empty()) timings.open(folder / "counterpoint.txt");
    for (const std::size_t size : sizes) {
        const Cells cells = makeCells(size, dims, job);
        std::printf("%zu cells x %zu, best of %d\n", size, dims, size > 200'000 ? 1 : 3);
        if (!folder.empty()) {
            const auto name = (folder / std::to_string(size)).string();
            writeNpy(name + ".npy", "<f4", size, dims, cells.pca.values.data());
            writeNpy(name + "_batch.npy", "<i4", size, 0, cells.batch.codes.data());
        }
        costs.push_back(benchHarmony(cells, job, multiplyAdds, reading, timings));
    }
    printFit(costs);
    return 0;
}
