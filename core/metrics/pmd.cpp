#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/metrics/cell_mean.h"
#include "core/metrics/metrics.h"
#include "core/metrics/summary.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <vector>

namespace counterpoint::metrics {

namespace {

/// Cells of each type (row) and batch (column).
struct Contingency {
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::vector<double> counts;

    double& at(std::size_t row, std::size_t column) { return counts[row * columns + column]; }
};

/// Σ |O − E| over what it would be if every batch had types of its own; 0 for one batch.
double rawDifference(const Contingency& table) {
    std::vector<double> rowSums(table.rows, 0.0);
    std::vector<double> columnSums(table.columns, 0.0);
    double total = 0.0;
    for (std::size_t r = 0; r < table.rows; ++r)
        for (std::size_t c = 0; c < table.columns; ++c) {
            const double count = table.counts[r * table.columns + c];
            rowSums[r] += count;
            columnSums[c] += count;
            total += count;
        }
    double seen = 0.0;
    for (std::size_t r = 0; r < table.rows; ++r)
        for (std::size_t c = 0; c < table.columns; ++c)
            seen +=
                std::abs(table.counts[r * table.columns + c] - rowSums[r] * columnSums[c] / total);
    double most = 0.0;
    for (const double sum : columnSums) most += 2.0 * sum * (1.0 - sum / total);
    return most > 0.0 ? seen / most : 0.0;
}

/// The raw difference of `draws` random tables, each filled by `fill(table, random)`.
std::vector<double> drawnDifferences(std::size_t draws, std::uint64_t seed, const Contingency& like,
                                     const base::Job& job,
                                     const std::function<void(Contingency&, base::Random&)>& fill) {
    std::vector<double> differences(draws);
    base::parallelBlocks(job, draws, 1, [&](std::size_t draw, std::size_t, std::size_t) {
        Contingency table = like;
        std::ranges::fill(table.counts, 0.0);
        base::Random random(seed, draw);
        fill(table, random);
        differences[draw] = rawDifference(table);
    });
    return differences;
}

/// Cumulative shares of counts, and which of them a uniform number falls on.
class Lottery {
  public:
    explicit Lottery(const std::vector<double>& counts) : m_upTo(counts.size()) {
        std::partial_sum(counts.begin(), counts.end(), m_upTo.begin());
    }
    std::size_t draw(base::Random& random) const {
        const auto found = std::ranges::upper_bound(m_upTo, random.uniform() * m_upTo.back());
        return static_cast<std::size_t>(found - m_upTo.begin());
    }

  private:
    std::vector<double> m_upTo;
};

class Pmd final : public plugin::Metric {
  public:
    const plugin::MetricInfo& info() const override {
        static const plugin::MetricInfo info{
            .id = "pmd",
            .title = "Percent maximum difference",
            .help =
                "How far the batches differ in their shares of cell types, beyond chance "
                "(p-value: 1000 random draws); 1 means not at all.",
            .source = "Tyler et al. 2021; PercentMaxDiff",
            .family = plugin::MetricFamily::BatchRemoved,
            .needsLabels = true,
            .slow = true,
            .onRequest = true};
        return info;
    }
    int version() const override { return 1; }
    /// `value` is the difference, about 0 to 1: (raw − λ) / (1 − λ), λ the mean of random draws.
    /// The interval is ± 1.96 standard deviations of 200 bootstrap samples of the cells.
    plugin::Score compute(const plugin::MetricInput& input, const base::Job& job) const override {
        constexpr std::size_t draws = 1000;
        constexpr std::size_t resamples = 200;
        job.checkStop();
        if (input.label == nullptr)
            return undefinedScore("Percent maximum difference needs cell types.");
        Contingency table{input.label->levelCount(), input.batch.levelCount(), {}};
        table.counts.assign(table.rows * table.columns, 0.0);
        plugin::Score score;
        for (std::size_t i = 0; i < input.label->size(); ++i) {
            if (input.label->codes[i] < 0) continue;
            table.at(input.label->codes[i], input.batch.codes[i]) += 1.0;
            ++score.cells;
        }
        std::vector<double> types(table.rows, 0.0);
        std::vector<std::size_t> batches(table.columns, 0);
        for (std::size_t r = 0; r < table.rows; ++r)
            for (std::size_t c = 0; c < table.columns; ++c) {
                types[r] += table.at(r, c);
                batches[c] += static_cast<std::size_t>(table.at(r, c));
            }
        if (std::ranges::count_if(batches, [](std::size_t n) { return n > 0; }) < 2)
            return undefinedScore(
                "Percent maximum difference needs cells with a cell type in two batches.");

        const double raw = rawDifference(table);
        const Lottery typeLottery(types);
        const auto null =
            drawnDifferences(draws, 0, table, job, [&](Contingency& drawn, base::Random& random) {
                for (std::size_t c = 0; c < batches.size(); ++c)
                    for (std::size_t i = 0; i < batches[c]; ++i)
                        drawn.at(typeLottery.draw(random), c) += 1.0;
            });
        const double lambda = std::accumulate(null.begin(), null.end(), 0.0) / draws;
        if (1.0 - lambda < 1e-9)
            return undefinedScore("Percent maximum difference needs more cells in each type.");
        score.value = (raw - lambda) / (1.0 - lambda);
        const auto larger = std::ranges::count_if(null, [raw](double x) { return x > raw; });
        score.pValue = std::max(1.0, static_cast<double>(larger)) / draws;

        const Lottery cellLottery(table.counts);
        const auto resampled = drawnDifferences(
            resamples, 1, table, job, [&](Contingency& drawn, base::Random& random) {
                for (std::size_t i = 0; i < score.cells; ++i)
                    drawn.counts[cellLottery.draw(random)] += 1.0;
            });
        const double mean = std::accumulate(resampled.begin(), resampled.end(), 0.0) / resamples;
        std::vector<double> deviations;
        for (const double x : resampled)
            deviations.push_back((x - mean) / (1.0 - lambda) / std::sqrt(resamples - 1.0));
        fillScaled(score, {1.0, 0.0}, std::move(deviations), 1.0);
        return score;
    }
};

}  // namespace

std::unique_ptr<plugin::Metric> makePmd() {
    return std::make_unique<Pmd>();
}

}  // namespace counterpoint::metrics
