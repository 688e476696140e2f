#include "core/diagnose/profiles.h"

#include "core/base/parallel.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace counterpoint::diagnose {

namespace {

constexpr std::size_t mostGenes = 500;

/// Adds up the chosen genes of some cells.
class GeneSums {
  public:
    explicit GeneSums(const Expression& expression)
        : m_expression(expression), m_place(expression.values->cols, -1) {
        for (std::size_t g = 0; g < expression.genes.size(); ++g)
            m_place[expression.genes[g]] = static_cast<std::int32_t>(g);
    }

    std::vector<double> mean(std::span<const std::uint32_t> cells) const {
        std::vector<double> sums(m_expression.genes.size(), 0.0);
        for (const std::uint32_t cell : cells) {
            const auto columns = m_expression.values->rowColumns(cell);
            const auto values = m_expression.values->rowValues(cell);
            for (std::size_t n = 0; n < columns.size(); ++n)
                if (m_place[columns[n]] >= 0) sums[m_place[columns[n]]] += values[n];
        }
        for (double& sum : sums) sum /= static_cast<double>(cells.size());
        return sums;
    }

  private:
    const Expression& m_expression;
    std::vector<std::int32_t> m_place;
};

/// Groups whose profiles together stand for a batch.
std::vector<bool> sharedGroups(const PairTable& present) {
    const auto inAtLeast = [&](double batches) {
        std::vector<bool> shared(present.rows);
        for (std::size_t g = 0; g < present.rows; ++g) {
            double sum = 0.0;
            for (std::size_t b = 0; b < present.cols; ++b) sum += present(g, b);
            shared[g] = sum >= batches;
        }
        return shared;
    };
    const std::vector<bool> inAll = inAtLeast(static_cast<double>(present.cols));
    return std::ranges::count(inAll, true) >= 2 ? inAll : inAtLeast(2.0);
}

/// The columns of `profiles` with the largest variance over rows.
std::vector<std::size_t> mostVariable(const std::vector<std::vector<double>>& profiles) {
    const std::size_t genes = profiles.front().size();
    std::vector<double> variance(genes, 0.0);
    for (std::size_t g = 0; g < genes; ++g) {
        double mean = 0.0;
        for (const auto& profile : profiles) mean += profile[g];
        mean /= static_cast<double>(profiles.size());
        for (const auto& profile : profiles) variance[g] += std::pow(profile[g] - mean, 2.0);
    }
    std::vector<std::size_t> order(genes);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, std::greater<>{}, [&](std::size_t g) { return variance[g]; });
    order.resize(std::min(genes, mostGenes));
    return order;
}

/// The chosen values with mean 0 and length 1 (all 0 where nothing varies).
std::vector<double> standardised(const std::vector<double>& profile,
                                 const std::vector<std::size_t>& genes) {
    std::vector<double> values;
    for (const std::size_t g : genes) values.push_back(profile[g]);
    const double mean =
        std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
    double squared = 0.0;
    for (double& x : values) {
        x -= mean;
        squared += x * x;
    }
    if (squared > 0.0)
        for (double& x : values) x /= std::sqrt(squared);
    return values;
}

PairTable correlations(const std::vector<std::vector<double>>& profiles, const base::Job& job) {
    const std::vector<std::size_t> genes = mostVariable(profiles);
    std::vector<std::vector<double>> rows;
    for (const auto& profile : profiles) rows.push_back(standardised(profile, genes));
    PairTable result(rows.size(), rows.size());
    base::parallelBlocks(job, rows.size(), 1, [&](std::size_t i, std::size_t, std::size_t) {
        for (std::size_t j = 0; j < rows.size(); ++j)
            result(i, j) = std::inner_product(rows[i].begin(), rows[i].end(), rows[j].begin(), 0.0);
    });
    return result;
}

}  // namespace

Profiles groupProfiles(const Expression& expression, const Partition& groups,
                       const data::Categories& batch, const PairTable& present,
                       const base::Job& job) {
    Profiles result;
    std::vector<std::vector<std::uint32_t>> cells(present.rows * present.cols);
    std::vector<std::vector<std::uint32_t>> cellsOfBatch(present.cols);
    for (std::uint32_t i = 0; i < groups.codes.size(); ++i) {
        cells[groups.codes[i] * present.cols + batch.codes[i]].push_back(i);
        cellsOfBatch[batch.codes[i]].push_back(i);
    }
    for (std::size_t g = 0; g < present.rows; ++g)
        for (std::size_t b = 0; b < present.cols; ++b) {
            if (present(g, b) == 0.0) continue;
            result.group.push_back(static_cast<std::int32_t>(g));
            result.batch.push_back(static_cast<std::int32_t>(b));
        }
    if (result.group.size() < 3) return result;

    const GeneSums sums(expression);
    std::vector<std::vector<double>> profiles(result.group.size());
    base::parallelBlocks(job, profiles.size(), 1, [&](std::size_t p, std::size_t, std::size_t) {
        profiles[p] = sums.mean(cells[result.group[p] * present.cols + result.batch[p]]);
    });
    const std::vector<bool> shared = sharedGroups(present);
    for (std::size_t b = 0; b < present.cols; ++b) {
        std::vector<double> reference(expression.genes.size(), 0.0);
        double groupsShared = 0.0;
        for (std::size_t p = 0; p < profiles.size(); ++p) {
            if (static_cast<std::size_t>(result.batch[p]) != b || !shared[result.group[p]])
                continue;
            groupsShared += 1.0;
            for (std::size_t g = 0; g < reference.size(); ++g) reference[g] += profiles[p][g];
        }
        for (double& x : reference) x /= std::max(1.0, groupsShared);
        if (groupsShared < 2.0 && !cellsOfBatch[b].empty()) reference = sums.mean(cellsOfBatch[b]);
        for (std::size_t p = 0; p < profiles.size(); ++p)
            if (static_cast<std::size_t>(result.batch[p]) == b)
                for (std::size_t g = 0; g < reference.size(); ++g) profiles[p][g] -= reference[g];
    }
    result.correlation = correlations(profiles, job);
    return result;
}

}  // namespace counterpoint::diagnose
