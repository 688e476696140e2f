#include "core/metrics/cell_mean.h"
#include "core/metrics/metrics.h"
#include "core/metrics/summary.h"
#include "core/neighbors/neighbors.h"

#include <algorithm>
#include <span>
#include <vector>

namespace counterpoint::metrics {

namespace {

constexpr int searched = 300;
constexpr std::size_t position = 5;  // the rank of this neighbour of each batch is taken

double middle(std::vector<double> values) {
    std::ranges::sort(values);
    const std::size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2.0;
}

/// The median over batches of the rank at which the fifth cell of a batch is met, the cell itself
/// having rank 1; `near.size()` where it is not.
double medianRank(std::uint32_t cell, std::span<const std::uint32_t> near,
                  const data::Categories& batch, std::span<const std::size_t> sizes) {
    std::vector<std::size_t> met(sizes.size(), 0);
    std::vector<double> ranks(sizes.size(), static_cast<double>(near.size()));
    ++met[batch.codes[cell]];
    for (std::size_t j = 0; j < near.size(); ++j) {
        const auto b = static_cast<std::size_t>(batch.codes[near[j]]);
        if (++met[b] == position) ranks[b] = static_cast<double>(j + 2);
    }
    std::vector<double> present;
    for (std::size_t b = 0; b < sizes.size(); ++b)
        if (sizes[b] > 0) present.push_back(ranks[b]);
    return middle(std::move(present));
}

/// The mean over cells of the median over batches of `rank(size of batch, is own)`.
template <class Rank>
double meanMedian(std::span<const std::size_t> sizes, Rank&& rank) {
    double sum = 0.0;
    double cells = 0.0;
    for (std::size_t own = 0; own < sizes.size(); ++own) {
        std::vector<double> ranks;
        for (std::size_t b = 0; b < sizes.size(); ++b)
            if (sizes[b] > 0) ranks.push_back(rank(static_cast<double>(sizes[b]), b == own));
        sum += static_cast<double>(sizes[own]) * middle(std::move(ranks));
        cells += static_cast<double>(sizes[own]);
    }
    return sum / cells;
}

/// From batches that never meet to random order. Apart, the fifth of the own batch is at rank 5 and
/// no other is found. In random order the fifth of a batch with share p is at rank 5 / p on
/// average, that of the own, met once already, at 1 + 4 / p.
Scale mixingScale(std::span<const std::size_t> sizes, double cells, double k) {
    constexpr auto fifth = static_cast<double>(position);
    return {meanMedian(sizes, [&](double, bool own) { return own ? std::min(k, fifth) : k; }),
            meanMedian(sizes, [&](double size, bool own) {
                return std::min(k, own ? 1.0 + (fifth - 1.0) * cells / size : fifth * cells / size);
            })};
}

class SeuratMixing final : public plugin::Metric {
  public:
    const plugin::MetricInfo& info() const override {
        static const plugin::MetricInfo info{
            .id = "seurat_mixing",
            .title = "Mixing metric (Seurat)",
            .help =
                "How far a cell must look, in neighbours, to meet five cells of the typical "
                "batch; 1 means no further than in random order, 0 as far as in batches apart.",
            .source =
                "Stuart et al. 2019; CellMixS mixMetric (k = 300, fifth neighbour) in all "
                "dimensions",
            .family = plugin::MetricFamily::BatchRemoved,
            .perCell = true,
            .slow = true,
            .onRequest = true};
        return info;
    }
    int version() const override { return 1; }
    /// `value` is the mean rank; low is good.
    plugin::Score compute(const plugin::MetricInput& input, const base::Job& job) const override {
        if (occupiedLevels(input.batch) < 2)
            return undefinedScore("The mixing metric needs at least two batches.");
        const auto sizes = input.batch.counts();
        const std::size_t cells = input.batch.size();
        const auto k = static_cast<double>(std::min<std::size_t>(searched, cells - 1));
        const Scale scale = mixingScale(sizes, static_cast<double>(cells), k);
        if (scale.one >= scale.zero)
            return undefinedScore(
                "The mixing metric needs batches of which 300 neighbours would hold five cells.");
        const auto near = neighbors::findNeighbors(input.embedding, {.k = searched}, job);
        auto perCell = eachInParallel(near.cells, job, [&](std::size_t cell) {
            return medianRank(static_cast<std::uint32_t>(cell), near.neighbors(cell), input.batch,
                              sizes);
        });
        return meanScore(std::move(perCell), input, scale, compositionOverlap,
                         "The mixing metric needs neighbours.");
    }
};

}  // namespace

std::unique_ptr<plugin::Metric> makeSeuratMixing() {
    return std::make_unique<SeuratMixing>();
}

}  // namespace counterpoint::metrics
