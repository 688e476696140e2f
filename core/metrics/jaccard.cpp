#include "core/metrics/cell_mean.h"
#include "core/metrics/interval.h"
#include "core/metrics/metrics.h"
#include "core/metrics/own_batch_neighbors.h"
#include "core/metrics/summary.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

namespace counterpoint::metrics {

namespace {

/// Neighbours in either direction, ascending.
std::vector<std::vector<std::uint32_t>> mutualLists(const data::NeighborGraph& graph) {
    std::vector<std::vector<std::uint32_t>> lists(graph.cells);
    for (std::uint32_t i = 0; i < graph.cells; ++i)
        for (const std::uint32_t j : graph.neighbors(i)) {
            lists[i].push_back(j);
            lists[j].push_back(i);
        }
    for (auto& list : lists) {
        std::ranges::sort(list);
        list.erase(std::unique(list.begin(), list.end()), list.end());
    }
    return lists;
}

class Jaccard final : public plugin::Metric {
  public:
    const plugin::MetricInfo& info() const override {
        static const plugin::MetricInfo info{
            .id = "jaccard",
            .title = "Neighbours kept (Jaccard)",
            .help =
                "Share of the links to 14 neighbours within each batch that integration left as "
                "they were, of all links before and after; 1 means all of them.",
            .source = "Yi et al. 2025 (scIB-E Jaccard) on all given PCs",
            .family = plugin::MetricFamily::BiologyKept,
            .slow = true,
            .onRequest = true};
        return info;
    }
    int version() const override { return 1; }
    /// Every batch counts the same.
    plugin::Score compute(const plugin::MetricInput& input, const base::Job& job) const override {
        constexpr int others = 14;
        if (input.unintegrated == nullptr)
            return undefinedScore("The Jaccard score needs the embedding before integration.");
        plugin::Score score;
        double total = 0.0;
        double batches = 0.0;
        std::vector<double> influence;
        visitBatches(*input.unintegrated, input.embedding, input.batch, others, job,
                     [&](const OwnBatch& own) {
                         total += addBatch(own, influence);
                         batches += 1.0;
                     });
        if (batches == 0.0)
            return undefinedScore("The Jaccard score needs a batch of three cells.");
        score.value = total / batches;
        score.cells = influence.size();
        for (double& value : influence) value /= batches;
        fillScaled(score, {}, std::move(influence), lisiOverlap);
        return score;
    }

  private:
    /// The index of one batch; appends the influence of its cells, that of a ratio of sums.
    static double addBatch(const OwnBatch& own, std::vector<double>& influence) {
        const auto before = mutualLists(own.before);
        const auto after = mutualLists(own.after);
        std::vector<double> shared(before.size());
        std::vector<double> either(before.size());
        double sharedSum = 0.0;
        double eitherSum = 0.0;
        for (std::size_t i = 0; i < before.size(); ++i) {
            std::vector<std::uint32_t> both;
            std::ranges::set_intersection(before[i], after[i], std::back_inserter(both));
            shared[i] = static_cast<double>(both.size());
            either[i] = static_cast<double>(before[i].size() + after[i].size() - both.size());
            sharedSum += shared[i];
            eitherSum += either[i];
        }
        const double index = sharedSum / eitherSum;
        for (std::size_t i = 0; i < before.size(); ++i)
            influence.push_back((shared[i] - index * either[i]) / eitherSum);
        return index;
    }
};

}  // namespace

std::unique_ptr<plugin::Metric> makeJaccard() {
    return std::make_unique<Jaccard>();
}

}  // namespace counterpoint::metrics
