#include "core/metrics/kbet_plain.h"

#include "core/base/parallel.h"
#include "core/metrics/chi_square.h"
#include "core/metrics/interval.h"
#include "core/metrics/metrics.h"
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
            .perCell = true};
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
        score.perCell = kbetPValues(input.neighbors, input.batch, k0, job);
        score.cells = score.perCell.size();
        const auto rejected =
            std::ranges::count_if(score.perCell, [](float p) { return p < level; });
        const auto n = static_cast<double>(score.cells);
        score.value = static_cast<double>(rejected) / n;
        score.scaled = 1.0 - score.value;
        score.mean = meanOf(score.perCell);
        const Interval interval = shareInterval(score.scaled, n / kbetOverlap);
        score.low = interval.low;
        score.high = interval.high;
        return score;
    }
};

}  // namespace

std::vector<float> kbetPValues(const data::NeighborGraph& neighbors, const data::Categories& batch,
                               int k0, const base::Job& job) {
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
            for (std::size_t cell = begin; cell < end; ++cell) {
                std::ranges::fill(observed, 0U);
                ++observed[batch.codes[cell]];
                for (const std::uint32_t near : neighbors.neighbors(cell).first(others))
                    ++observed[batch.codes[near]];
                pValues[cell] = static_cast<float>(goodnessOfFit(observed, frequencies));
            }
        });
    return pValues;
}

std::unique_ptr<plugin::Metric> makeKbetPlain() {
    return std::make_unique<KbetPlain>();
}

}  // namespace counterpoint::metrics
