#include "core/metrics/cell_mean.h"
#include "core/metrics/interval.h"
#include "core/metrics/metrics.h"
#include "core/metrics/summary.h"

#include <algorithm>
#include <vector>

namespace counterpoint::metrics {

namespace {

class KnnBatchClassifier final : public plugin::Metric {
  public:
    const plugin::MetricInfo& info() const override {
        static const plugin::MetricInfo info{
            .id = "knn_batch_classifier",
            .title = "Batch guessed by neighbours",
            .help =
                "How often the majority of a cell's 30 neighbours names its batch wrongly, "
                "compared with always naming the largest batch; 1 means as often.",
            .source = "k-nearest-neighbour classifier left one out (Cover & Hart 1967), k = 30",
            .family = plugin::MetricFamily::BatchRemoved,
            .perCell = true,
            .sampled = true,
            .onRequest = true};
        return info;
    }
    int version() const override { return 1; }
    /// `value` is the error rate, `perCell` 1 where the vote is wrong; ties go to the first batch.
    plugin::Score compute(const plugin::MetricInput& input, const base::Job& job) const override {
        if (occupiedLevels(input.batch) < 2)
            return undefinedScore("Guessing the batch needs at least two batches.");
        const auto sizes = input.batch.counts();
        const double chance = static_cast<double>(*std::ranges::max_element(sizes)) /
                              static_cast<double>(input.batch.size());
        const std::size_t k = std::min(input.neighbors.k, shareNeighbors);
        auto perCell = eachInParallel(input.neighbors.cells, job, [&](std::size_t row) {
            std::vector<std::uint32_t> votes(sizes.size(), 0);
            for (const std::uint32_t near : input.neighbors.neighbors(row).first(k))
                ++votes[input.batch.codes[near]];
            const auto guess = std::ranges::max_element(votes) - votes.begin();
            return guess == input.batch.codes[cellOfRow(input, row)] ? 0.0 : 1.0;
        });
        return meanScore(std::move(perCell), input, {0.0, 1.0 - chance}, lisiOverlap,
                         "Guessing the batch needs neighbours.");
    }
};

}  // namespace

std::unique_ptr<plugin::Metric> makeKnnBatchClassifier() {
    return std::make_unique<KnnBatchClassifier>();
}

}  // namespace counterpoint::metrics
