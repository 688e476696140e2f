#include "core/report/populations.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace counterpoint::report {

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

double medianOf(std::vector<double> values) {
    if (values.empty()) return none;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    if (values.size() % 2 == 1) return *middle;
    return 0.5 * (*middle + *std::max_element(values.begin(), middle));
}

double meanOf(const std::vector<double>& values) {
    if (values.empty()) return none;
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// Finite per-cell values of a score in the cells of one population; none where it was not computed
/// or was asked of a sample of cells only.
std::vector<double> valuesWithin(const pipeline::Scores& scores, const std::string& id,
                                 const data::Categories& populations, std::int32_t level) {
    std::vector<double> values;
    const auto found = scores.find(id);
    if (found == scores.end() || found->second->perCell.size() != populations.size()) return values;
    const std::vector<float>& perCell = found->second->perCell;
    for (std::size_t cell = 0; cell < perCell.size(); ++cell)
        if (populations.codes[cell] == level && std::isfinite(perCell[cell]))
            values.push_back(perCell[cell]);
    return values;
}

/// The number a score gives for a label, NaN where it has none.
double ofLabel(const pipeline::Scores& scores, const std::string& id, std::size_t level) {
    const auto found = scores.find(id);
    if (found == scores.end() || level >= found->second->perLabel.size()) return none;
    return found->second->perLabel[level];
}

/// Cells of each batch among those of one population.
std::vector<double> batchCounts(const data::Categories& batch, const data::Categories& populations,
                                std::int32_t level) {
    std::vector<double> counts(batch.levelCount(), 0.0);
    for (std::size_t cell = 0; cell < batch.size(); ++cell)
        if (populations.codes[cell] == level) counts[batch.codes[cell]] += 1.0;
    return counts;
}

/// The LISI of cells that see batches in these proportions.
double attainable(const std::vector<double>& counts) {
    const double sum = std::accumulate(counts.begin(), counts.end(), 0.0);
    const double squares = std::inner_product(counts.begin(), counts.end(), counts.begin(), 0.0);
    return sum * sum / squares;
}

}  // namespace

std::vector<Population> populationsOf(const pipeline::Cells& cells, const pipeline::Scores& scores,
                                      const data::Categories* provisional) {
    std::vector<Population> result;
    const data::Categories* populations = cells.label ? &*cells.label : provisional;
    if (populations == nullptr) return result;
    const bool labelled = cells.label.has_value();
    std::vector<double> all;
    for (const std::size_t count : cells.batch.counts()) all.push_back(static_cast<double>(count));
    const auto counts = populations->counts();
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (counts[i] == 0) continue;
        const auto level = static_cast<std::int32_t>(i);
        const std::vector<double> inBatch = batchCounts(cells.batch, *populations, level);
        Population population{
            populations->levels[i],
            counts[i],
            static_cast<std::size_t>(
                std::ranges::count_if(inBatch, [](double count) { return count > 0.0; })),
            none,
            (meanOf(valuesWithin(scores, "asw_label", *populations, level)) + 1.0) / 2.0,
            labelled ? ofLabel(scores, "kbet", i) : none,
            !labelled};
        if (population.batches > 1 || !labelled) {
            const double most = attainable(labelled ? inBatch : all);
            const double median = medianOf(valuesWithin(scores, "ilisi", *populations, level));
            if (!std::isnan(median))
                population.cilisi = std::clamp((median - 1.0) / (most - 1.0), 0.0, 1.0);
            else if (labelled)
                population.cilisi = ofLabel(scores, "cilisi", i);
        }
        result.push_back(std::move(population));
    }
    return result;
}

}  // namespace counterpoint::report
