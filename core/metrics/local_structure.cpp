#include "core/metrics/cell_mean.h"
#include "core/metrics/interval.h"
#include "core/metrics/metrics.h"
#include "core/metrics/own_batch_neighbors.h"
#include "core/metrics/summary.h"

#include <algorithm>
#include <limits>
#include <vector>

namespace counterpoint::metrics {

namespace {

class LocalStructure final : public plugin::Metric {
  public:
    const plugin::MetricInfo& info() const override {
        static const plugin::MetricInfo info{
            .id = "local_structure",
            .title = "Local structure (Seurat)",
            .help =
                "Share of a cell's 100 nearest cells of its batch that were already its nearest "
                "before integration; 1 means all of them.",
            .source = "Stuart et al. 2019; CellMixS locStructure on all given PCs",
            .family = plugin::MetricFamily::BiologyKept,
            .perCell = true,
            .slow = true,
            .onRequest = true};
        return info;
    }
    int version() const override { return 1; }
    plugin::Score compute(const plugin::MetricInput& input, const base::Job& job) const override {
        constexpr int k = 100;
        if (input.unintegrated == nullptr)
            return undefinedScore("Local structure needs the embedding before integration.");
        std::vector<float> perCell(input.batch.size(), std::numeric_limits<float>::quiet_NaN());
        visitBatches(*input.unintegrated, input.embedding, input.batch, k, job,
                     [&](const OwnBatch& own) {
                         const auto shares = eachInParallel(
                             own.cells.size(), job, [&own](std::size_t i) { return kept(own, i); });
                         for (std::size_t i = 0; i < shares.size(); ++i)
                             perCell[own.cells[i]] = shares[i];
                     });
        return meanScore(std::move(perCell), input, {}, lisiOverlap,
                         "Local structure needs a batch of three cells.");
    }

  private:
    static double kept(const OwnBatch& own, std::size_t cell) {
        const auto sorted = [cell](const data::NeighborGraph& graph) {
            const auto near = graph.neighbors(cell);
            std::vector<std::uint32_t> cells(near.begin(), near.end());
            std::ranges::sort(cells);
            return cells;
        };
        std::vector<std::uint32_t> both;
        std::ranges::set_intersection(sorted(own.before), sorted(own.after),
                                      std::back_inserter(both));
        return static_cast<double>(both.size()) / static_cast<double>(own.before.k);
    }
};

}  // namespace

std::unique_ptr<plugin::Metric> makeLocalStructure() {
    return std::make_unique<LocalStructure>();
}

}  // namespace counterpoint::metrics
