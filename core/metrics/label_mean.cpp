#include "core/metrics/label_mean.h"

#include "core/base/random.h"
#include "core/metrics/summary.h"

#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace counterpoint::metrics {

namespace {

/// The mean over the cells of one label that have a value; 0 cells: no mean.
struct LabelMean {
    double mean = 0.0;
    double cells = 0.0;
};

std::vector<LabelMean> labelMeans(std::span<const float> values,
                                  std::span<const std::int32_t> labels, std::size_t labelCount,
                                  const Asked* asked = nullptr) {
    std::vector<LabelMean> means(labelCount);
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (std::isnan(values[i])) continue;
        const double weight = asked == nullptr ? 1.0 : asked->weight(i);
        means[labels[i]].mean += weight * static_cast<double>(values[i]);
        means[labels[i]].cells += weight;
    }
    for (LabelMean& label : means)
        if (label.cells > 0.0) label.mean /= label.cells;
    return means;
}

}  // namespace

bool hasSeveralBatches(std::span<const std::uint32_t> cells, const data::Categories& batch) {
    std::vector<bool> seen(batch.levelCount(), false);
    std::size_t batches = 0;
    for (const std::uint32_t cell : cells) {
        if (seen[batch.codes[cell]]) continue;
        seen[batch.codes[cell]] = true;
        ++batches;
    }
    return batches > 1 && batches < cells.size();
}

plugin::Score labelMeanScore(std::vector<float> perCell, const data::Categories& label,
                             const std::string& undefinedWhy) {
    return labelMeanScore(std::move(perCell), Asked(label.size()), label, undefinedWhy);
}

plugin::Score labelMeanScore(std::vector<float> perCell, const Asked& asked,
                             const data::Categories& label, const std::string& undefinedWhy,
                             double overlap) {
    const std::vector<std::int32_t> codes = asked.codesOf(label);
    const std::vector<LabelMean> means = labelMeans(perCell, codes, label.levelCount(), &asked);
    double total = 0.0;
    double labels = 0.0;
    std::vector<double> perLabel;
    for (const LabelMean& one : means) {
        perLabel.push_back(one.cells > 0.0 ? one.mean : std::numeric_limits<double>::quiet_NaN());
        if (one.cells == 0.0) continue;
        total += one.mean;
        labels += 1.0;
    }
    if (labels == 0.0) return undefinedScore(undefinedWhy);

    plugin::Score score;
    score.value = score.scaled = total / labels;
    score.perLabel = std::move(perLabel);
    std::vector<double> influence;
    for (std::size_t i = 0; i < perCell.size(); ++i) {
        if (std::isnan(perCell[i])) continue;
        const LabelMean& own = means[codes[i]];
        influence.push_back((perCell[i] - own.mean) * asked.influence(i, own.cells, overlap) /
                            labels);
    }
    const Interval interval = linearInterval(score.scaled, influence);
    score.low = interval.low;
    score.high = interval.high;
    score.cells = influence.size();
    score.exact = asked.everyCell();
    score.mean = meanOf(perCell, asked);
    score.perCell = std::move(perCell);
    return score;
}

Interval randomGroupInterval(
    double estimate, const data::Categories& batch, const data::Categories& label,
    const Asked& asked,
    const std::function<std::vector<float>(std::span<const std::uint32_t>)>& valuesOf) {
    constexpr std::size_t groupCount = 10;
    const std::size_t labelCount = label.levelCount();
    std::vector<std::vector<std::uint32_t>> groups(groupCount);
    std::vector<std::size_t> dealt(labelCount * batch.levelCount(), 0);
    for (const std::uint32_t row : base::permutation(asked.size(), base::Random(0))) {
        const auto cell = static_cast<std::uint32_t>(asked.cell(row));
        if (label.codes[cell] < 0) continue;
        const std::size_t stratum =
            label.codes[cell] * batch.levelCount() + static_cast<std::size_t>(batch.codes[cell]);
        groups[dealt[stratum]++ % groupCount].push_back(cell);
    }

    std::vector<std::vector<double>> means(labelCount);  // of each label, over groups
    for (const auto& cells : groups) {
        std::vector<std::int32_t> codes;
        for (const std::uint32_t cell : cells) codes.push_back(label.codes[cell]);
        const auto inGroup = labelMeans(valuesOf(cells), codes, labelCount);
        for (std::size_t l = 0; l < labelCount; ++l)
            if (inGroup[l].cells > 0.0) means[l].push_back(inGroup[l].mean);
    }
    std::vector<double> influence;
    double labels = 0.0;
    for (const std::vector<double>& groupMeans : means) {
        const auto n = static_cast<double>(groupMeans.size());
        if (n < 2.0) continue;
        labels += 1.0;
        const double mean = std::accumulate(groupMeans.begin(), groupMeans.end(), 0.0) / n;
        for (const double value : groupMeans)
            influence.push_back((value - mean) / std::sqrt(n * (n - 1.0)));
    }
    if (labels == 0.0) return {};
    for (double& value : influence) value /= labels;
    return linearInterval(estimate, influence);
}

}  // namespace counterpoint::metrics
