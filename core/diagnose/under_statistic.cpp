#include "core/diagnose/under_statistic.h"

#include "core/diagnose/restricted_neighbors.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace counterpoint::diagnose {

namespace {

constexpr double leastBatchCells = 10.0;
constexpr double leastSetCells = 20.0;
constexpr std::size_t leastQueries = 10;

/// The ratio Σ w x / Σ w y over some cells, with the variance of independent cells.
class Ratio {
  public:
    void add(double weight, double x, double y) {
        ++m_count;
        const double wx = weight * x;
        const double wy = weight * y;
        m_x += wx;
        m_y += wy;
        m_xx += wx * wx;
        m_xy += wx * wy;
        m_yy += wy * wy;
    }
    Estimate estimate() const {
        if (m_count < leastQueries || m_y <= 0.0) return {};
        const double ratio = m_x / m_y;
        const double residuals = m_xx - 2.0 * ratio * m_xy + ratio * ratio * m_yy;
        return estimateOf(ratio, std::max(0.0, residuals) / (m_y * m_y), underClusteredError);
    }

  private:
    std::size_t m_count = 0;
    double m_x = 0.0;
    double m_y = 0.0;
    double m_xx = 0.0;
    double m_xy = 0.0;
    double m_yy = 0.0;
};

}  // namespace

Partition testableCells(const Partition& sets, const data::Categories& batch) {
    const PairTable counts = countByBatch(sets, batch);
    PairTable keeps(counts.rows, counts.cols);
    for (std::size_t set = 0; set < counts.rows; ++set) {
        double cells = 0.0;
        int batches = 0;
        for (std::size_t b = 0; b < counts.cols; ++b) {
            if (counts(set, b) < leastBatchCells) continue;
            cells += counts(set, b);
            ++batches;
        }
        if (batches < 2 || cells < leastSetCells) continue;
        for (std::size_t b = 0; b < counts.cols; ++b)
            keeps(set, b) = counts(set, b) >= leastBatchCells ? 1.0 : 0.0;
    }
    Partition testable = sets;
    for (std::size_t i = 0; i < sets.codes.size(); ++i)
        if (sets.codes[i] >= 0 && keeps(sets.codes[i], batch.codes[i]) == 0.0)
            testable.codes[i] = -1;
    return testable;
}

UnderStatistic underStatistic(const data::Embedding& corrected, const data::Categories& batch,
                              const Partition& sets, const Sample& sample,
                              const data::NeighborGraph* graph, const base::Job& job) {
    const Partition testable = testableCells(sets, batch);
    const PairTable counts = countByBatch(testable, batch);
    UnderStatistic result;
    result.testable = testable.sizes();
    std::vector<std::size_t> k;
    std::size_t covered = 0;
    for (const std::size_t n : result.testable) {
        k.push_back(std::clamp<std::size_t>(n / 4, 3, 15));
        covered += n;
    }
    result.coverage = static_cast<double>(covered) / static_cast<double>(sets.codes.size());

    const NeighborTable nearest = nearestWithin(corrected, testable, {sample.cells, graph}, k, job);
    result.excess.assign(sample.cells.size(), std::numeric_limits<float>::quiet_NaN());
    std::vector<Ratio> bySet(sets.count);
    Ratio total;
    for (std::size_t q = 0; q < sample.cells.size(); ++q) {
        const std::int32_t set = testable.codes[sample.cells[q]];
        if (set < 0) continue;
        const std::int32_t own = batch.codes[sample.cells[q]];
        const auto same = std::ranges::count_if(
            nearest.of(q), [&](std::uint32_t cell) { return batch.codes[cell] == own; });
        const double share = static_cast<double>(same) / static_cast<double>(nearest.lengths[q]);
        const double expected =
            (counts(set, own) - 1.0) / (static_cast<double>(result.testable[set]) - 1.0);
        result.excess[q] = static_cast<float>(share - expected);
        bySet[set].add(sample.weights[q], share - expected, 1.0 - expected);
        total.add(sample.weights[q], share - expected, 1.0 - expected);
    }
    for (const Ratio& ratio : bySet) result.bySet.push_back(ratio.estimate());
    result.total = total.estimate();
    return result;
}

}  // namespace counterpoint::diagnose
