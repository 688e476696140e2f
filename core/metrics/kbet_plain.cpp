#include "core/metrics/kbet_plain.h"

#include "core/base/parallel.h"
#include "core/metrics/chi_square.h"
#include "core/metrics/interval.h"
#include "core/metrics/metrics.h"
#include "core/metrics/query_sample.h"
#include "core/metrics/summary.h"

#include <algorithm>
#include <numeric>

namespace counterpoint::metrics {

namespace {

class KbetPlain final : public plugin::Metric {
  public:
    const plugin::MetricInfo& info() const override {
        static const plugin::MetricInfo info{
            .id = "kbet_plain",
            .title = "kBET (all cells)",
            .help =
                "Share of cells whose 50 nearest cells hold the batches in the proportions of "
                "the whole data; 1 means that no cell is rejected at 0.05 (colour: p-value).",
            .source = "Büttner et al. 2019; R kBET 0.99.6 with k0 = 50, no heuristic, no adapt",
            .family = plugin::MetricFamily::BatchRemoved,
            .perCell = true,
            .sampled = true,
            .interval =
                "Wilson's interval of the share, neighbouring cells counted as repeating each "
                "other twenty times, and of the sample."};
        return info;
    }
    int version() const override { return 1; }
    /// `value` is the rejection rate, as R kBET reports it; `perCell` holds the p-values.
    plugin::Score compute(const plugin::MetricInput& input, const base::Job& job) const override {
        constexpr int k0 = 50;
        constexpr float level = 0.05F;
        if (occupiedLevels(input.batch) < 2)
            return undefinedScore("kBET needs at least two batches.");
        plugin::Score score;
        score.perCell = kbetPValues(input.neighbors, input.batch, k0, job, input.queries);
        score.cells = score.perCell.size();
        const Asked asked(input);
        score.exact = asked.everyCell();
        double rejected = 0.0;
        for (std::size_t row = 0; row < asked.size(); ++row)
            if (score.perCell[row] < level) rejected += asked.weight(row);
        score.value = rejected / asked.total(score.perCell);
        score.scaled = 1.0 - score.value;
        score.mean = meanOf(score.perCell, asked);
        const Interval interval =
            shareInterval(score.scaled, asked.effectiveCells(score.perCell, kbetOverlap));
        score.low = interval.low;
        score.high = interval.high;
        return score;
    }
};

}  // namespace

std::vector<float> kbetPValues(const data::NeighborGraph& neighbors, const data::Categories& batch,
                               int k0, const base::Job& job,
                               std::span<const std::uint32_t> queries) {
    constexpr std::size_t cellsPerBlock = 1024;
    const auto counts = batch.counts();
    const double total = std::accumulate(counts.begin(), counts.end(), 0.0);
    std::vector<double> frequencies(counts.size());
    std::ranges::transform(counts, frequencies.begin(),
                           [total](std::size_t n) { return static_cast<double>(n) / total; });
    const std::size_t others = std::min(neighbors.k, static_cast<std::size_t>(std::max(k0, 1) - 1));

    std::vector<float> pValues(neighbors.cells);
    base::parallelBlocks(
        job, neighbors.cells, cellsPerBlock, [&](std::size_t begin, std::size_t end, std::size_t) {
            std::vector<std::uint32_t> observed(counts.size());
            for (std::size_t row = begin; row < end; ++row) {
                std::ranges::fill(observed, 0U);
                ++observed[batch.codes[queries.empty() ? row : queries[row]]];
                for (const std::uint32_t near : neighbors.neighbors(row).first(others))
                    ++observed[batch.codes[near]];
                pValues[row] = static_cast<float>(goodnessOfFit(observed, frequencies));
            }
        });
    return pValues;
}

std::unique_ptr<plugin::Metric> makeKbetPlain() {
    return std::make_unique<KbetPlain>();
}

}  // namespace counterpoint::metrics
