#include "core/metrics/ldf_diff.h"

#include "core/metrics/cell_mean.h"
#include "core/metrics/metrics.h"
#include "core/metrics/summary.h"
#include "core/neighbors/neighbors.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <span>
#include <utility>

namespace counterpoint::metrics {

namespace {

/// ln of the mean of exp(values); NaN if any is.
double logMeanExp(std::span<const double> values) {
    double largest = -std::numeric_limits<double>::infinity();
    for (const double value : values) largest = std::max(largest, value);
    if (std::isinf(largest)) return std::numeric_limits<double>::quiet_NaN();
    double sum = 0.0;
    for (const double value : values) sum += std::exp(value - largest);
    return largest + std::log(sum / static_cast<double>(values.size()));
}

/// The same neighbours with the distances they have in `x`.
data::NeighborGraph measuredIn(const data::Embedding& x, data::NeighborGraph graph) {
    for (std::size_t cell = 0; cell < graph.cells; ++cell)
        for (std::size_t j = 0; j < graph.k; ++j) {
            const std::size_t at = cell * graph.k + j;
            double squares = 0.0;
            for (std::size_t d = 0; d < x.cols; ++d) {
                const double gap =
                    static_cast<double>(x(cell, d)) - static_cast<double>(x(graph.indices[at], d));
                squares += gap * gap;
            }
            graph.distances[at] = static_cast<float>(std::sqrt(squares));
        }
    return graph;
}

class LdfDiff final : public plugin::Metric {
  public:
    const plugin::MetricInfo& info() const override {
        static const plugin::MetricInfo info{
            .id = "ldf_diff",
            .title = "Change of local density (CellMixS)",
            .help =
                "How much the density around a cell, relative to its neighbours in the batch, "
                "has changed with integration (colour: signed); 1 means not at all.",
            .source = "Lütge et al. 2021; CellMixS ldfDiff (k = 75), all dimensions, not rounded",
            .family = plugin::MetricFamily::BiologyKept,
            .perCell = true,
            .slow = true,
            .onRequest = true};
        return info;
    }
    int version() const override { return 1; }
    /// `value` is the mean absolute change (0 to 2), `perCell` the signed one.
    plugin::Score compute(const plugin::MetricInput& input, const base::Job& job) const override {
        constexpr int k = 75;
        constexpr double largest = 2.0;  // 1 / c
        if (input.unintegrated == nullptr)
            return undefinedScore("The change of density needs the embedding before integration.");
        std::vector<float> change(input.batch.size(), std::numeric_limits<float>::quiet_NaN());
        for (const auto& cells : cellsByLevel(input.batch)) {
            if (cells.size() < 3) continue;
            const auto before =
                neighbors::findNeighbors(data::takeRows(*input.unintegrated, cells), {.k = k}, job);
            const auto after = measuredIn(data::takeRows(input.embedding, cells), before);
            const auto factorBefore = localDensityFactors(before, input.unintegrated->cols);
            const auto factorAfter = localDensityFactors(after, input.embedding.cols);
            for (std::size_t i = 0; i < cells.size(); ++i)
                change[cells[i]] = static_cast<float>(factorAfter[i] - factorBefore[i]);
        }
        std::vector<float> size(change.size());
        std::ranges::transform(change, size.begin(), [](float x) { return std::abs(x); });
        auto score =
            meanScore(std::move(size), input, {largest, 0.0}, densityOverlap,
                      "The change of density needs a batch of three cells that lie apart.");
        if (!score.undefined.empty()) return score;
        score.perCell = std::move(change);
        score.mean = meanOf(score.perCell);
        return score;
    }
};

}  // namespace

std::vector<double> localDensityFactors(const data::NeighborGraph& neighbors, std::size_t dims) {
    constexpr double c = 0.5;
    const auto dimensions = static_cast<double>(dims);
    std::vector<double> logDensities(neighbors.cells);
    std::vector<double> terms(neighbors.k);
    for (std::size_t cell = 0; cell < neighbors.cells; ++cell) {
        const auto near = neighbors.neighbors(cell);
        const auto distances = neighbors.distancesOf(cell);
        for (std::size_t j = 0; j < near.size(); ++j) {
            const double reach = neighbors.distancesOf(near[j]).back();
            const double ratio = std::max(reach, static_cast<double>(distances[j])) / reach;
            terms[j] = -dimensions * std::log(reach) - ratio * ratio / 2.0;
        }
        const bool apart = std::ranges::none_of(terms, [](double x) { return std::isnan(x); });
        logDensities[cell] =
            (apart ? logMeanExp(terms) : std::numeric_limits<double>::quiet_NaN()) -
            dimensions / 2.0 * std::log(2.0 * std::numbers::pi);
    }
    std::vector<double> factors(neighbors.cells);
    for (std::size_t cell = 0; cell < neighbors.cells; ++cell) {
        const auto near = neighbors.neighbors(cell);
        std::ranges::transform(near, terms.begin(),
                               [&](std::uint32_t j) { return logDensities[j]; });
        const bool apart = std::ranges::none_of(terms, [](double x) { return std::isnan(x); });
        factors[cell] = apart ? 1.0 / (std::exp(logDensities[cell] - logMeanExp(terms)) + c)
                              : std::numeric_limits<double>::quiet_NaN();
    }
    return factors;
}

std::unique_ptr<plugin::Metric> makeLdfDiff() {
    return std::make_unique<LdfDiff>();
}

}  // namespace counterpoint::metrics
