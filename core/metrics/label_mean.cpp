#include "core/metrics/label_mean.h"

#include "core/metrics/interval.h"
#include "core/metrics/summary.h"

#include <cmath>
#include <utility>

namespace counterpoint::metrics {

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
    std::vector<double> sums(label.levelCount(), 0.0);
    std::vector<double> counts(label.levelCount(), 0.0);
    for (std::size_t i = 0; i < perCell.size(); ++i) {
        if (std::isnan(perCell[i])) continue;
        sums[label.codes[i]] += perCell[i];
        counts[label.codes[i]] += 1.0;
    }
    double total = 0.0;
    double labels = 0.0;
    for (std::size_t l = 0; l < sums.size(); ++l) {
        if (counts[l] == 0.0) continue;
        total += sums[l] / counts[l];
        labels += 1.0;
    }
    if (labels == 0.0) return undefinedScore(undefinedWhy);

    plugin::Score score;
    score.value = score.scaled = total / labels;
    std::vector<double> influence;
    for (std::size_t i = 0; i < perCell.size(); ++i) {
        if (std::isnan(perCell[i])) continue;
        const auto l = static_cast<std::size_t>(label.codes[i]);
        influence.push_back((perCell[i] - sums[l] / counts[l]) / counts[l] / labels);
    }
    const Interval interval = linearInterval(score.scaled, influence);
    score.low = interval.low;
    score.high = interval.high;
    score.cells = influence.size();
    score.mean = meanOf(perCell);
    score.perCell = std::move(perCell);
    return score;
}

}  // namespace counterpoint::metrics
