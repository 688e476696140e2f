#include "core/metrics/cell_mean.h"
#include "core/metrics/metrics.h"
#include "core/metrics/summary.h"

#include <vector>

namespace counterpoint::metrics {

namespace {

/// 1 / Σ (p_b w_b)²: p_b the share of a batch among the neighbours of a row, w_b its mean
/// 1 / (distance + 1), divided by the mean over all batches.
double weightedInverseSimpson(const plugin::MetricInput& input, std::size_t row, double batches) {
    const auto near = input.neighbors.neighbors(row);
    const auto distances = input.neighbors.distancesOf(row);
    std::vector<double> counts(input.batch.levelCount(), 0.0);
    std::vector<double> closeness(input.batch.levelCount(), 0.0);
    for (std::size_t j = 0; j < near.size(); ++j) {
        counts[input.batch.codes[near[j]]] += 1.0;
        closeness[input.batch.codes[near[j]]] += 1.0 / (static_cast<double>(distances[j]) + 1.0);
    }
    double weights = 0.0;
    for (std::size_t b = 0; b < counts.size(); ++b)
        if (counts[b] > 0.0) weights += closeness[b] / counts[b];
    // p_b w_b, where the count in p_b cancels that in the mean closeness
    double squares = 0.0;
    for (const double sum : closeness) {
        const double term = sum / static_cast<double>(near.size()) * batches / weights;
        squares += term * term;
    }
    return 1.0 / squares;
}

class CmsIsi final : public plugin::Metric {
  public:
    const plugin::MetricInfo& info() const override {
        static const plugin::MetricInfo info{
            .id = "cms_isi",
            .title = "Inverse Simpson index (CellMixS)",
            .help =
                "Effective number of batches around each cell, near ones counting more; 1 means "
                "all batches in equal parts.",
            .source = "Lütge et al. 2021; CellMixS isi, weighted, k as wide as the table",
            .family = plugin::MetricFamily::BatchRemoved,
            .perCell = true,
            .sampled = true,
            .onRequest = true};
        return info;
    }
    int version() const override { return 1; }
    plugin::Score compute(const plugin::MetricInput& input, const base::Job& job) const override {
        const std::size_t batches = occupiedLevels(input.batch);
        if (batches < 2) return undefinedScore("The index needs at least two batches.");
        auto perCell = eachInParallel(input.neighbors.cells, job, [&](std::size_t row) {
            return weightedInverseSimpson(input, row, static_cast<double>(batches));
        });
        return meanScore(std::move(perCell), input, {1.0, static_cast<double>(batches)},
                         simpsonOverlap, "The index needs neighbours at finite distances.");
    }
};

}  // namespace

std::unique_ptr<plugin::Metric> makeCmsIsi() {
    return std::make_unique<CmsIsi>();
}

}  // namespace counterpoint::metrics
