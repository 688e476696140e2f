#include "core/metrics/graph_connectivity.h"
#include "core/metrics/label_mean.h"
#include "core/metrics/metrics.h"
#include "core/metrics/strong_components.h"
#include "core/metrics/summary.h"

#include <algorithm>
#include <limits>

namespace counterpoint::metrics {

namespace {

class GraphConnectivityStrong final : public plugin::Metric {
  public:
    const plugin::MetricInfo& info() const override {
        static const plugin::MetricInfo info{
            .id = "graph_connectivity_strong",
            .title = "Graph connectivity (directed)",
            .help =
                "Share of each cell type whose cells reach each other both ways along the 14 "
                "nearest neighbours; 1 means that no type is torn apart.",
            .source = "scib-metrics 0.5.10 graph_connectivity (strong connectivity)",
            .family = plugin::MetricFamily::BatchRemoved,
            .needsLabels = true,
            .perCell = true,
            .onRequest = true,
            .interval = "Standard error over cells within labels, cells taken for independent."};
        return info;
    }
    int version() const override { return 1; }
    plugin::Score compute(const plugin::MetricInput& input, const base::Job& job) const override {
        constexpr int k = 15;
        if (input.label == nullptr) return undefinedScore("Graph connectivity needs cell types.");
        job.checkStop();
        const auto inside = inLargestStrongPart(input.neighbors, *input.label, k);
        return labelMeanScore({inside.begin(), inside.end()}, *input.label,
                              "Graph connectivity needs cells with a cell type.");
    }
};

}  // namespace

std::vector<float> inLargestStrongPart(const data::NeighborGraph& neighbors,
                                       const data::Categories& label, int k) {
    const auto others = static_cast<std::size_t>(std::max(k, 1) - 1);
    const std::vector<std::int32_t> parts = strongComponents(neighbors, label.codes, others);
    std::vector<std::size_t> sizes(parts.size(), 0);
    for (const std::int32_t part : parts)
        if (part >= 0) ++sizes[part];
    std::vector<std::int32_t> largest(label.levelCount(), -1);
    for (std::size_t cell = 0; cell < parts.size(); ++cell) {
        if (parts[cell] < 0) continue;
        std::int32_t& best = largest[label.codes[cell]];
        if (best < 0 || sizes[parts[cell]] > sizes[best]) best = parts[cell];
    }
    std::vector<float> inside(parts.size(), std::numeric_limits<float>::quiet_NaN());
    for (std::size_t cell = 0; cell < parts.size(); ++cell)
        if (parts[cell] >= 0)
            inside[cell] = parts[cell] == largest[label.codes[cell]] ? 1.0F : 0.0F;
    return inside;
}

std::unique_ptr<plugin::Metric> makeGraphConnectivityStrong() {
    return std::make_unique<GraphConnectivityStrong>();
}

}  // namespace counterpoint::metrics
