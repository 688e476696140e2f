#include "core/metrics/cms.h"

#include "core/metrics/anderson_darling.h"
#include "core/metrics/cell_mean.h"
#include "core/metrics/interval.h"
#include "core/metrics/metrics.h"
#include "core/metrics/summary.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace counterpoint::metrics {

namespace {

constexpr std::size_t fewest = 10;  // a batch takes part with more neighbours than this

class Cms final : public plugin::Metric {
  public:
    const plugin::MetricInfo& info() const override {
        static const plugin::MetricInfo info{
            .id = "cms",
            .title = "Cell mixing score (CellMixS)",
            .help =
                "Whether the neighbours of each batch lie equally far from a cell, as the mean "
                "p-value of a test (colour: smoothed); 1 means 0.5, as where batches do not "
                "matter.",
            .source =
                "Lütge et al. 2021; CellMixS cms in all dimensions, k as wide as the table, "
                "exact asymptotic p-values (Scholz & Stephens 1987)",
            .family = plugin::MetricFamily::BatchRemoved,
            .perCell = true,
            .onRequest = true};
        return info;
    }
    int version() const override { return 1; }
    /// `value` is the mean p-value, `perCell` holds the smoothed ones.
    plugin::Score compute(const plugin::MetricInput& input, const base::Job& job) const override {
        if (occupiedLevels(input.batch) < 2)
            return undefinedScore("The cell mixing score needs at least two batches.");
        const auto raw = cellMixingScores(input.neighbors, input.batch, job);
        auto score = meanScore(raw, input, {0.0, 0.5}, lisiOverlap,
                               "The cell mixing score needs cells that lie apart.");
        if (!score.undefined.empty()) return score;
        score.perCell = smoothedScores(input.neighbors, raw, job);
        score.cells = sortedValues(score.perCell).size();
        score.mean = meanOf(score.perCell);
        return score;
    }
};

}  // namespace

std::vector<float> cellMixingScores(const data::NeighborGraph& neighbors,
                                    const data::Categories& batch, const base::Job& job) {
    // Laws for as many samples as can take part.
    std::vector<AndersonDarlingLaw> laws;
    const std::size_t most = std::min(occupiedLevels(batch), neighbors.k / (fewest + 1));
    for (std::size_t samples = 2; samples <= most; ++samples) {
        job.checkStop();
        laws.emplace_back(static_cast<int>(samples) - 1);
    }
    return eachInParallel(neighbors.cells, job, [&](std::size_t cell) {
        const auto near = neighbors.neighbors(cell);
        const auto distances = neighbors.distancesOf(cell);
        std::vector<std::vector<double>> samples(batch.levelCount());
        for (std::size_t j = 0; j < near.size(); ++j)
            samples[batch.codes[near[j]]].push_back(distances[j]);
        std::erase_if(samples, [](const auto& sample) { return sample.size() <= fewest; });
        if (samples.size() < 2) return 0.0;
        for (const auto& sample : samples)
            if (sample.back() == 0.0) return std::numeric_limits<double>::quiet_NaN();
        const AndersonDarling statistic = andersonDarling(samples);
        const AndersonDarlingLaw& law = laws[samples.size() - 2];
        return (law.tail(statistic.rightContinuous) + law.tail(statistic.midrank)) / 2.0;
    });
}

std::vector<float> smoothedScores(const data::NeighborGraph& neighbors,
                                  std::span<const float> scores, const base::Job& job) {
    return eachInParallel(neighbors.cells, job, [&](std::size_t cell) {
        double sum = 0.0;
        double weights = 0.0;
        const auto add = [&](float score, double weight) {
            if (std::isnan(score)) return;
            sum += weight * score;
            weights += weight;
        };
        add(scores[cell], 1.0);
        const auto near = neighbors.neighbors(cell);
        const auto distances = neighbors.distancesOf(cell);
        for (std::size_t j = 0; j < near.size(); ++j)
            add(scores[near[j]], 1.0 / (static_cast<double>(distances[j]) + 1.0));
        return weights > 0.0 ? sum / weights : std::numeric_limits<double>::quiet_NaN();
    });
}

std::unique_ptr<plugin::Metric> makeCms() {
    return std::make_unique<Cms>();
}

}  // namespace counterpoint::metrics
