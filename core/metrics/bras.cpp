#include "core/metrics/bras.h"

#include "core/metrics/label_mean.h"
#include "core/metrics/metrics.h"
#include "core/metrics/summary.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>

namespace counterpoint::metrics {

namespace {

/// Sums of unit vectors by batch, and over all batches in the last row.
struct DirectionSums {
    std::vector<double> sums;    ///< (batches + 1) × dims
    std::vector<double> counts;  ///< batches + 1
};

double lengthOf(std::span<const float> row) {
    const double squares = std::inner_product(row.begin(), row.end(), row.begin(), 0.0);
    return squares > 0.0 ? std::sqrt(squares) : 1.0;
}

DirectionSums addDirections(const data::Embedding& embedding, const data::Categories& batch,
                            std::span<const std::uint32_t> cells) {
    const std::size_t dims = embedding.cols;
    const std::size_t all = batch.levelCount();
    DirectionSums result{std::vector<double>((all + 1) * dims, 0.0),
                         std::vector<double>(all + 1, 0.0)};
    for (const std::uint32_t cell : cells) {
        const auto row = embedding.row(cell);
        const double length = lengthOf(row);
        for (const std::size_t group : {static_cast<std::size_t>(batch.codes[cell]), all}) {
            result.counts[group] += 1.0;
            for (std::size_t dim = 0; dim < dims; ++dim)
                result.sums[group * dims + dim] += row[dim] / length;
        }
    }
    return result;
}

/// 1 − |s| of one cell. A sum over a group minus the cell itself needs the cell's own x·x, which is
/// 1 unless it lies at the origin.
float mixing(std::span<const float> row, std::size_t own, const DirectionSums& directions) {
    const std::size_t dims = row.size();
    const std::size_t all = directions.counts.size() - 1;
    if (directions.counts[own] == 1.0) return 1.0F;
    const double length = lengthOf(row);
    double toOwn = 0.0;
    double toAll = 0.0;
    double toSelf = 0.0;
    for (std::size_t dim = 0; dim < dims; ++dim) {
        const double x = row[dim] / length;
        toOwn += x * directions.sums[own * dims + dim];
        toAll += x * directions.sums[all * dims + dim];
        toSelf += x * x;
    }
    const double others = directions.counts[own] - 1.0;
    const double strangers = directions.counts[all] - directions.counts[own];
    const double a = std::max(0.0, 1.0 - (toOwn - toSelf) / others);
    const double b = std::max(0.0, 1.0 - (toAll - toOwn) / strangers);
    const double larger = std::max(a, b);
    return larger > 0.0 ? static_cast<float>(1.0 - std::abs(b - a) / larger) : 1.0F;
}

class Bras final : public plugin::Metric {
  public:
    const plugin::MetricInfo& info() const override {
        static const plugin::MetricInfo info{
            .id = "bras",
            .title = "BRAS",
            .help =
                "How little each batch stands apart from all others within each cell type, by "
                "cosine distance; 1 means that no batch stands apart in any type.",
            .source = "Rautenstrauch & Ohler 2025; scib-metrics bras",
            .family = plugin::MetricFamily::BatchRemoved,
            .needsLabels = true,
            .perCell = true,
            .sampled = true,
            .interval = "Ten random groups of cells, each scored by itself."};
        return info;
    }
    int version() const override { return 1; }
    plugin::Score compute(const plugin::MetricInput& input, const base::Job& job) const override {
        if (input.label == nullptr) return undefinedScore("BRAS needs cell types.");
        job.checkStop();
        const data::Categories& label = *input.label;
        const std::vector<float> ofAll = brasPerCell(input.embedding, input.batch, label);
        plugin::Score score = labelMeanScore(
            ofAll, label, "BRAS needs a cell type with cells in two or more batches.");
        if (!score.undefined.empty()) return score;
        // Linear in cells, so all are asked even where a sample would do.
        if (!input.queries.empty()) {
            score.perCell.clear();
            for (const std::uint32_t cell : input.queries) score.perCell.push_back(ofAll[cell]);
        }
        const Interval interval =
            randomGroupInterval(score.scaled, input.batch, label, Asked(label.size()),
                                [&](std::span<const std::uint32_t> cells) {
                                    return brasPerCell(data::takeRows(input.embedding, cells),
                                                       data::takeRows(input.batch, cells),
                                                       data::takeRows(label, cells));
                                });
        score.low = interval.low;
        score.high = interval.high;
        return score;
    }
};

}  // namespace

std::vector<float> brasPerCell(const data::Embedding& embedding, const data::Categories& batch,
                               const data::Categories& label) {
    std::vector<float> result(embedding.rows, std::numeric_limits<float>::quiet_NaN());
    for (const auto& cells : cellsByLevel(label)) {
        if (!hasSeveralBatches(cells, batch)) continue;
        const DirectionSums directions = addDirections(embedding, batch, cells);
        for (const std::uint32_t cell : cells)
            result[cell] = mixing(embedding.row(cell), static_cast<std::size_t>(batch.codes[cell]),
                                  directions);
    }
    return result;
}

std::unique_ptr<plugin::Metric> makeBras() {
    return std::make_unique<Bras>();
}

}  // namespace counterpoint::metrics
