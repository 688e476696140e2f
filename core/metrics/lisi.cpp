#include "core/metrics/lisi.h"

#include "core/base/parallel.h"
#include "core/linalg/kernel.h"
#include "core/metrics/interval.h"
#include "core/metrics/metrics.h"
#include "core/metrics/query_sample.h"
#include "core/metrics/summary.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <string>

namespace counterpoint::metrics {

namespace {

constexpr float undefined = std::numeric_limits<float>::quiet_NaN();

/// e^x for x ≤ 0 to 1e-15, 0 below −700: no branches and no calls, so that loops become vector
/// code.
[[gnu::always_inline]] inline double expOfNonPositive(double x) {
    constexpr double roundToInteger = 0x1.8p52;  // adding it drops the fraction
    const double clamped = x < -700.0 ? -700.0 : x;
    const double shifted = clamped * 1.4426950408889634 + roundToInteger;
    const double n = shifted - roundToInteger;
    const double r = (clamped - n * 0x1.62e42fee00000p-1) - n * 0x1.a39ef35793c76p-33;
    double p = 1.0 / 479001600.0;
    p = p * r + 1.0 / 39916800.0;
    p = p * r + 1.0 / 3628800.0;
    p = p * r + 1.0 / 362880.0;
    p = p * r + 1.0 / 40320.0;
    p = p * r + 1.0 / 5040.0;
    p = p * r + 1.0 / 720.0;
    p = p * r + 1.0 / 120.0;
    p = p * r + 1.0 / 24.0;
    p = p * r + 1.0 / 6.0;
    p = p * r + 0.5;
    p = p * r + 1.0;
    p = p * r + 1.0;
    const auto exponent =
        std::bit_cast<std::int64_t>(shifted) - std::bit_cast<std::int64_t>(roundToInteger);
    const auto power = std::bit_cast<double>((exponent + 1023) << 52);
    return x < -700.0 ? 0.0 : p * power;
}

/// Fills `weights` with exp(−β · gap); sums[0] is their sum, sums[1] that of gap · weight.
COUNTERPOINT_KERNEL
void weigh(const double* gaps, std::size_t count, double beta, double* weights, double* sums) {
    double sum = 0.0;
    double moment = 0.0;
#pragma omp simd reduction(+ : sum, moment)
    for (std::size_t j = 0; j < count; ++j) {
        const double weight = expOfNonPositive(-beta * gaps[j]);
        weights[j] = weight;
        sum += weight;
        moment += gaps[j] * weight;
    }
    sums[0] = sum;
    sums[1] = moment;
}

/// Fills `weights` with exp(−β(d − d₀)), not normalised, β found by R lisi's bisection. Measuring
/// from the nearest neighbour changes neither entropy nor shares, and the sum cannot underflow.
void neighborWeights(std::span<const float> distances, double perplexity, std::span<double> gaps,
                     std::span<double> weights) {
    constexpr int mostUpdates = 50;
    constexpr double tolerance = 1e-5;
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const double target = std::log(perplexity);
    for (std::size_t j = 0; j < distances.size(); ++j)
        gaps[j] = static_cast<double>(distances[j]) - static_cast<double>(distances.front());
    double beta = 1.0;
    double lower = -infinity;
    double upper = infinity;
    for (int updates = 0;; ++updates) {
        double sums[2];
        weigh(gaps.data(), gaps.size(), beta, weights.data(), sums);
        const double excess = std::log(sums[0]) + beta * sums[1] / sums[0] - target;
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
    score.perCell = lisi(input.neighbors, categories, perplexity, job, input.queries);
    const Asked asked(input);
    score.exact = asked.everyCell();
    const std::vector<float> sorted = sortedValues(score.perCell);
    if (sorted.empty())
        return undefinedScore("LISI needs cells with neighbours that have a value.");
    score.cells = sorted.size();
    score.mean = meanOf(score.perCell, asked);
    const double cells = asked.effectiveCells(score.perCell, lisiOverlap);
    Interval raw;
    if (asked.all()) {
        score.value = medianOf(score.perCell);
        raw = medianInterval(sorted, cells);
    } else {
        const std::vector<Weighted> weighted = sortedValues(score.perCell, asked);
        score.value = medianOf(weighted);
        raw = medianInterval(weighted, cells);
    }
    score.scaled = scale(score.value);
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
            .perCell = true,
            .sampled = true,
            .interval =
                "Order statistics of the median, neighbouring cells counted as repeating each "
                "other five times, and of the sample."};
        return info;
    }
    int version() const override { return 2; }
    plugin::Score compute(const plugin::MetricInput& input, const base::Job& job) const override {
        const std::size_t batches = occupiedLevels(input.batch);
        if (batches < 2) return undefinedScore("iLISI needs at least two batches.");
        const auto scale = [batches](double lisi) {
            return (lisi - 1.0) / static_cast<double>(batches - 1);
        };
        plugin::Score score = lisiScore(input, input.batch, job, scale);
        score.reference = scale(attainableLisi(input.batch));
        return score;
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
            .perCell = true,
            .sampled = true,
            .interval =
                "Order statistics of the median, neighbouring cells counted as repeating each "
                "other five times, and of the sample."};
        return info;
    }
    int version() const override { return 2; }
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
                        int perplexity, const base::Job& job,
                        std::span<const std::uint32_t> queries) {
    constexpr std::size_t cellsPerBlock = 256;
    std::vector<float> result(neighbors.cells, undefined);
    const int third = std::max(1, std::min(perplexity, static_cast<int>(neighbors.k + 1) / 3));
    const std::size_t used = std::min(neighbors.k, static_cast<std::size_t>(3 * third - 1));
    if (used == 0) return result;

    base::parallelBlocks(
        job, neighbors.cells, cellsPerBlock, [&](std::size_t begin, std::size_t end, std::size_t) {
            std::vector<double> gaps(used);
            std::vector<double> weights(used);
            std::vector<double> share(categories.levelCount());
            for (std::size_t row = begin; row < end; ++row) {
                if (categories.codes[queries.empty() ? row : queries[row]] < 0) continue;
                neighborWeights(neighbors.distancesOf(row).first(used), third, gaps, weights);
                std::ranges::fill(share, 0.0);
                const auto near = neighbors.neighbors(row);
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
                if (squares > 0.0) result[row] = static_cast<float>(sum * sum / squares);
            }
        });
    return result;
}

double attainableLisi(const data::Categories& categories) {
    const auto counts = categories.counts();
    double sum = 0.0;
    double squares = 0.0;
    for (const std::size_t count : counts) {
        sum += static_cast<double>(count);
        squares += static_cast<double>(count) * static_cast<double>(count);
    }
    return squares > 0.0 ? sum * sum / squares : std::numeric_limits<double>::quiet_NaN();
}

std::unique_ptr<plugin::Metric> makeIlisi() {
    return std::make_unique<Ilisi>();
}
std::unique_ptr<plugin::Metric> makeClisi() {
    return std::make_unique<Clisi>();
}

}  // namespace counterpoint::metrics
