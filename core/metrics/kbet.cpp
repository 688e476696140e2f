#include "core/metrics/kbet.h"

#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/metrics/components.h"
#include "core/metrics/diffusion_map.h"
#include "core/metrics/interval.h"
#include "core/metrics/kbet_plain.h"
#include "core/metrics/label_silhouette.h"
#include "core/metrics/metrics.h"
#include "core/metrics/query_neighbors.h"
#include "core/metrics/summary.h"
#include "core/neighbors/fuzzy_graph.h"
#include "core/neighbors/neighbors.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

namespace counterpoint::metrics {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Positions of the cells in pieces of at least `smallest` cells.
std::vector<std::uint32_t> largePieces(const data::CsrMatrix& graph, std::size_t smallest) {
    DisjointSets pieces(graph.rows);
    for (std::uint32_t i = 0; i < graph.rows; ++i)
        for (const std::uint32_t j : graph.rowColumns(i)) pieces.unite(i, j);
    std::vector<std::size_t> sizes(graph.rows, 0);
    for (std::uint32_t i = 0; i < graph.rows; ++i) ++sizes[pieces.root(i)];
    std::vector<std::uint32_t> kept;
    for (std::uint32_t i = 0; i < graph.rows; ++i)
        if (const std::size_t size = sizes[pieces.root(i)]; size == graph.rows || size >= smallest)
            kept.push_back(i);
    return kept;
}

/// Which of a label's cells are tested; empty: all.
std::vector<std::uint32_t> testedCells(std::size_t cells, std::size_t mostTested) {
    if (cells <= mostTested) return {};
    auto tested = base::permutation(cells, base::Random(0));
    tested.resize(mostTested);
    std::ranges::sort(tested);
    return tested;
}

LabelAcceptance acceptance(const data::CsrMatrix& connectivities,
                           std::span<const std::uint32_t> cells, const data::Categories& batch,
                           std::size_t mostTested, const base::Job& job) {
    constexpr std::size_t fewestCells = 10;
    constexpr std::size_t components = 100;
    constexpr double smallestShare = 0.75;
    constexpr float level = 0.05F;
    constexpr double toRounding = 5e-7;
    // Moved the score of 15 sampled labels of 100 000 cells by 1e-4, no label by more than 5e-3.
    constexpr double toSampling = 5e-3;

    data::Categories batches = data::takeRows(batch, cells);
    const std::size_t n = cells.size();
    const std::size_t count = occupiedLevels(batches);
    if (n < fewestCells || count < 2) return {nan, 0, n};
    const std::size_t k0 = std::clamp<std::size_t>(n / count / 4, 10, 70);
    if (n <= k0 + 1) return {nan, 0, n};

    data::CsrMatrix graph = data::take(connectivities, cells, cells);
    const std::vector<std::uint32_t> kept = largePieces(graph, 3 * k0);
    if (static_cast<double>(kept.size()) < smallestShare * static_cast<double>(n))
        return {0.0, n, n};
    if (kept.size() < n) {
        graph = data::take(graph, kept, kept);
        batches = data::takeRows(batches, kept);
        if (occupiedLevels(batches) < 2) return {nan, 0, n};
    }
    const std::vector<std::uint32_t> tested = testedCells(kept.size(), mostTested);
    const data::Embedding coordinates =
        diffusionMap(graph, components, job, tested.empty() ? toRounding : toSampling);
    const data::NeighborGraph near =
        tested.empty() ? neighbors::findNeighbors(coordinates, {.k = static_cast<int>(k0)}, job)
                       : queryNeighbors(coordinates, tested, k0, job);
    const std::vector<float> pValues =
        kbetPValues(near, batches, static_cast<int>(k0) + 1, job, tested);
    const auto accepted = std::ranges::count_if(pValues, [](float p) { return p >= level; });
    return {static_cast<double>(accepted) / static_cast<double>(pValues.size()), pValues.size(),
            kept.size()};
}

class Kbet final : public plugin::Metric {
  public:
    explicit Kbet(bool everyCell) : m_everyCell(everyCell) {}

    const plugin::MetricInfo& info() const override {
        static const plugin::MetricInfo usual{
            .id = "kbet",
            .title = "kBET",
            .help =
                "Share of neighbourhoods within each cell type that hold the batches in the "
                "type's proportions; 1 means all of them (beyond 20 000 cells of at most 1000 "
                "cells a "
                "type).",
            .source = "Büttner et al. 2019; scib-metrics 0.5.10 kbet_per_label",
            .family = plugin::MetricFamily::BatchRemoved,
            .needsLabels = true,
            .slow = true,
            .interval =
                "Wilson's interval of the share, neighbouring cells counted as repeating each "
                "other twenty times."};
        static const plugin::MetricInfo exact = [] {
            plugin::MetricInfo every = usual;
            every.id = "kbet_exact";
            every.title = "kBET, every cell";
            every.help =
                "Share of neighbourhoods within each cell type that hold the batches in the type's "
                "proportions, of every cell however many there are; 1 means all of them.";
            every.onRequest = true;
            return every;
        }();
        return m_everyCell ? exact : usual;
    }
    int version() const override { return 2; }
    plugin::Score compute(const plugin::MetricInput& input, const base::Job& job) const override {
        if (input.label == nullptr)
            return undefinedScore("kBET within cell types needs cell types.");
        constexpr std::size_t testedPerLabel = 1000;
        const bool all = m_everyCell || input.embedding.rows <= silhouetteEveryCell;
        plugin::Score score;
        double total = 0.0;
        double variance = 0.0;
        double labels = 0.0;
        for (const LabelAcceptance& label : kbetPerLabel(input.neighbors, input.batch, *input.label,
                                                         job, all ? SIZE_MAX : testedPerLabel)) {
            score.perLabel.push_back(label.share);
            if (std::isnan(label.share)) continue;
            total += label.share;
            // Other cells might have been sequenced, and not all of these are tested.
            const double perCell = 1.0 / static_cast<double>(label.cells) +
                                   (kbetOverlap - 1.0) / static_cast<double>(label.label);
            variance += label.share * (1.0 - label.share) * perCell;
            score.exact = score.exact && label.cells == label.label;
            labels += 1.0;
            score.cells += label.cells;
        }
        if (labels == 0.0)
            return undefinedScore("kBET needs a cell type with 12 cells in two or more batches.");
        score.value = score.scaled = total / labels;
        // Wilson's interval for as many cells as would give a plain share this variance.
        const double spread = score.scaled * (1.0 - score.scaled);
        const double cells = variance > 0.0 ? spread * labels * labels / variance
                                            : static_cast<double>(score.cells) / kbetOverlap;
        const Interval interval = shareInterval(score.scaled, cells);
        score.low = interval.low;
        score.high = interval.high;
        return score;
    }

  private:
    bool m_everyCell;
};

}  // namespace

std::vector<LabelAcceptance> kbetPerLabel(const data::NeighborGraph& neighbors,
                                          const data::Categories& batch,
                                          const data::Categories& label, const base::Job& job,
                                          std::size_t mostTested) {
    constexpr int graphNeighbors = 50;
    const data::CsrMatrix connectivities = neighbors::fuzzyGraph(neighbors, graphNeighbors, job);
    const auto cells = cellsByLevel(label);
    std::vector<std::size_t> largestFirst(cells.size());
    std::iota(largestFirst.begin(), largestFirst.end(), std::size_t{0});
    std::ranges::stable_sort(largestFirst, std::greater{},
                             [&cells](std::size_t l) { return cells[l].size(); });
    std::vector<LabelAcceptance> result(cells.size());
    const base::Job single(job.stopToken(), 1, job.seed());
    base::parallelBlocks(job, cells.size(), 1, [&](std::size_t position, std::size_t, std::size_t) {
        const std::size_t l = largestFirst[position];
        result[l] = acceptance(connectivities, cells[l], batch, mostTested, single);
    });
    return result;
}

std::unique_ptr<plugin::Metric> makeKbet() {
    return std::make_unique<Kbet>(false);
}
std::unique_ptr<plugin::Metric> makeKbetExact() {
    return std::make_unique<Kbet>(true);
}

}  // namespace counterpoint::metrics
