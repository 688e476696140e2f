#pragma once

#include "core/data/table.h"
#include "core/metrics/interval.h"
#include "core/plugin/metric.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint::metrics {

/// About `wanted` cells (all, when there are no more) for sampled scores, ascending: from every
/// combination of batch and label (cells without a label are one more label) as many as its share
/// of all cells, but at least a few, so that small populations are asked too. Which ones is random
/// but fixed by `seed`: the same cells are asked at every step of a slider, so that scores move
/// only when the embedding does.
std::vector<std::uint32_t> querySample(const data::Categories& batch, const data::Categories* label,
                                       std::size_t wanted, std::uint64_t seed = 0);

/// The cells a metric is asked about and how many cells each of them stands for: all cells of its
/// combination of batch and label over those of it that are asked (post-stratification; Cochran
/// 1977, §5A.9), 1 when all are asked. Combinations of which no cell is asked stand for nothing.
class Asked {
  public:
    /// All of `cells` cells.
    explicit Asked(std::size_t cells) : m_cells(cells), m_weights(cells, 1.0) {}
    /// All cells where `queries` is empty.
    Asked(const data::Categories& batch, const data::Categories* label,
          std::span<const std::uint32_t> queries);
    explicit Asked(const plugin::MetricInput& input)
        : Asked(input.batch, input.label, input.queries) {}

    std::size_t size() const { return m_weights.size(); }
    /// Whether no cell is left out.
    bool everyCell() const { return size() == m_cells; }
    /// Whether row i is cell i.
    bool all() const { return m_queries.empty(); }
    std::size_t cell(std::size_t row) const { return all() ? row : m_queries[row]; }
    double weight(std::size_t row) const { return m_weights[row]; }
    /// The codes of the asked cells.
    std::vector<std::int32_t> codesOf(const data::Categories& categories) const;

    /// What a row adds to the standard error of a mean over cells of total weight `total`, per unit
    /// of deviation. Two things make the mean uncertain: that other cells of the same samples might
    /// have been sequenced, where neighbouring cells repeat each other `overlap` times (see
    /// interval.h), and that not all cells are asked. Squared, the two add up to
    /// weight² · (1 + (overlap − 1) / weight) / total².
    double influence(std::size_t row, double total, double overlap) const;
    /// Independent cells that would give the mean of the rows that are not NaN in `values` the same
    /// uncertainty.
    double effectiveCells(std::span<const float> values, double overlap) const;
    /// Sum of the weights of those rows.
    double total(std::span<const float> values) const;

  private:
    std::size_t m_cells;
    std::span<const std::uint32_t> m_queries;
    std::vector<double> m_weights;
};

/// The values that are not NaN, ascending, with their weights.
std::vector<Weighted> sortedValues(std::span<const float> values, const Asked& asked);

/// Mean of the values that are not NaN, each counted by its weight; NaN when there are none.
double meanOf(std::span<const float> values, const Asked& asked);

}  // namespace counterpoint::metrics
