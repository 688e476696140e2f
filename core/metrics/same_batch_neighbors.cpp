#include "core/base/random.h"
#include "core/metrics/cell_mean.h"
#include "core/metrics/interval.h"
#include "core/metrics/metrics.h"
#include "core/metrics/summary.h"

#include <algorithm>
#include <numeric>
#include <span>
#include <vector>

namespace counterpoint::metrics {

namespace {

constexpr std::size_t permutations = 199;  // smallest p-value 0.005

/// Pairs (cell, one of its first k neighbours) that carry the same code.
std::size_t samePairs(const plugin::MetricInput& input, std::size_t k,
                      std::span<const std::int32_t> codes) {
    std::size_t same = 0;
    for (std::size_t row = 0; row < input.neighbors.cells; ++row) {
        const std::int32_t own = codes[cellOfRow(input, row)];
        for (const std::uint32_t near : input.neighbors.neighbors(row).first(k))
            same += codes[near] == own ? 1 : 0;
    }
    return same;
}

/// How probable it is to see so many pairs of one batch when batches are dealt to cells at random:
/// (1 + draws with as many) / (1 + draws), Phipson & Smyth 2010.
double permutationPValue(const plugin::MetricInput& input, std::size_t k, const base::Job& job) {
    const std::size_t seen = samePairs(input, k, input.batch.codes);
    std::vector<std::uint8_t> asMany(permutations, 0);
    base::parallelBlocks(job, permutations, 1, [&](std::size_t draw, std::size_t, std::size_t) {
        std::vector<std::int32_t> codes = input.batch.codes;
        base::Random random(0, draw);
        base::shuffle(codes, random);
        asMany[draw] = samePairs(input, k, codes) >= seen ? 1 : 0;
    });
    const auto count = std::accumulate(asMany.begin(), asMany.end(), std::size_t{1});
    return static_cast<double>(count) / static_cast<double>(permutations + 1);
}

class SameBatchNeighbors final : public plugin::Metric {
  public:
    const plugin::MetricInfo& info() const override {
        static const plugin::MetricInfo info{
            .id = "same_batch_neighbors",
            .title = "Neighbours of the same batch",
            .help =
                "Share of a cell's 30 neighbours that come from its own batch, compared with "
                "random order (p-value: 199 permutations of the batches); 1 means not more.",
            .source = "Join counts with a permutation test (Cliff & Ord 1981), k = 30",
            .family = plugin::MetricFamily::BatchRemoved,
            .perCell = true,
            .sampled = true,
            .onRequest = true};
        return info;
    }
    int version() const override { return 1; }
    plugin::Score compute(const plugin::MetricInput& input, const base::Job& job) const override {
        if (occupiedLevels(input.batch) < 2)
            return undefinedScore("Neighbours of the same batch need at least two batches.");
        const auto n = static_cast<double>(input.batch.size());
        double expected = 0.0;
        for (const std::size_t size : input.batch.counts())
            if (size > 0)
                expected += static_cast<double>(size) / n * static_cast<double>(size - 1) / (n - 1);
        const std::size_t k = std::min(input.neighbors.k, shareNeighbors);
        auto perCell = eachInParallel(input.neighbors.cells, job, [&](std::size_t row) {
            const std::int32_t own = input.batch.codes[cellOfRow(input, row)];
            const auto near = input.neighbors.neighbors(row).first(k);
            const auto same = std::ranges::count_if(
                near, [&](std::uint32_t cell) { return input.batch.codes[cell] == own; });
            return static_cast<double>(same) / static_cast<double>(k);
        });
        auto score = meanScore(std::move(perCell), input, {1.0, expected}, lisiOverlap,
                               "Neighbours of the same batch need neighbours.");
        if (score.undefined.empty()) score.pValue = permutationPValue(input, k, job);
        return score;
    }
};

}  // namespace

std::unique_ptr<plugin::Metric> makeSameBatchNeighbors() {
    return std::make_unique<SameBatchNeighbors>();
}

}  // namespace counterpoint::metrics
