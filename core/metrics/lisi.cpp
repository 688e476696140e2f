#include "core/metrics/lisi.h"

#include "core/base/parallel.h"
#include "core/metrics/interval.h"
#include "core/metrics/metrics.h"
#include "core/metrics/summary.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <string>

namespace counterpoint::metrics {

namespace {

constexpr float undefined = std::numeric_limits<float>::quiet_NaN();

/// Fills `weights` with exp(−β(d − d₀)), not normalised, β found by R lisi's bisection. Measuring
/// from the nearest neighbour changes neither entropy nor shares, and the sum cannot underflow.
void neighborWeights(std::span<const float> distances, double perplexity,
                     std::span<double> weights) {
    constexpr int mostUpdates = 50;
    constexpr double tolerance = 1e-5;
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const double target = std::log(perplexity);
    const double nearest = distances.front();
    double beta = 1.0;
    double lower = -infinity;
    double upper = infinity;
    for (int updates = 0;; ++updates) {
        double sum = 0.0;
        double moment = 0.0;
        for (std::size_t j = 0; j < distances.size(); ++j) {
            const double gap = distances[j] - nearest;
            weights[j] = std::exp(-beta * gap);
            sum += weights[j];
            moment += gap * weights[j];
        }
        const double excess = std::log(sum) + beta * moment / sum - target;
        if (std::abs(excess) <= tolerance || updates == mostUpdates) return;
        if (excess > 0.0) {
            lower = beta;
            beta = std::isinf(upper) ? 2.0 * beta : (beta + upper) / 2.0;
        } else {
            upper = beta;
            beta = std::isinf(lower) ? beta / 2.0 : (beta + lower) / 2.0;
        }
    }
}

/// What iLISI and cLISI share: the raw values, their median and its interval, put on 0–1 by
/// `scale`, a linear map of raw LISI.
template <class Scale>
plugin::Score lisiScore(const plugin::MetricInput& input, const data::Categories& categories,
                        const base::Job& job, Scale scale) {
    constexpr int perplexity = 30;
    plugin::Score score;
    score.perCell = lisi(input.neighbors, categories, perplexity, job);
    const std::vector<float> sorted = sortedValues(score.perCell);
    if (sorted.empty())
        return undefinedScore("LISI needs cells with neighbours that have a value.");
    score.cells = sorted.size();
    score.mean = meanOf(score.perCell);
    score.value = medianOf(score.perCell);
    score.scaled = scale(score.value);
    const Interval raw = medianInterval(sorted, static_cast<double>(sorted.size()) / lisiOverlap);
    const auto [low, high] = std::minmax({scale(raw.low), scale(raw.high)});
    score.low = low;
    score.high = high;
    return score;
}

class Ilisi final : public plugin::Metric {
  public:
    const plugin::MetricInfo& info() const override {
        static const plugin::MetricInfo info{
            .id = "ilisi",
            .title = "iLISI",
            .help =
                "Effective number of batches around each cell; 1 means that the typical cell "
                "sees every batch equally often.",
            .source = "Korsunsky et al. 2019; R lisi 1.0, scaled as scib-metrics",
            .family = plugin::MetricFamily::BatchRemoved,
            .perCell = true};
        return info;
    }
    int version() const override { return 1; }
    plugin::Score compute(const plugin::MetricInput& input, const base::Job& job) const override {
        const std::size_t batches = occupiedLevels(input.batch);
        if (batches < 2) return undefinedScore("iLISI needs at least two batches.");
        return lisiScore(input, input.batch, job, [batches](double lisi) {
            return (lisi - 1.0) / static_cast<double>(batches - 1);
        });
    }
};

class Clisi final : public plugin::Metric {
  public:
    const plugin::MetricInfo& info() const override {
        static const plugin::MetricInfo info{
            .id = "clisi",
            .title = "cLISI",
            .help =
                "Effective number of cell types around each cell; 1 means that the typical "
                "cell sees only its own type.",
            .source = "Korsunsky et al. 2019; R lisi 1.0, scaled as scib-metrics",
            .family = plugin::MetricFamily::BiologyKept,
            .needsLabels = true,
            .perCell = true};
        return info;
    }
    int version() const override { return 1; }
    plugin::Score compute(const plugin::MetricInput& input, const base::Job& job) const override {
        const std::size_t labels = input.label == nullptr ? 0 : occupiedLevels(*input.label);
        if (labels < 2) return undefinedScore("cLISI needs at least two cell types.");
        return lisiScore(input, *input.label, job, [labels](double lisi) {
            return (static_cast<double>(labels) - lisi) / static_cast<double>(labels - 1);
        });
    }
};

}  // namespace

std::vector<float> lisi(const data::NeighborGraph& neighbors, const data::Categories& categories,
                        int perplexity, const base::Job& job) {
    constexpr std::size_t cellsPerBlock = 256;
    std::vector<float> result(neighbors.cells, undefined);
    const int third = std::max(1, std::min(perplexity, static_cast<int>(neighbors.k + 1) / 3));
    const std::size_t used = std::min(neighbors.k, static_cast<std::size_t>(3 * third - 1));
    if (used == 0) return result;

    base::parallelBlocks(
        job, neighbors.cells, cellsPerBlock, [&](std::size_t begin, std::size_t end, std::size_t) {
            std::vector<double> weights(used);
            std::vector<double> share(categories.levelCount());
            for (std::size_t cell = begin; cell < end; ++cell) {
                if (categories.codes[cell] < 0) continue;
                neighborWeights(neighbors.distancesOf(cell).first(used), third, weights);
                std::ranges::fill(share, 0.0);
                const auto near = neighbors.neighbors(cell);
                for (std::size_t j = 0; j < used; ++j) {
                    const std::int32_t code = categories.codes[near[j]];
                    if (code >= 0) share[code] += weights[j];
                }
                double sum = 0.0;
                double squares = 0.0;
                for (const double part : share) {
                    sum += part;
                    squares += part * part;
                }
                if (squares > 0.0) result[cell] = static_cast<float>(sum * sum / squares);
            }
        });
    return result;
}

std::unique_ptr<plugin::Metric> makeIlisi() {
    return std::make_unique<Ilisi>();
}
std::unique_ptr<plugin::Metric> makeClisi() {
    return std::make_unique<Clisi>();
}

}  // namespace counterpoint::metrics
