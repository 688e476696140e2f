#include "core/metrics/lisi.h"

#include "core/base/hash.h"
#include "core/base/parallel.h"
#include "core/linalg/kernel.h"
#include "core/linalg/vector_math.h"
#include "core/metrics/interval.h"
#include "core/metrics/memo.h"
#include "core/metrics/metrics.h"
#include "core/metrics/query_sample.h"
#include "core/metrics/summary.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <string>

namespace counterpoint::metrics {

namespace {

constexpr float undefined = std::numeric_limits<float>::quiet_NaN();
constexpr std::size_t cellsPerBlock = 256;

/// Fills `weights` with exp(−β · gap); sums[0] is their sum, sums[1] that of gap · weight.
COUNTERPOINT_KERNEL
void weigh(const double* gaps, std::size_t count, double beta, double* weights, double* sums) {
    double sum = 0.0;
    double moment = 0.0;
#pragma omp simd reduction(+ : sum, moment)
    for (std::size_t j = 0; j < count; ++j) {
        const double weight = linalg::expOfNonPositive(-beta * gaps[j]);
        weights[j] = weight;
        sum += weight;
        moment += gaps[j] * weight;
    }
    sums[0] = sum;
    sums[1] = moment;
}

/// Distances beyond that of the nearest neighbour: measuring from there changes neither entropy nor
/// shares, and the sum of the weights cannot underflow.
void gapsOf(std::span<const float> distances, std::span<double> gaps) {
    for (std::size_t j = 0; j < distances.size(); ++j)
        gaps[j] = double{distances[j]} - double{distances.front()};
}

/// β such that the entropy of the weights is `target`, by R lisi's bisection.
double bandwidth(std::span<const double> gaps, double target, std::span<double> weights) {
    constexpr int mostUpdates = 50;
    constexpr double tolerance = 1e-5;
    constexpr double infinity = std::numeric_limits<double>::infinity();
    double beta = 1.0;
    double lower = -infinity;
    double upper = infinity;
    for (int updates = 0;; ++updates) {
        double sums[2];
        weigh(gaps.data(), gaps.size(), beta, weights.data(), sums);
        const double excess = std::log(sums[0]) + beta * sums[1] / sums[0] - target;
        if (std::abs(excess) <= tolerance || updates == mostUpdates) return beta;
        if (excess > 0.0) {
            lower = beta;
            beta = std::isinf(upper) ? 2.0 * beta : (beta + upper) / 2.0;
        } else {
            upper = beta;
            beta = std::isinf(lower) ? beta / 2.0 : (beta + lower) / 2.0;
        }
    }
}

/// The bandwidth of every row from its first `used` neighbours: most of the work of a LISI, and the
/// same whatever the categories.
std::shared_ptr<const std::vector<double>> bandwidths(const data::NeighborGraph& neighbors,
                                                      std::size_t used, int perplexity,
                                                      const base::Job& job) {
    static Memo<std::vector<double>> memo;
    base::Hasher hasher;
    hasher.add(static_cast<std::uint64_t>(neighbors.k)).add(perplexity);
    hasher.add(std::span<const float>(neighbors.distances));
    return memo.get(hasher.value(), [&] {
        std::vector<double> betas(neighbors.cells);
        base::parallelBlocks(job, neighbors.cells, cellsPerBlock,
                             [&](std::size_t begin, std::size_t end, std::size_t) {
                                 std::vector<double> gaps(used);
                                 std::vector<double> weights(used);
                                 for (std::size_t row = begin; row < end; ++row) {
                                     gapsOf(neighbors.distancesOf(row).first(used), gaps);
                                     betas[row] = bandwidth(gaps, std::log(perplexity), weights);
                                 }
                             });
        return betas;
    });
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
    std::vector<float> result(neighbors.cells, undefined);
    const int third = std::max(1, std::min(perplexity, static_cast<int>(neighbors.k + 1) / 3));
    const std::size_t used = std::min(neighbors.k, static_cast<std::size_t>(3 * third - 1));
    if (used == 0) return result;

    const auto betas = bandwidths(neighbors, used, third, job);
    base::parallelBlocks(job, neighbors.cells, cellsPerBlock,
                         [&](std::size_t begin, std::size_t end, std::size_t) {
                             std::vector<double> gaps(used);
                             std::vector<double> weights(used);
                             std::vector<double> share(categories.levelCount());
                             for (std::size_t row = begin; row < end; ++row) {
                                 if (categories.codes[queries.empty() ? row : queries[row]] < 0)
                                     continue;
                                 gapsOf(neighbors.distancesOf(row).first(used), gaps);
                                 double sums[2];
                                 weigh(gaps.data(), used, (*betas)[row], weights.data(), sums);
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
                                 if (squares > 0.0)
                                     result[row] = static_cast<float>(sum * sum / squares);
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
