#include "core/metrics/silhouette.h"

#include "core/base/parallel.h"
#include "core/metrics/distance_sums.h"
#include "core/metrics/interval.h"
#include "core/metrics/label_mean.h"
#include "core/metrics/metrics.h"
#include "core/metrics/summary.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace counterpoint::metrics {

namespace {

constexpr float undefined = std::numeric_limits<float>::quiet_NaN();

/// The silhouette of one row of group `own` from its distance sums to all groups.
float width(std::span<const double> sums, std::span<const std::size_t> counts, std::size_t own) {
    if (counts[own] == 1) return 0.0F;
    const double a = sums[own] / static_cast<double>(counts[own] - 1);
    double b = std::numeric_limits<double>::infinity();
    for (std::size_t group = 0; group < sums.size(); ++group)
        if (group != own && counts[group] > 0)
            b = std::min(b, sums[group] / static_cast<double>(counts[group]));
    const double larger = std::max(a, b);
    return larger > 0.0 ? static_cast<float>((b - a) / larger) : 0.0F;
}

/// 1 − |silhouette by batch within the label|: 1 where the batches of a label mix.
std::vector<float> mixing(const data::Embedding& embedding, const data::Categories& batch,
                          const data::Categories& label, const base::Job& job) {
    std::vector<float> values = batchSilhouette(embedding, batch, label, job);
    for (float& value : values) value = 1.0F - std::abs(value);
    return values;
}

class AswLabel final : public plugin::Metric {
  public:
    const plugin::MetricInfo& info() const override {
        static const plugin::MetricInfo info{
            .id = "asw_label",
            .title = "ASW cell type",
            .brief = "ASW ct",
            .help =
                "How much nearer cells are to their own type than to the nearest other type; "
                "1 means compact, well separated types.",
            .source = "Luecken et al. 2022; scib silhouette",
            .family = plugin::MetricFamily::BiologyKept,
            .needsLabels = true,
            .perCell = true};
        return info;
    }
    int version() const override { return 1; }
    plugin::Score compute(const plugin::MetricInput& input, const base::Job& job) const override {
        if (input.label == nullptr || occupiedLevels(*input.label) < 2)
            return undefinedScore("ASW cell type needs at least two cell types.");
        const data::Categories& label = *input.label;
        plugin::Score score;
        score.perCell = silhouette(input.embedding, label.codes, label.levelCount(), job);
        score.value = score.mean = meanOf(score.perCell);
        score.scaled = (score.mean + 1.0) / 2.0;
        const std::vector<float> known = sortedValues(score.perCell);
        score.cells = known.size();
        const auto n = static_cast<double>(known.size());
        std::vector<double> influence(known.size());
        std::ranges::transform(known, influence.begin(), [&](float width) {
            return std::sqrt(silhouetteOverlap) * (width - score.mean) / 2.0 / n;
        });
        const Interval interval = linearInterval(score.scaled, influence);
        score.low = interval.low;
        score.high = interval.high;
        return score;
    }
};

class AswBatch final : public plugin::Metric {
  public:
    const plugin::MetricInfo& info() const override {
        static const plugin::MetricInfo info{
            .id = "asw_batch",
            .title = "ASW batch",
            .brief = "ASW b",
            .help =
                "How little batches stand apart within each cell type; 1 means that no batch "
                "stands apart in any type.",
            .source = "Luecken et al. 2022; scib silhouette_batch",
            .family = plugin::MetricFamily::BatchRemoved,
            .needsLabels = true,
            .perCell = true};
        return info;
    }
    int version() const override { return 1; }
    plugin::Score compute(const plugin::MetricInput& input, const base::Job& job) const override {
        if (input.label == nullptr) return undefinedScore("ASW batch needs cell types.");
        const data::Categories& label = *input.label;
        plugin::Score score =
            labelMeanScore(mixing(input.embedding, input.batch, label, job), label,
                           "ASW batch needs a cell type with cells in two or more batches.");
        if (!score.undefined.empty()) return score;
        const Interval interval = randomGroupInterval(
            score.scaled, input.batch, label, [&](std::span<const std::uint32_t> cells) {
                return mixing(data::takeRows(input.embedding, cells),
                              data::takeRows(input.batch, cells), data::takeRows(label, cells),
                              job);
            });
        score.low = interval.low;
        score.high = interval.high;
        return score;
    }
};

}  // namespace

std::vector<float> silhouette(const data::Matrix& points, std::span<const std::int32_t> codes,
                              std::size_t groups, const base::Job& job) {
    constexpr std::size_t rowsPerBlock = 64;
    const GroupedPoints grouped(points, codes, groups);
    std::vector<float> result(points.rows, undefined);
    if (std::ranges::count_if(grouped.counts(), [](std::size_t n) { return n > 0; }) < 2)
        return result;
    base::parallelBlocks(
        job, points.rows, rowsPerBlock, [&](std::size_t begin, std::size_t end, std::size_t) {
            std::vector<double> sums((end - begin) * groups, 0.0);
            grouped.addUp(points.row(begin).data(), end - begin, sums.data());
            for (std::size_t i = begin; i < end; ++i)
                if (codes[i] >= 0)
                    result[i] = width({sums.data() + (i - begin) * groups, groups},
                                      grouped.counts(), static_cast<std::size_t>(codes[i]));
        });
    return result;
}

std::vector<float> batchSilhouette(const data::Embedding& embedding, const data::Categories& batch,
                                   const data::Categories& label, const base::Job& job) {
    std::vector<float> result(embedding.rows, undefined);
    for (const auto& cells : cellsByLevel(label)) {
        job.checkStop();
        if (!hasSeveralBatches(cells, batch)) continue;
        const data::Embedding points = data::takeRows(embedding, cells);
        std::vector<std::int32_t> codes(cells.size());
        std::ranges::transform(cells, codes.begin(),
                               [&](std::uint32_t cell) { return batch.codes[cell]; });
        const std::vector<float> widths = silhouette(points, codes, batch.levelCount(), job);
        for (std::size_t i = 0; i < cells.size(); ++i) result[cells[i]] = widths[i];
    }
    return result;
}

std::unique_ptr<plugin::Metric> makeAswLabel() {
    return std::make_unique<AswLabel>();
}
std::unique_ptr<plugin::Metric> makeAswBatch() {
    return std::make_unique<AswBatch>();
}

}  // namespace counterpoint::metrics
