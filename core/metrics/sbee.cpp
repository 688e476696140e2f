#include "core/base/parallel.h"
#include "core/metrics/cell_mean.h"
#include "core/metrics/metrics.h"
#include "core/metrics/summary.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace counterpoint::metrics {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// 1 − √(Jensen–Shannon divergence in bits) of two lists of counts, neither below 1e-10.
double similarity(std::vector<double> p, std::vector<double> q) {
    for (auto* counts : {&p, &q}) {
        double sum = 0.0;
        for (double& count : *counts) sum += count = std::max(count, 1e-10);
        for (double& count : *counts) count /= sum;
    }
    double divergence = 0.0;
    for (std::size_t b = 0; b < p.size(); ++b) {
        const double middle = (p[b] + q[b]) / 2.0;
        divergence += (p[b] * std::log2(p[b] / middle) + q[b] * std::log2(q[b] / middle)) / 2.0;
    }
    return 1.0 - std::sqrt(std::max(0.0, divergence));
}

double medianInPlace(std::vector<double>& values) {
    if (values.empty()) return nan;
    const auto half = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, half);
    if (values.size() % 2 == 1) return *half;
    return (*half + *std::max_element(values.begin(), half)) / 2.0;
}

/// exp(−|1 − r| / 0.15), r the median distance to the own batch over that to the others within a
/// cell type, at most 1. 0 where a median is 0, as scib-metrics' NaN becomes in the harmonic mean.
double nearness(const plugin::MetricInput& input, std::uint32_t cell,
                std::span<const std::uint32_t> sameType) {
    constexpr double sensitivity = 0.15;
    const auto own = input.embedding.row(cell);
    std::vector<double> within;
    std::vector<double> across;
    for (const std::uint32_t other : sameType) {
        if (other == cell) continue;
        const auto row = input.embedding.row(other);
        double squares = 0.0;
        for (std::size_t d = 0; d < row.size(); ++d) {
            const double gap = static_cast<double>(own[d]) - static_cast<double>(row[d]);
            squares += gap * gap;
        }
        const bool same = input.batch.codes[other] == input.batch.codes[cell];
        (same ? within : across).push_back(std::sqrt(squares));
    }
    const double inside = medianInPlace(within);
    const double outside = across.empty() ? inside : medianInPlace(across);
    if (!(inside > 0.0 && outside > 0.0)) return 0.0;
    return std::exp(-std::abs(1.0 - std::min(1.0, inside / outside)) / sensitivity);
}

/// Cells of each type and batch.
std::vector<std::vector<double>> composition(const data::Categories& label,
                                             const data::Categories& batch) {
    std::vector<std::vector<double>> counts(label.levelCount(),
                                            std::vector<double>(batch.levelCount(), 0.0));
    for (std::size_t i = 0; i < label.size(); ++i)
        if (label.codes[i] >= 0) counts[label.codes[i]][batch.codes[i]] += 1.0;
    return counts;
}

class Sbee final : public plugin::Metric {
  public:
    const plugin::MetricInfo& info() const override {
        static const plugin::MetricInfo info{
            .id = "sbee",
            .title = "sBEE",
            .help =
                "Whether the batches of a cell type are found around each of its cells in the "
                "type's proportions and equally far away; 1 means both.",
            .source = "Myradov et al. 2026; scib-metrics 0.6.0 sbee",
            .family = plugin::MetricFamily::BatchRemoved,
            .needsLabels = true,
            .perCell = true,
            .slow = true,
            .onRequest = true};
        return info;
    }
    int version() const override { return 1; }
    /// O(Σ n² · dims) over the cell types of n cells. Batches count the same within a type, types
    /// the same in the whole.
    plugin::Score compute(const plugin::MetricInput& input, const base::Job& job) const override {
        if (input.label == nullptr) return undefinedScore("sBEE needs cell types.");
        const data::Categories& label = *input.label;
        const auto counts = composition(label, input.batch);
        const auto byType = cellsByLevel(label);
        plugin::Score score;
        score.perCell = eachInParallel(label.size(), job, [&](std::size_t cell) {
            const std::int32_t own = label.codes[cell];
            if (own < 0) return nan;
            job.checkStop();
            const double around =
                similarity(localCounts(input, cell, byType[own].size()), counts[own]);
            const double near = nearness(input, static_cast<std::uint32_t>(cell), byType[own]);
            return around + near > 0.0 ? 2.0 * around * near / (around + near) : 0.0;
        });
        average(score, input, counts);
        return score;
    }

  private:
    /// Batches of the same type among as many nearest cells as the type has, itself counted, at
    /// most 90.
    static std::vector<double> localCounts(const plugin::MetricInput& input, std::size_t cell,
                                           std::size_t typeSize) {
        constexpr std::size_t width = 90;
        const auto& label = input.label->codes;
        std::vector<double> counts(input.batch.levelCount(), 0.0);
        counts[input.batch.codes[cell]] += 1.0;
        const std::size_t others = std::min({input.neighbors.k, width - 1, typeSize - 1});
        for (const std::uint32_t near : input.neighbors.neighbors(cell).first(others))
            if (label[near] == label[cell]) counts[input.batch.codes[near]] += 1.0;
        return counts;
    }

    /// Means of types and batches, of types, and of all; with each cell's influence.
    static void average(plugin::Score& score, const plugin::MetricInput& input,
                        const std::vector<std::vector<double>>& counts) {
        const auto& label = input.label->codes;
        std::vector<std::vector<double>> means(counts.size(),
                                               std::vector<double>(input.batch.levelCount(), 0.0));
        for (std::size_t i = 0; i < label.size(); ++i)
            if (label[i] >= 0)
                means[label[i]][input.batch.codes[i]] +=
                    score.perCell[i] / counts[label[i]][input.batch.codes[i]];
        double types = 0.0;
        double total = 0.0;
        std::vector<double> batches(counts.size(), 0.0);
        for (std::size_t l = 0; l < counts.size(); ++l) {
            double sum = 0.0;
            for (std::size_t b = 0; b < means[l].size(); ++b) {
                if (counts[l][b] == 0.0) continue;
                sum += means[l][b];
                batches[l] += 1.0;
            }
            if (batches[l] == 0.0) continue;
            total += sum / batches[l];
            types += 1.0;
        }
        if (types == 0.0) {
            score = undefinedScore("sBEE needs cells with a cell type.");
            return;
        }
        score.value = total / types;
        score.mean = meanOf(score.perCell);
        std::vector<double> influence;
        for (std::size_t i = 0; i < label.size(); ++i) {
            if (label[i] < 0) continue;
            const auto b = static_cast<std::size_t>(input.batch.codes[i]);
            const auto l = static_cast<std::size_t>(label[i]);
            influence.push_back((score.perCell[i] - means[l][b]) / counts[l][b] / batches[l] /
                                types);
        }
        score.cells = influence.size();
        fillScaled(score, {}, std::move(influence), compositionOverlap);
    }
};

}  // namespace

std::unique_ptr<plugin::Metric> makeSbee() {
    return std::make_unique<Sbee>();
}

}  // namespace counterpoint::metrics
