#include "core/metrics/graph_connectivity.h"

#include "core/metrics/components.h"
#include "core/metrics/label_mean.h"
#include "core/metrics/metrics.h"
#include "core/metrics/summary.h"

#include <algorithm>
#include <limits>

namespace counterpoint::metrics {

namespace {

class GraphConnectivity final : public plugin::Metric {
  public:
    const plugin::MetricInfo& info() const override {
        static const plugin::MetricInfo info{
            .id = "graph_connectivity",
            .title = "Graph connectivity",
            .help =
                "Share of each cell type that hangs together in the graph of 15 neighbours; 1 "
                "means that no type is torn apart (colour: in the main part or not).",
            .source = "Luecken et al. 2022; scib graph_connectivity (undirected)",
            .family = plugin::MetricFamily::BatchRemoved,
            .needsLabels = true,
            .perCell = true,
            .interval = "Standard error over cells within labels, cells taken for independent."};
        return info;
    }
    int version() const override { return 1; }
    plugin::Score compute(const plugin::MetricInput& input, const base::Job& job) const override {
        constexpr int k = 15;
        if (input.label == nullptr) return undefinedScore("Graph connectivity needs cell types.");
        job.checkStop();
        const auto inside = inLargestPart(input.neighbors, *input.label, k);
        std::vector<float> perCell(inside.size());
        std::ranges::transform(inside, perCell.begin(), [](std::int8_t part) {
            return part < 0 ? std::numeric_limits<float>::quiet_NaN() : static_cast<float>(part);
        });
        return labelMeanScore(std::move(perCell), *input.label,
                              "Graph connectivity needs cells with a cell type.");
    }
};

}  // namespace

std::vector<std::int8_t> inLargestPart(const data::NeighborGraph& neighbors,
                                       const data::Categories& label, int k) {
    const std::size_t others = std::min(neighbors.k, static_cast<std::size_t>(std::max(k, 1) - 1));
    DisjointSets parts(neighbors.cells);
    for (std::size_t cell = 0; cell < neighbors.cells; ++cell) {
        if (label.codes[cell] < 0) continue;
        for (const std::uint32_t near : neighbors.neighbors(cell).first(others))
            if (label.codes[near] == label.codes[cell])
                parts.unite(static_cast<std::uint32_t>(cell), near);
    }
    constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
    std::vector<std::uint32_t> sizes(neighbors.cells, 0);
    std::vector<std::uint32_t> largest(label.levelCount(), none);  // root of each label's part
    for (std::size_t cell = 0; cell < neighbors.cells; ++cell)
        ++sizes[parts.root(static_cast<std::uint32_t>(cell))];
    for (std::size_t cell = 0; cell < neighbors.cells; ++cell) {
        if (label.codes[cell] < 0 || sizes[cell] == 0) continue;
        std::uint32_t& best = largest[label.codes[cell]];
        if (best == none || sizes[cell] > sizes[best]) best = static_cast<std::uint32_t>(cell);
    }
    std::vector<std::int8_t> inside(neighbors.cells, -1);
    for (std::size_t cell = 0; cell < neighbors.cells; ++cell)
        if (label.codes[cell] >= 0)
            inside[cell] =
                parts.root(static_cast<std::uint32_t>(cell)) == largest[label.codes[cell]] ? 1 : 0;
    return inside;
}

std::unique_ptr<plugin::Metric> makeGraphConnectivity() {
    return std::make_unique<GraphConnectivity>();
}

}  // namespace counterpoint::metrics
