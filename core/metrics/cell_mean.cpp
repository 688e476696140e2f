#include "core/metrics/cell_mean.h"

#include "core/metrics/interval.h"
#include "core/metrics/summary.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace counterpoint::metrics {

void fillScaled(plugin::Score& score, const Scale& scale, std::vector<double> influence,
                double overlap) {
    const double range = scale.one - scale.zero;
    const double straight = (score.value - scale.zero) / range;
    for (double& value : influence) value *= std::sqrt(overlap) / range;
    const Interval interval = linearInterval(straight, influence);
    score.scaled = std::clamp(straight, 0.0, 1.0);
    score.low = std::min(interval.low, score.scaled);
    score.high = std::max(interval.high, score.scaled);
}

plugin::Score meanScore(std::vector<float> perCell, const plugin::MetricInput& input,
                        const Scale& scale, double overlap, const std::string& undefinedWhy) {
    const double mean = meanOf(perCell);
    if (std::isnan(mean)) return undefinedScore(undefinedWhy);
    plugin::Score score;
    score.value = score.mean = mean;
    std::vector<double> influence;
    influence.reserve(perCell.size());
    for (const float value : perCell)
        if (!std::isnan(value)) influence.push_back(value - mean);
    score.cells = influence.size();
    for (double& value : influence) value /= static_cast<double>(score.cells);
    fillScaled(score, scale, std::move(influence), overlap);
    score.exact = input.queries.empty() || input.queries.size() == input.batch.size();
    score.perCell = std::move(perCell);
    return score;
}

}  // namespace counterpoint::metrics
