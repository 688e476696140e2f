#include "core/metrics/silhouette.h"

#include "core/base/parallel.h"
#include "core/metrics/distance_sums.h"
#include "core/metrics/interval.h"
#include "core/metrics/label_mean.h"
#include "core/metrics/label_silhouette.h"
#include "core/metrics/metrics.h"
#include "core/metrics/query_sample.h"
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
                          const data::Categories& label, const base::Job& job,
                          std::span<const std::uint32_t> queries = {}) {
    std::vector<float> values = batchSilhouette(embedding, batch, label, job, queries);
    for (float& value : values) value = 1.0F - std::abs(value);
    return values;
}

const char* const overlapping =
    "Standard error over cells, neighbouring cells counted as repeating each other three times, "
    "and "
    "of the sample.";

class AswLabel final : public plugin::Metric {
  public:
    explicit AswLabel(bool everyCell) : m_everyCell(everyCell) {}

    const plugin::MetricInfo& info() const override {
        static const plugin::MetricInfo sampling{
            .id = "asw_label",
            .title = "ASW cell type",
            .brief = "ASW ct",
            .help =
                "How much nearer cells are to their own type than to the nearest other type; "
                "1 means compact, well separated types (beyond 20 000 cells from a sample of "
                "5000).",
            .source = "Luecken et al. 2022; scib silhouette",
            .family = plugin::MetricFamily::BiologyKept,
            .needsLabels = true,
            .perCell = true,
            .sampled = true,
            .interval = overlapping};
        static const plugin::MetricInfo exact{
            .id = "asw_label_exact",
            .title = "ASW cell type, every cell",
            .help =
                "How much nearer cells are to their own type than to the nearest other type, from "
                "every cell however many there are; 1 means compact, well separated types.",
            .source = "Luecken et al. 2022; scib silhouette",
            .family = plugin::MetricFamily::BiologyKept,
            .needsLabels = true,
            .perCell = true,
            .slow = true,
            .onRequest = true,
            .interval = overlapping};
        return m_everyCell ? exact : sampling;
    }
    int version() const override { return 2; }
    plugin::Score compute(const plugin::MetricInput& input, const base::Job& job) const override {
        if (input.label == nullptr || occupiedLevels(*input.label) < 2)
            return undefinedScore("ASW cell type needs at least two cell types.");
        job.checkStop();
        const std::vector<std::uint32_t> queries = cellsToAsk(input, m_everyCell);
        const Asked asked(input.batch, input.label, queries);
        const std::vector<float> widths = *labelSilhouette(input, queries, job);
        plugin::Score score;
        score.exact = asked.everyCell();
        score.value = score.mean = meanOf(widths, asked);
        if (std::isnan(score.mean)) return undefinedScore("No cell asked has a cell type.");
        score.scaled = (score.mean + 1.0) / 2.0;
        const double total = asked.total(widths);
        std::vector<double> influence;
        for (std::size_t row = 0; row < widths.size(); ++row)
            if (!std::isnan(widths[row]))
                influence.push_back(asked.influence(row, total, silhouetteOverlap) *
                                    (widths[row] - score.mean) / 2.0);
        score.cells = influence.size();
        const Interval interval = linearInterval(score.scaled, influence);
        score.low = interval.low;
        score.high = interval.high;
        score.perCell = asPerCell(widths, queries, input);
        return score;
    }

  private:
    bool m_everyCell;
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
                "stands apart in any type (beyond 20 000 cells from a sample of 5000).",
            .source = "Luecken et al. 2022; scib silhouette_batch",
            .family = plugin::MetricFamily::BatchRemoved,
            .needsLabels = true,
            .perCell = true,
            .sampled = true,
            .interval =
                "Ten random groups of cells, each scored by itself, and of a sample the "
                "standard error within labels; the wider of the two."};
        return info;
    }
    int version() const override { return 2; }
    plugin::Score compute(const plugin::MetricInput& input, const base::Job& job) const override {
        if (input.label == nullptr) return undefinedScore("ASW batch needs cell types.");
        const data::Categories& label = *input.label;
        const std::vector<std::uint32_t> queries = cellsToAsk(input, false);
        const Asked asked(input.batch, input.label, queries);
        plugin::Score score =
            labelMeanScore(mixing(input.embedding, input.batch, label, job, queries), asked, label,
                           "ASW batch needs a cell type with cells in two or more batches.");
        if (!score.undefined.empty()) return score;
        const Interval interval = randomGroupInterval(
            score.scaled, input.batch, label, asked, [&](std::span<const std::uint32_t> cells) {
                return mixing(data::takeRows(input.embedding, cells),
                              data::takeRows(input.batch, cells), data::takeRows(label, cells),
                              job);
            });
        // The wider of the two: random groups see the cells depend on each other, the plain
        // standard error sees how few of a label were asked.
        score.low = std::min(score.low, interval.low);
        score.high = std::max(score.high, interval.high);
        score.perCell = asPerCell(std::move(score.perCell), queries, input);
        return score;
    }
};

}  // namespace

std::vector<float> silhouette(const data::Matrix& points, std::span<const std::int32_t> codes,
                              std::size_t groups, const base::Job& job,
                              std::span<const std::uint32_t> queries) {
    constexpr std::size_t rowsPerBlock = 64;
    constexpr std::size_t rowsPerReport = 64 * rowsPerBlock;
    const GroupedPoints grouped(points, codes, groups);
    const std::size_t rows = queries.empty() ? points.rows : queries.size();
    std::vector<float> result(rows, undefined);
    if (std::ranges::count_if(grouped.counts(), [](std::size_t n) { return n > 0; }) < 2)
        return result;
    const auto cellOf = [&](std::size_t row) { return queries.empty() ? row : queries[row]; };
    const auto block = [&](std::size_t begin, std::size_t end) {
        std::vector<float> asked;
        for (std::size_t row = begin; row < end; ++row) {
            const auto point = points.row(cellOf(row));
            asked.insert(asked.end(), point.begin(), point.end());
        }
        std::vector<double> sums((end - begin) * groups, 0.0);
        grouped.addUp(asked.data(), end - begin, sums.data());
        for (std::size_t row = begin; row < end; ++row)
            if (const std::int32_t own = codes[cellOf(row)]; own >= 0)
                result[row] = width({sums.data() + (row - begin) * groups, groups},
                                    grouped.counts(), static_cast<std::size_t>(own));
    };
    for (std::size_t first = 0; first < rows; first += rowsPerReport) {
        const std::size_t count = std::min(rowsPerReport, rows - first);
        base::parallelBlocks(job, count, rowsPerBlock,
                             [&](std::size_t begin, std::size_t end, std::size_t) {
                                 block(first + begin, first + end);
                             });
        job.progress(static_cast<double>(first + count) / static_cast<double>(rows));
    }
    return result;
}

std::vector<float> batchSilhouette(const data::Embedding& embedding, const data::Categories& batch,
                                   const data::Categories& label, const base::Job& job,
                                   std::span<const std::uint32_t> queries) {
    const std::size_t rows = queries.empty() ? embedding.rows : queries.size();
    std::vector<float> result(rows, undefined);
    std::vector<std::vector<std::uint32_t>> rowsOfLabel(label.levelCount());
    for (std::size_t row = 0; row < rows; ++row)
        if (const std::int32_t code = label.codes[queries.empty() ? row : queries[row]]; code >= 0)
            rowsOfLabel[code].push_back(static_cast<std::uint32_t>(row));
    const base::Job silent(job.stopToken(), job.threads(), job.seed());
    const auto cellsOfLabel = cellsByLevel(label);
    for (std::size_t level = 0; level < cellsOfLabel.size(); ++level) {
        job.checkStop();
        job.progress(static_cast<double>(level) / static_cast<double>(cellsOfLabel.size()));
        const auto& cells = cellsOfLabel[level];
        if (rowsOfLabel[level].empty() || !hasSeveralBatches(cells, batch)) continue;
        const data::Embedding points = data::takeRows(embedding, cells);
        std::vector<std::int32_t> codes(cells.size());
        std::ranges::transform(cells, codes.begin(),
                               [&](std::uint32_t cell) { return batch.codes[cell]; });
        std::vector<std::uint32_t> asked;  // positions among the label's cells
        if (!queries.empty())
            for (const std::uint32_t row : rowsOfLabel[level])
                asked.push_back(static_cast<std::uint32_t>(
                    std::ranges::lower_bound(cells, queries[row]) - cells.begin()));
        const std::vector<float> widths =
            silhouette(points, codes, batch.levelCount(), silent, asked);
        for (std::size_t i = 0; i < widths.size(); ++i) result[rowsOfLabel[level][i]] = widths[i];
    }
    return result;
}

std::unique_ptr<plugin::Metric> makeAswLabel() {
    return std::make_unique<AswLabel>(false);
}
std::unique_ptr<plugin::Metric> makeAswLabelExact() {
    return std::make_unique<AswLabel>(true);
}
std::unique_ptr<plugin::Metric> makeAswBatch() {
    return std::make_unique<AswBatch>();
}

}  // namespace counterpoint::metrics
