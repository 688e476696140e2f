#include "core/metrics/cell_mean.h"
#include "core/metrics/interval.h"
#include "core/metrics/metrics.h"
#include "core/metrics/summary.h"
#include "core/neighbors/neighbors.h"

#include <algorithm>
#include <limits>

namespace counterpoint::metrics {

namespace {

class ScalexOvercorrection final : public plugin::Metric {
  public:
    const plugin::MetricInfo& info() const override {
        static const plugin::MetricInfo info{
            .id = "scalex_overcorrection",
            .title = "Over-correction (SCALEX)",
            .help =
                "Share of foreign cell types among as many neighbours as a cell's type has "
                "cells, at most 100; 1 means that no type has been merged with another.",
            .source =
                "Xiong et al. 2022 (SCALEX), averaged over all cells, neighbours nearest first",
            .family = plugin::MetricFamily::BiologyKept,
            .needsLabels = true,
            .perCell = true,
            .slow = true,
            .onRequest = true};
        return info;
    }
    int version() const override { return 1; }
    /// `value` is the share of foreign types; low is good. Neighbours without a type are left out.
    plugin::Score compute(const plugin::MetricInput& input, const base::Job& job) const override {
        constexpr int searched = 100;
        if (input.label == nullptr) return undefinedScore("Over-correction needs cell types.");
        const auto near = neighbors::findNeighbors(input.embedding, {.k = searched}, job);
        const auto& codes = input.label->codes;
        const auto sizes = input.label->counts();
        auto perCell = eachInParallel(near.cells, job, [&](std::size_t cell) {
            const std::int32_t own = codes[cell];
            if (own < 0) return std::numeric_limits<double>::quiet_NaN();
            std::size_t foreign = 0;
            std::size_t labelled = 0;
            for (const std::uint32_t other :
                 near.neighbors(cell).first(std::min(near.k, sizes[own]))) {
                labelled += codes[other] >= 0 ? 1 : 0;
                foreign += codes[other] >= 0 && codes[other] != own ? 1 : 0;
            }
            return labelled == 0 ? std::numeric_limits<double>::quiet_NaN()
                                 : static_cast<double>(foreign) / static_cast<double>(labelled);
        });
        return meanScore(std::move(perCell), input, {1.0, 0.0}, lisiOverlap,
                         "Over-correction needs cells with a cell type next to each other.");
    }
};

}  // namespace

std::unique_ptr<plugin::Metric> makeScalexOvercorrection() {
    return std::make_unique<ScalexOvercorrection>();
}

}  // namespace counterpoint::metrics
