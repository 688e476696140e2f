// How near each hot kernel of Harmony, of the neighbours and of the silhouettes comes to what one
// core can do, by Google Benchmark (its options apply):
//     kernels_bench [--benchmark_filter=PATTERN]
// Columns: 10^9 multiply-adds a second, their share of this core's best, and 10^9 bytes a second
// that the kernel must read or write at least once; reading alone comes to some 20. 30 and 50 PCs,
// 100 clusters, in the order in which Harmony goes through them: strip by strip, each brought into
// the cache by the sums of its weights.

#include "core/base/random.h"
#include "core/base/spare_arrays.h"
#include "core/integrate/harmony_kernels.h"
#include "core/linalg/tile.h"
#include "core/metrics/distance_sums.h"
#include "core/neighbors/panels.h"
#include "tests/bench/peak.h"

#include <benchmark/benchmark.h>
#include <cmath>
#include <vector>

using namespace counterpoint;
namespace kernels = integrate::kernels;

namespace {

constexpr std::size_t Cells = 48'000;  // whole strips, beyond the second-level cache
constexpr std::size_t Clusters = 100;

/// Of one core, a second of its own: whatever else the machine does.
double bestMultiplyAdds() {
    static const double best = bench::peakMultiplyAdds(base::Job({}, 1, 1)).processorSecond;
    return best;
}

/// Told once a benchmark is over: what every iteration had to do.
void tell(benchmark::State& state, double multiplyAdds, double bytes) {
    const auto rounds = static_cast<double>(state.iterations());
    using benchmark::Counter;
    if (multiplyAdds > 0.0) {
        state.counters["GMA/s"] = Counter(rounds * multiplyAdds / 1e9, Counter::kIsRate);
        state.counters["of best"] =
            Counter(rounds * multiplyAdds / 1e9 / bestMultiplyAdds(), Counter::kIsRate);
    }
    state.counters["GB/s"] = Counter(rounds * bytes / 1e9, Counter::kIsRate);
}

std::vector<float> drawn(std::size_t count, std::uint64_t stream) {
    base::Random random(1, stream);
    std::vector<float> values(count);
    for (float& value : values) value = static_cast<float>(random.normal());
    return values;
}

/// What a sweep of Harmony reads and writes, for `state.range(0)` PCs.
struct Sweep {
    explicit Sweep(const benchmark::State& state)
        : used(static_cast<std::size_t>(state.range(0))),
          dims(linalg::paddedToTile(used)),
          padded(linalg::paddedToTile(Clusters)),
          unit(drawn(Cells * dims, 1)),
          e(Cells * padded),
          peaks(Cells),
          inverse(Cells),
          weights(padded, 1.0F),
          padding(padded, -1e30F) {
        kernels::normaliseRows(unit.data(), Cells, dims, unit.data());
        std::vector<float> centroids = drawn(Clusters * dims, 2);
        kernels::normaliseRows(centroids.data(), Clusters, dims, centroids.data());
        panels = kernels::packPanels(centroids, dims, padded);
        std::fill_n(padding.begin(), Clusters, 0.0F);
        std::fill(weights.begin() + Clusters, weights.end(), 0.0F);
        eachStrip([&](std::size_t at) { affinities(at); });
        eachStrip([&](std::size_t at) { shareOut(at); });
    }

    template <class Body>
    void eachStrip(Body body) {
        for (std::size_t at = 0; at < Cells; at += kernels::StripRows) body(at);
    }
    void affinities(std::size_t at) {
        kernels::affinities(unit.data() + at * dims, kernels::StripRows, dims, used, panels.data(),
                            padded, 28.85F, padding.data(), e.data() + at * padded,
                            peaks.data() + at);
    }
    void shareOut(std::size_t at) {
        kernels::shareOut(e.data() + at * padded, kernels::StripRows, padded, weights.data(),
                          inverse.data() + at);
    }
    /// Multiply-adds of one product of all cells with all clusters, padding not counted.
    double products() const { return static_cast<double>(Cells * used * Clusters); }
    double affinityBytes() const { return static_cast<double>(Cells * padded * sizeof(float)); }
    double cellBytes() const { return static_cast<double>(Cells * dims * sizeof(float)); }

    std::size_t used;
    std::size_t dims;
    std::size_t padded;
    std::vector<float> unit;
    std::vector<float> panels;
    base::Floats e;
    std::vector<float> peaks;
    std::vector<float> inverse;
    std::vector<float> weights;
    std::vector<float> padding;
};

void affinities(benchmark::State& state) {
    Sweep sweep(state);
    for (auto _ : state) sweep.eachStrip([&](std::size_t at) { sweep.affinities(at); });
    tell(state, sweep.products(), sweep.affinityBytes() + sweep.cellBytes());
}

/// Weights, softmax and counts of one round of updates: reads the affinities, computes little.
void update(benchmark::State& state) {
    Sweep sweep(state);
    std::vector<float> counts(sweep.padded);
    for (auto _ : state)
        sweep.eachStrip([&](std::size_t at) {
            sweep.shareOut(at);
            kernels::addCounts(sweep.e.data() + at * sweep.padded, sweep.inverse.data() + at,
                               kernels::StripRows, sweep.padded, counts.data());
        });
    benchmark::DoNotOptimize(counts.data());
    tell(state, 0.0, sweep.affinityBytes());
}

/// The last round, which also sums the cells of every cluster.
void updateWithSums(benchmark::State& state) {
    Sweep sweep(state);
    std::vector<float> counts(sweep.padded);
    std::vector<float> sums(sweep.dims * sweep.padded);
    for (auto _ : state)
        sweep.eachStrip([&](std::size_t at) {
            sweep.shareOut(at);
            kernels::addCounts(sweep.e.data() + at * sweep.padded, sweep.inverse.data() + at,
                               kernels::StripRows, sweep.padded, counts.data());
            kernels::addClusterSums(sweep.unit.data() + at * sweep.dims,
                                    sweep.e.data() + at * sweep.padded, sweep.inverse.data() + at,
                                    kernels::StripRows, sweep.dims, sweep.used, sweep.padded,
                                    sums.data());
        });
    benchmark::DoNotOptimize(sums.data());
    tell(state, sweep.products(), sweep.affinityBytes() + sweep.cellBytes());
}

void correction(benchmark::State& state) {
    Sweep sweep(state);
    const std::vector<float> shifts = drawn(sweep.padded * sweep.dims, 3);
    base::Floats out(Cells * sweep.dims);
    for (auto _ : state)
        sweep.eachStrip([&](std::size_t at) {
            sweep.shareOut(at);
            kernels::subtractShifts(sweep.unit.data() + at * sweep.dims,
                                    sweep.e.data() + at * sweep.padded, sweep.inverse.data() + at,
                                    kernels::StripRows, sweep.dims, sweep.used, Clusters,
                                    sweep.padded, shifts.data(), out.data() + at * sweep.dims);
        });
    tell(state, sweep.products(), sweep.affinityBytes() + 2.0 * sweep.cellBytes());
}

void objective(benchmark::State& state) {
    Sweep sweep(state);
    kernels::ObjectiveSums sums;
    for (auto _ : state)
        sweep.eachStrip([&](std::size_t at) {
            sweep.shareOut(at);
            sums += kernels::objectiveSums(sweep.e.data() + at * sweep.padded,
                                           sweep.peaks.data() + at, sweep.inverse.data() + at,
                                           kernels::StripRows, sweep.padded, sweep.weights.data());
        });
    benchmark::DoNotOptimize(sums);
    tell(state, 0.0, sweep.affinityBytes());
}

/// Distances of 64 cells to all others, added up by label.
void distanceSums(benchmark::State& state) {
    constexpr std::size_t points = 10'000;
    constexpr std::size_t rows = 64;
    constexpr std::size_t groups = 12;
    const auto dims = static_cast<std::size_t>(state.range(0));
    data::Matrix cells(points, dims);
    cells.values = drawn(points * dims, 4);
    std::vector<std::int32_t> codes(points);
    for (std::size_t i = 0; i < points; ++i) codes[i] = static_cast<std::int32_t>(i % groups);
    const metrics::GroupedPoints grouped(cells, codes, groups);
    std::vector<double> sums(rows * groups);
    for (auto _ : state) grouped.addUp(cells.values.data(), rows, sums.data());
    benchmark::DoNotOptimize(sums.data());
    tell(state, static_cast<double>(rows * points * dims),
         static_cast<double>(points * dims * sizeof(float)));
}

/// One block of queries against one chunk of points, as the exact search scores them.
void neighborScores(benchmark::State& state) {
    constexpr std::size_t rows = 96;
    const std::size_t depth = static_cast<std::size_t>(state.range(0)) + 1;
    const std::vector<float> queries = drawn(rows * depth, 5);
    const std::vector<float> points = drawn(neighbors::ChunkPoints * depth, 6);
    std::vector<float> scores(rows * neighbors::ChunkPoints);
    for (auto _ : state)
        neighbors::scoreChunk(queries.data(), rows, points.data(),
                              neighbors::ChunkPoints / linalg::TileColumns, depth, scores.data(),
                              neighbors::ChunkPoints);
    benchmark::DoNotOptimize(scores.data());
    tell(state, static_cast<double>(rows * neighbors::ChunkPoints * depth),
         static_cast<double>((rows + neighbors::ChunkPoints) * depth * sizeof(float)));
}

BENCHMARK(affinities)->Arg(30)->Arg(50)->Unit(benchmark::kMillisecond);
BENCHMARK(update)->Arg(30)->Unit(benchmark::kMillisecond);
BENCHMARK(updateWithSums)->Arg(30)->Arg(50)->Unit(benchmark::kMillisecond);
BENCHMARK(correction)->Arg(30)->Arg(50)->Unit(benchmark::kMillisecond);
BENCHMARK(objective)->Arg(30)->Unit(benchmark::kMillisecond);
BENCHMARK(neighborScores)->Arg(30)->Arg(50)->Unit(benchmark::kMicrosecond);
BENCHMARK(distanceSums)->Arg(30)->Arg(50)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
