#include "core/metrics/cell_mean.h"
#include "core/metrics/interval.h"
#include "core/metrics/metrics.h"
#include "core/metrics/summary.h"

#include <algorithm>
#include <limits>

namespace counterpoint::metrics {

namespace {

class KnnPurity final : public plugin::Metric {
  public:
    const plugin::MetricInfo& info() const override {
        static const plugin::MetricInfo info{
            .id = "knn_purity",
            .title = "Neighbour purity",
            .help = "Share of a cell's 30 neighbours that are of its type; 1 means all of them.",
            .source = "Share of neighbours with the same label, k = 30",
            .family = plugin::MetricFamily::BiologyKept,
            .needsLabels = true,
            .perCell = true,
            .sampled = true,
            .onRequest = true};
        return info;
    }
    int version() const override { return 1; }
    /// Neighbours without a cell type are left out.
    plugin::Score compute(const plugin::MetricInput& input, const base::Job& job) const override {
        if (input.label == nullptr) return undefinedScore("Neighbour purity needs cell types.");
        const auto& codes = input.label->codes;
        const std::size_t k = std::min(input.neighbors.k, shareNeighbors);
        auto perCell = eachInParallel(input.neighbors.cells, job, [&](std::size_t row) {
            const std::int32_t own = codes[cellOfRow(input, row)];
            std::size_t same = 0;
            std::size_t labelled = 0;
            for (const std::uint32_t near : input.neighbors.neighbors(row).first(k)) {
                labelled += codes[near] >= 0 ? 1 : 0;
                same += codes[near] == own ? 1 : 0;
            }
            return own < 0 || labelled == 0
                       ? std::numeric_limits<double>::quiet_NaN()
                       : static_cast<double>(same) / static_cast<double>(labelled);
        });
        return meanScore(std::move(perCell), input, {}, lisiOverlap,
                         "Neighbour purity needs cells with a cell type next to each other.");
    }
};

}  // namespace

std::unique_ptr<plugin::Metric> makeKnnPurity() {
    return std::make_unique<KnnPurity>();
}

}  // namespace counterpoint::metrics
