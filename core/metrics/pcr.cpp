#include "core/metrics/pcr.h"

#include "core/metrics/interval.h"
#include "core/metrics/metrics.h"
#include "core/metrics/summary.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace counterpoint::metrics {

namespace {

void fillInterval(plugin::Score& score, std::span<const double> influence) {
    const Interval interval = linearInterval(score.scaled, influence);
    score.low = interval.low;
    score.high = interval.high;
    score.cells = influence.size();
}

const char* const flat = "PCR needs an embedding in which the cells differ.";

class Pcr final : public plugin::Metric {
  public:
    const plugin::MetricInfo& info() const override {
        static const plugin::MetricInfo info{
            .id = "pcr",
            .title = "PCR",
            .help =
                "Share of the embedding's variance that the batch explains, turned round; 1 "
                "means that the batch explains nothing.",
            .source = "Büttner et al. 2019; scib pcr with all components",
            .family = plugin::MetricFamily::BatchRemoved,
            .sampled = true,
            .interval = "Standard error over cells from each cell's influence on the share."};
        return info;
    }
    int version() const override { return 1; }
    /// `value` is R².
    plugin::Score compute(const plugin::MetricInput& input, const base::Job& job) const override {
        job.checkStop();
        const BatchVariance explained = batchVariance(input.embedding, input.batch);
        if (std::isnan(explained.share)) return undefinedScore(flat);
        plugin::Score score;
        score.value = explained.share;
        score.scaled = 1.0 - explained.share;
        fillInterval(score, explained.influence);
        return score;
    }
};

class PcrComparison final : public plugin::Metric {
  public:
    const plugin::MetricInfo& info() const override {
        static const plugin::MetricInfo info{
            .id = "pcr_comparison",
            .title = "PCR comparison",
            .brief = "PCR",
            .help =
                "Share of the variance explained by batch before integration that is gone; 1 "
                "means all of it.",
            .source = "Luecken et al. 2022; scib-metrics pcr_comparison",
            .family = plugin::MetricFamily::BatchRemoved,
            .sampled = true,
            .interval = "Standard error over cells from each cell's influence on the share."};
        return info;
    }
    int version() const override { return 1; }
    /// `value` is R² now minus R² before; a rise scores 0.
    plugin::Score compute(const plugin::MetricInput& input, const base::Job& job) const override {
        if (input.unintegrated == nullptr)
            return undefinedScore("PCR comparison needs the embedding before integration.");
        job.checkStop();
        const BatchVariance before = batchVariance(*input.unintegrated, input.batch);
        const BatchVariance now = batchVariance(input.embedding, input.batch);
        if (std::isnan(before.share) || std::isnan(now.share)) return undefinedScore(flat);
        if (before.share <= 0.0)
            return undefinedScore("The batch explained nothing before integration.");
        plugin::Score score;
        score.value = now.share - before.share;
        score.scaled = std::max(0.0, -score.value / before.share);
        std::vector<double> influence(now.influence.size());
        for (std::size_t i = 0; i < influence.size(); ++i)
            influence[i] =
                (now.share / before.share * before.influence[i] - now.influence[i]) / before.share;
        fillInterval(score, influence);
        return score;
    }
};

/// A row's squared length and its product with a batch mean, after centring.
struct Moments {
    double squares = 0.0;
    double withMean = 0.0;
};

}  // namespace

BatchVariance batchVariance(const data::Embedding& embedding, const data::Categories& batch) {
    const std::size_t dims = embedding.cols;
    const auto counts = batch.counts();
    std::vector<double> means(counts.size() * dims, 0.0);  // of each batch, centred on the data
    std::vector<double> centre(dims, 0.0);
    for (std::size_t i = 0; i < embedding.rows; ++i)
        for (std::size_t d = 0; d < dims; ++d) {
            means[batch.codes[i] * dims + d] += embedding(i, d);
            centre[d] += embedding(i, d);
        }
    for (double& value : centre) value /= static_cast<double>(embedding.rows);
    std::vector<double> lengths(counts.size(), 0.0);  // squared, of each mean
    double between = 0.0;
    for (std::size_t b = 0; b < counts.size(); ++b) {
        if (counts[b] == 0) continue;
        for (std::size_t d = 0; d < dims; ++d) {
            double& mean = means[b * dims + d];
            mean = mean / static_cast<double>(counts[b]) - centre[d];
            lengths[b] += mean * mean;
        }
        between += static_cast<double>(counts[b]) * lengths[b];
    }

    double total = 0.0;
    std::vector<Moments> moments(embedding.rows);
    for (std::size_t i = 0; i < embedding.rows; ++i) {
        for (std::size_t d = 0; d < dims; ++d) {
            const double x = embedding(i, d) - centre[d];
            moments[i].squares += x * x;
            moments[i].withMean += x * means[batch.codes[i] * dims + d];
        }
        total += moments[i].squares;
    }

    BatchVariance result;
    result.share = total > 0.0 ? between / total : std::numeric_limits<double>::quiet_NaN();
    result.influence.resize(embedding.rows);
    // Derivative of Σ n_b |m_b|² / Σ |x_i|² in the weight of one cell.
    for (std::size_t i = 0; i < embedding.rows; ++i)
        result.influence[i] = (2.0 * moments[i].withMean - lengths[batch.codes[i]] -
                               result.share * moments[i].squares) /
                              total;
    return result;
}

std::unique_ptr<plugin::Metric> makePcr() {
    return std::make_unique<Pcr>();
}
std::unique_ptr<plugin::Metric> makePcrComparison() {
    return std::make_unique<PcrComparison>();
}

}  // namespace counterpoint::metrics
