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

/// Finite per-cell values of a score in the cells whose label is `level`; none where it was not
/// computed.
std::vector<double> valuesWithin(const pipeline::Scores& scores, const std::string& id,
                                 const data::Categories& label, std::int32_t level) {
    std::vector<double> values;
    const auto found = scores.find(id);
    if (found == scores.end()) return values;
    const std::vector<float>& perCell = found->second->perCell;
    for (std::size_t cell = 0; cell < perCell.size(); ++cell)
        if (label.codes[cell] == level && std::isfinite(perCell[cell]))
            values.push_back(perCell[cell]);
    return values;
}

std::size_t batchesOf(const pipeline::Cells& cells, std::int32_t level) {
    std::vector<bool> present(cells.batch.levelCount(), false);
    for (std::size_t cell = 0; cell < cells.label->size(); ++cell)
        if (cells.label->codes[cell] == level)
            present[static_cast<std::size_t>(cells.batch.codes[cell])] = true;
    return static_cast<std::size_t>(std::ranges::count(present, true));
}

}  // namespace

std::vector<Population> populationsOf(const pipeline::Cells& cells,
                                      const pipeline::Scores& scores) {
    std::vector<Population> populations;
    if (!cells.label) return populations;
    const auto counts = cells.label->counts();
    const double mostExtra = static_cast<double>(cells.batch.levelCount()) - 1.0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (counts[i] == 0) continue;
        const auto level = static_cast<std::int32_t>(i);
        Population population{cells.label->levels[i], counts[i], batchesOf(cells, level), none,
                              none};
        if (population.batches > 1)
            population.cilisi =
                (medianOf(valuesWithin(scores, "ilisi", *cells.label, level)) - 1.0) / mostExtra;
        population.asw =
            (meanOf(valuesWithin(scores, "asw_label", *cells.label, level)) + 1.0) / 2.0;
        populations.push_back(std::move(population));
    }
    return populations;
}

}  // namespace counterpoint::report
