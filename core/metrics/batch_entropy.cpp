#include "core/metrics/cell_mean.h"
#include "core/metrics/metrics.h"
#include "core/metrics/summary.h"
#include "core/neighbors/neighbors.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace counterpoint::metrics {

namespace {

constexpr int scalexNeighbors = 100;

/// Entropy of the batches among `near`, each batch's count divided by its number of cells in the
/// data so that large batches do not count for more. `added` goes into the logarithm.
double entropyOf(std::span<const std::uint32_t> near, const data::Categories& batch,
                 std::span<const std::size_t> sizes, double added) {
    std::vector<double> shares(sizes.size(), 0.0);
    double sum = 0.0;
    for (const std::uint32_t cell : near) {
        const auto b = static_cast<std::size_t>(batch.codes[cell]);
        const double weight = 1.0 / static_cast<double>(sizes[b]);
        shares[b] += weight;
        sum += weight;
    }
    double entropy = 0.0;
    for (const double share : shares)
        if (share > 0.0) entropy -= share / sum * std::log(share / sum + added);
    return entropy;
}

class BatchEntropy final : public plugin::Metric {
  public:
    const plugin::MetricInfo& info() const override {
        static const plugin::MetricInfo info{
            .id = "batch_entropy",
            .title = "Batch entropy",
            .help =
                "Entropy of the batches around each cell, corrected for their sizes; 1 means "
                "that the batches are found as often as in the whole data.",
            .source =
                "Xiong et al. 2022 (SCALEX), divided by ln B so that 1 can be reached; all "
                "neighbours of the table",
            .family = plugin::MetricFamily::BatchRemoved,
            .perCell = true,
            .sampled = true,
            .onRequest = true};
        return info;
    }
    int version() const override { return 1; }
    plugin::Score compute(const plugin::MetricInput& input, const base::Job& job) const override {
        const std::size_t batches = occupiedLevels(input.batch);
        if (batches < 2) return undefinedScore("Batch entropy needs at least two batches.");
        const auto sizes = input.batch.counts();
        const double largest = std::log(static_cast<double>(batches));
        auto perCell = eachInParallel(input.neighbors.cells, job, [&](std::size_t row) {
            return entropyOf(input.neighbors.neighbors(row), input.batch, sizes, 0.0) / largest;
        });
        return meanScore(std::move(perCell), input, {}, compositionOverlap,
                         "Batch entropy needs neighbours.");
    }
};

class BatchEntropyScalex final : public plugin::Metric {
  public:
    const plugin::MetricInfo& info() const override {
        static const plugin::MetricInfo info{
            .id = "batch_entropy_scalex",
            .title = "Batch entropy (SCALEX)",
            .help =
                "Entropy of the batches around each cell as SCALEX publishes it, where perfect "
                "mixing gives 0.693 because two kinds of logarithm meet; 1 means that value.",
            .source =
                "Xiong et al. 2022 (SCALEX 1.0 batch_entropy_mixing_score), averaged over all "
                "cells instead of 100 random pools",
            .family = plugin::MetricFamily::BatchRemoved,
            .perCell = true,
            .slow = true,
            .onRequest = true};
        return info;
    }
    int version() const override { return 1; }
    /// `value` is the published number, 0 to ln 2.
    plugin::Score compute(const plugin::MetricInput& input, const base::Job& job) const override {
        constexpr double added = 1e-8;
        const std::size_t batches = occupiedLevels(input.batch);
        if (batches < 2) return undefinedScore("Batch entropy needs at least two batches.");
        const auto near = neighbors::findNeighbors(input.embedding, {.k = scalexNeighbors}, job);
        const auto sizes = input.batch.counts();
        const double divisor = std::log2(static_cast<double>(batches));
        auto perCell = eachInParallel(near.cells, job, [&](std::size_t cell) {
            return entropyOf(near.neighbors(cell), input.batch, sizes, added) / divisor;
        });
        return meanScore(std::move(perCell), input, {0.0, std::log(2.0)}, compositionOverlap,
                         "Batch entropy needs neighbours.");
    }
};

}  // namespace

std::unique_ptr<plugin::Metric> makeBatchEntropy() {
    return std::make_unique<BatchEntropy>();
}
std::unique_ptr<plugin::Metric> makeBatchEntropyScalex() {
    return std::make_unique<BatchEntropyScalex>();
}

}  // namespace counterpoint::metrics
