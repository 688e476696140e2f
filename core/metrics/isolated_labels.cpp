#include "core/metrics/isolated_labels.h"

#include "core/metrics/interval.h"
#include "core/metrics/label_mean.h"
#include "core/metrics/label_silhouette.h"
#include "core/metrics/metrics.h"
#include "core/metrics/query_sample.h"
#include "core/metrics/resolution_scan.h"
#include "core/metrics/summary.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace counterpoint::metrics {

namespace {

class IsolatedLabels final : public plugin::Metric {
  public:
    const plugin::MetricInfo& info() const override {
        static const plugin::MetricInfo info{
            .id = "isolated_labels",
            .title = "Isolated labels",
            .brief = "Isol.",
            .help =
                "How well the cell types found in the fewest batches stay apart from other types; "
                "1 means compact, well separated (beyond 20 000 cells from a sample of 5000).",
            .source = "Luecken et al. 2022; scib-metrics isolated_labels",
            .family = plugin::MetricFamily::BiologyKept,
            .needsLabels = true,
            .perCell = true,
            .sampled = true,
            .interval =
                "Standard error over cells within labels, neighbouring cells counted as "
                "repeating each other three times, and of the sample."};
        return info;
    }
    int version() const override { return 1; }
    /// `perCell` holds (silhouette + 1) / 2 of cells of isolated labels.
    plugin::Score compute(const plugin::MetricInput& input, const base::Job& job) const override {
        job.checkStop();
        if (input.label == nullptr || occupiedLevels(*input.label) < 2)
            return undefinedScore("Isolated labels need at least two cell types.");
        const data::Categories& label = *input.label;
        const std::vector<std::uint32_t> queries = cellsToAsk(input, false);
        const Asked asked(input.batch, input.label, queries);
        std::vector<float> values = *labelSilhouette(input, queries, job);
        const std::vector<std::size_t> isolated = isolatedLabels(input.batch, label);
        for (std::size_t row = 0; row < values.size(); ++row) {
            const std::int32_t code = label.codes[asked.cell(row)];
            const bool counts =
                code >= 0 && std::ranges::binary_search(isolated, static_cast<std::size_t>(code));
            values[row] =
                counts ? (values[row] + 1.0F) / 2.0F : std::numeric_limits<float>::quiet_NaN();
        }
        plugin::Score score =
            labelMeanScore(std::move(values), asked, label, "No cell of an isolated type is asked.",
                           silhouetteOverlap);
        score.perCell = asPerCell(std::move(score.perCell), queries, input);
        return score;
    }
};

/// F1 of a cluster as a finding of a label, and its variance over cells with both held fixed.
struct BestF1 {
    double value = 0.0;
    double variance = 0.0;
};

/// The best F1 any cluster of a partition has for the cells of `label`.
BestF1 bestF1(const cluster::Partition& partition, const data::Categories& label,
              std::size_t level) {
    std::vector<double> sizes(partition.clusters, 0.0);
    std::vector<double> hits(partition.clusters, 0.0);
    double cells = 0.0;
    for (std::size_t i = 0; i < partition.codes.size(); ++i) {
        if (label.codes[i] < 0) continue;
        sizes[partition.codes[i]] += 1.0;
        if (static_cast<std::size_t>(label.codes[i]) != level) continue;
        hits[partition.codes[i]] += 1.0;
        cells += 1.0;
    }
    BestF1 best;
    for (std::size_t c = 0; c < partition.clusters; ++c) {
        const double all = cells + sizes[c];
        const double f1 = 2.0 * hits[c] / all;
        if (f1 <= best.value) continue;
        // A cell in both adds 2 above and 2 below the line, a cell in one of them 1 below.
        const double both = (2.0 - 2.0 * f1) / all;
        const double one = f1 / all;
        best = {f1, hits[c] * both * both + (all - 2.0 * hits[c]) * one * one};
    }
    return best;
}

class IsolatedLabelsF1 final : public plugin::Metric {
  public:
    const plugin::MetricInfo& info() const override {
        static const plugin::MetricInfo info{
            .id = "isolated_labels_f1",
            .title = "Isolated labels F1",
            .help =
                "How well a cluster finds each cell type of the fewest batches, at the best of ten "
                "resolutions; 1 means that each has a cluster of its own.",
            .source = "Luecken et al. 2022; scib isolated_labels_f1",
            .family = plugin::MetricFamily::BiologyKept,
            .needsLabels = true,
            .slow = true,
            .onRequest = true,
            .interval = "Standard error over cells by the delta method, the clusters held fixed."};
        return info;
    }
    int version() const override { return 1; }
    plugin::Score compute(const plugin::MetricInput& input, const base::Job& job) const override {
        job.checkStop();
        if (input.label == nullptr || occupiedLevels(*input.label) < 2)
            return undefinedScore("Isolated labels F1 needs at least two cell types.");
        const data::Categories& label = *input.label;
        const auto partitions = resolutionScan(input.neighbors, job);
        const auto counts = label.counts();
        const std::vector<std::size_t> isolated = isolatedLabels(input.batch, label);
        const auto labels = static_cast<double>(isolated.size());
        plugin::Score score;
        score.value = 0.0;
        score.perLabel.assign(label.levelCount(), std::numeric_limits<double>::quiet_NaN());
        std::vector<double> errors;
        for (const std::size_t level : isolated) {
            BestF1 best;
            for (const cluster::Partition& partition : *partitions)
                if (const BestF1 found = bestF1(partition, label, level); found.value > best.value)
                    best = found;
            score.perLabel[level] = best.value;
            score.value += best.value / labels;
            errors.push_back(std::sqrt(best.variance) / labels);
            score.cells += counts[level];
        }
        score.scaled = score.value;
        const Interval interval = linearInterval(score.scaled, errors);
        score.low = interval.low;
        score.high = interval.high;
        return score;
    }
};

}  // namespace

std::vector<std::size_t> isolatedLabels(const data::Categories& batch,
                                        const data::Categories& label) {
    const auto cells = cellsByLevel(label);
    std::vector<std::size_t> batches(cells.size(), 0);
    std::size_t fewest = batch.levelCount() + 1;
    for (std::size_t level = 0; level < cells.size(); ++level) {
        std::vector<bool> seen(batch.levelCount(), false);
        for (const std::uint32_t cell : cells[level]) seen[batch.codes[cell]] = true;
        batches[level] = static_cast<std::size_t>(std::ranges::count(seen, true));
        if (batches[level] > 0) fewest = std::min(fewest, batches[level]);
    }
    std::vector<std::size_t> isolated;
    for (std::size_t level = 0; level < batches.size(); ++level)
        if (batches[level] == fewest) isolated.push_back(level);
    return isolated;
}

std::unique_ptr<plugin::Metric> makeIsolatedLabels() {
    return std::make_unique<IsolatedLabels>();
}
std::unique_ptr<plugin::Metric> makeIsolatedLabelsF1() {
    return std::make_unique<IsolatedLabelsF1>();
}

}  // namespace counterpoint::metrics
