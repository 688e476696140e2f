#include "core/metrics/cell_mean.h"
#include "core/metrics/metrics.h"
#include "core/metrics/pcr.h"
#include "core/metrics/summary.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace counterpoint::metrics {

namespace {

/// The share of the variance of the first ten dimensions that `categories` explain. Cells without
/// one are left out.
plugin::Score explainedShare(const data::Embedding& embedding, const data::Categories& categories,
                             const Scale& scale, const std::string& undefinedWhy) {
    constexpr std::size_t most = 10;
    std::vector<std::uint32_t> cells;
    for (std::uint32_t i = 0; i < categories.size(); ++i)
        if (categories.codes[i] >= 0) cells.push_back(i);
    if (cells.empty()) return undefinedScore(undefinedWhy);
    data::Embedding first(cells.size(), std::min(most, embedding.cols));
    for (std::size_t i = 0; i < cells.size(); ++i)
        std::ranges::copy(embedding.row(cells[i]).first(first.cols), first.row(i).begin());
    BatchVariance explained = batchVariance(first, data::takeRows(categories, cells));
    if (std::isnan(explained.share)) return undefinedScore(undefinedWhy);
    plugin::Score score;
    score.value = explained.share;
    score.cells = cells.size();
    fillScaled(score, scale, std::move(explained.influence), 1.0);
    return score;
}

const char* const source = "Büttner et al. 2019; R² of the first ten dimensions by their variance";

class PcVarianceBatch final : public plugin::Metric {
  public:
    const plugin::MetricInfo& info() const override {
        static const plugin::MetricInfo info{
            .id = "pc_variance_batch",
            .title = "Variance by batch",
            .help =
                "Share of the variance of the first ten dimensions that the batch explains, "
                "turned round; 1 means that it explains nothing.",
            .source = source,
            .family = plugin::MetricFamily::BatchRemoved,
            .onRequest = true};
        return info;
    }
    int version() const override { return 1; }
    plugin::Score compute(const plugin::MetricInput& input, const base::Job& job) const override {
        job.checkStop();
        return explainedShare(input.embedding, input.batch, {1.0, 0.0},
                              "Variance by batch needs an embedding in which the cells differ.");
    }
};

class PcVarianceLabel final : public plugin::Metric {
  public:
    const plugin::MetricInfo& info() const override {
        static const plugin::MetricInfo info{
            .id = "pc_variance_label",
            .title = "Variance by cell type",
            .help =
                "Share of the variance of the first ten dimensions that the cell types explain; "
                "1 means all of it.",
            .source = source,
            .family = plugin::MetricFamily::BiologyKept,
            .needsLabels = true,
            .onRequest = true};
        return info;
    }
    int version() const override { return 1; }
    plugin::Score compute(const plugin::MetricInput& input, const base::Job& job) const override {
        job.checkStop();
        if (input.label == nullptr)
            return undefinedScore("Variance by cell type needs cell types.");
        return explainedShare(input.embedding, *input.label, {},
                              "Variance by cell type needs cells with a type that differ.");
    }
};

}  // namespace

std::unique_ptr<plugin::Metric> makePcVarianceBatch() {
    return std::make_unique<PcVarianceBatch>();
}
std::unique_ptr<plugin::Metric> makePcVarianceLabel() {
    return std::make_unique<PcVarianceLabel>();
}

}  // namespace counterpoint::metrics
