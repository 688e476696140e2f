#include "core/metrics/cilisi.h"

#include "core/metrics/interval.h"
#include "core/metrics/lisi.h"
#include "core/metrics/metrics.h"
#include "core/metrics/summary.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace counterpoint::metrics {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

class Cilisi final : public plugin::Metric {
  public:
    const plugin::MetricInfo& info() const override {
        static const plugin::MetricInfo info{
            .id = "cilisi",
            .title = "CiLISI",
            .help =
                "Effective number of batches around the cells of each cell type; 1 means that the "
                "typical cell of every type sees the type's batches in their proportions (colour: "
                "number of batches).",
            .source =
                "Andreatta et al. 2024 (STACAS); here neighbours of any type count and the "
                "scale is what the type's batch shares allow",
            .family = plugin::MetricFamily::BatchRemoved,
            .needsLabels = true,
            .perCell = true,
            .sampled = true,
            .interval =
                "Order statistics of the median within each type, neighbouring cells "
                "counted as repeating each other five times."};
        return info;
    }
    int version() const override { return 1; }
    /// `value` is the mean over types, each counting the same; `perLabel` holds theirs.
    plugin::Score compute(const plugin::MetricInput& input, const base::Job& job) const override {
        constexpr int perplexity = 30;
        job.checkStop();
        if (input.label == nullptr) return undefinedScore("CiLISI needs cell types.");
        const data::Categories& label = *input.label;
        const Asked asked(input);
        plugin::Score score;
        score.perCell = lisi(input.neighbors, input.batch, perplexity, job, input.queries);
        std::vector<double> errors;
        double total = 0.0;
        for (const PopulationMixing& one :
             cilisiPerLabel(score.perCell, asked, input.batch, label)) {
            score.perLabel.push_back(one.scaled);
            if (std::isnan(one.scaled)) continue;
            total += one.scaled;
            errors.push_back((one.high - one.low) / (2.0 * 1.959963984540054));
        }
        if (errors.empty())
            return undefinedScore("CiLISI needs a cell type with cells in two or more batches.");
        const auto labels = static_cast<double>(errors.size());
        for (double& error : errors) error /= labels;
        score.value = score.scaled = total / labels;
        score.mean = meanOf(score.perCell, asked);
        score.exact = asked.everyCell();
        for (std::size_t row = 0; row < asked.size(); ++row) {
            const std::int32_t code = label.codes[asked.cell(row)];
            if (code < 0 || std::isnan(score.perLabel[code]))
                score.perCell[row] = std::numeric_limits<float>::quiet_NaN();
            else
                ++score.cells;
        }
        const Interval interval = linearInterval(score.scaled, errors);
        score.low = interval.low;
        score.high = interval.high;
        return score;
    }
};

}  // namespace

std::vector<PopulationMixing> cilisiPerLabel(std::span<const float> lisi, const Asked& asked,
                                             const data::Categories& batch,
                                             const data::Categories& label) {
    std::vector<std::vector<Weighted>> values(label.levelCount());
    std::vector<double> squares(label.levelCount(), 0.0);
    for (std::size_t row = 0; row < lisi.size(); ++row) {
        const std::int32_t code = label.codes[asked.cell(row)];
        if (code < 0 || std::isnan(lisi[row])) continue;
        const double weight = asked.weight(row);
        values[code].push_back({lisi[row], weight});
        squares[code] += weight * (weight + lisiOverlap - 1.0);
    }
    const auto cells = cellsByLevel(label);
    std::vector<PopulationMixing> result;
    for (std::size_t level = 0; level < values.size(); ++level) {
        data::Categories batches{{}, batch.levels};
        for (const std::uint32_t cell : cells[level]) batches.codes.push_back(batch.codes[cell]);
        const double attainable = attainableLisi(batches);
        if (values[level].empty() || !(attainable > 1.0)) {
            result.push_back({nan, 0.0, nan, nan});
            continue;
        }
        std::ranges::sort(values[level], {}, &Weighted::value);
        double weight = 0.0;
        for (const Weighted& one : values[level]) weight += one.weight;
        const double effective = weight * weight / squares[level];
        const Interval raw = medianInterval(values[level], effective);
        const auto scaled = [attainable](double x) {
            return std::clamp((x - 1.0) / (attainable - 1.0), 0.0, 1.0);
        };
        result.push_back(
            {scaled(medianOf(values[level])), effective, scaled(raw.low), scaled(raw.high)});
    }
    return result;
}

std::unique_ptr<plugin::Metric> makeCilisi() {
    return std::make_unique<Cilisi>();
}

}  // namespace counterpoint::metrics
