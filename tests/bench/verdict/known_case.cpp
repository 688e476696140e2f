#include "tests/bench/verdict/known_case.h"

#include "core/diagnose/sample.h"
#include "core/diagnose/under_statistic.h"
#include "core/neighbors/neighbors.h"
#include "core/preprocess/normalise.h"
#include "core/preprocess/pca.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace counterpoint::bench {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t graphWidth = 90;

using diagnose::Partition;

Partition partitionOf(const data::Categories& categories) {
    return {categories.codes, categories.levelCount()};
}

/// Cells of one population and one batch.
Partition cross(const data::Categories& a, const data::Categories& b) {
    Partition both;
    both.count = a.levelCount() * b.levelCount();
    for (std::size_t i = 0; i < a.size(); ++i)
        both.codes.push_back(a.codes[i] * static_cast<std::int32_t>(b.levelCount()) + b.codes[i]);
    return both;
}

/// (X − X₀) V of every cell: where its batch moved it.
data::Embedding displacements(const data::CsrMatrix& with, const data::CsrMatrix& without,
                              const data::Matrix& loadings) {
    data::Embedding moved(with.rows, loadings.cols);
    const auto add = [&](const data::CsrMatrix& matrix, std::size_t cell, float sign) {
        for (std::size_t e = 0; e < matrix.rowSize(cell); ++e)
            for (std::size_t j = 0; j < loadings.cols; ++j)
                moved(cell, j) +=
                    sign * matrix.rowValues(cell)[e] * loadings(matrix.rowColumns(cell)[e], j);
    };
    for (std::size_t cell = 0; cell < with.rows; ++cell) {
        add(with, cell, 1.0F);
        add(without, cell, -1.0F);
    }
    return moved;
}

/// Unit vectors over `cells` that span the mean, the course and the condition.
std::vector<std::vector<double>> regressors(const simulate::TwinData& data,
                                            std::span<const std::uint32_t> cells) {
    constexpr std::size_t leastFitted = 8;
    std::vector<std::vector<double>> wanted(1, std::vector<double>(cells.size(), 1.0));
    if (cells.size() >= leastFitted) {
        wanted.resize(3);
        for (const std::uint32_t cell : cells) {
            wanted[1].push_back(data.course[cell]);
            wanted[2].push_back(data.condition[cell]);
        }
    }
    std::vector<std::vector<double>> basis;
    for (std::vector<double>& x : wanted) {
        for (const auto& q : basis) {
            const double along = std::inner_product(x.begin(), x.end(), q.begin(), 0.0);
            for (std::size_t i = 0; i < x.size(); ++i) x[i] -= along * q[i];
        }
        const double length = std::sqrt(std::inner_product(x.begin(), x.end(), x.begin(), 0.0));
        if (length < 1e-6) continue;
        for (double& value : x) value /= length;
        basis.push_back(std::move(x));
    }
    return basis;
}

/// The PCs less the displacement expected of a cell's population, batch, course and condition.
data::Embedding oracleOf(const simulate::TwinData& data, const data::Embedding& pcs,
                         const data::Embedding& moved) {
    data::Embedding oracle = pcs;
    for (const auto& cells : cross(data.population, data.batch).members())
        for (const auto& q : regressors(data, cells))
            for (std::size_t j = 0; j < pcs.cols; ++j) {
                double along = 0.0;
                for (std::size_t i = 0; i < cells.size(); ++i) along += q[i] * moved(cells[i], j);
                for (std::size_t i = 0; i < cells.size(); ++i)
                    oracle(cells[i], j) -= static_cast<float>(along * q[i]);
            }
    return oracle;
}

/// Mean share of its own population among a cell's first neighbours, per population: a third of the
/// population, 2 to 15.
std::vector<double> purities(const diagnose::NeighborTable& nearest, const Partition& populations,
                             const Partition& within) {
    constexpr std::size_t leastCells = 4;
    constexpr double leastMeasured = 8.0;
    std::vector<std::size_t> sizes(populations.count * within.count, 0);
    const auto sizeOf = [&](std::size_t i) -> std::size_t& {
        return sizes[populations.codes[i] * within.count + within.codes[i]];
    };
    for (std::size_t i = 0; i < populations.codes.size(); ++i) ++sizeOf(i);
    std::vector<double> sums(populations.count, 0.0);
    std::vector<double> counts(populations.count, 0.0);
    for (std::size_t i = 0; i < populations.codes.size(); ++i) {
        if (sizeOf(i) < leastCells) continue;
        const auto near = nearest.of(i);
        const std::size_t k = std::min(near.size(), std::clamp<std::size_t>(sizeOf(i) / 3, 2, 15));
        const auto same = std::ranges::count_if(near.first(k), [&](std::uint32_t cell) {
            return populations.codes[cell] == populations.codes[i];
        });
        sums[populations.codes[i]] += static_cast<double>(same) / static_cast<double>(k);
        counts[populations.codes[i]] += 1.0;
    }
    for (std::size_t p = 0; p < sums.size(); ++p)
        sums[p] = counts[p] >= leastMeasured ? sums[p] / counts[p] : unknown;
    return sums;
}

/// 1 − how far a cell's 8 nearest of batch and population lie from it on the course, relative to
/// any of them.
std::vector<double> courseRecalls(const simulate::TwinData& data, const data::Embedding& embedding,
                                  const data::NeighborGraph& graph, const base::Job& job) {
    constexpr std::size_t leastCells = 24;
    const Partition parts = cross(data.population, data.batch);
    const diagnose::Sample everyone = diagnose::everyCell(embedding.rows);
    const diagnose::NeighborTable nearest = diagnose::nearestWithin(
        embedding, parts, {everyone.cells, &graph}, std::vector<std::size_t>(parts.count, 8), job);
    std::vector<double> sums(data.population.levelCount(), 0.0);
    std::vector<double> counts(sums.size(), 0.0);
    for (const auto& cells : parts.members()) {
        if (cells.size() < leastCells) continue;
        const std::int32_t p = data.population.codes[cells.front()];
        if (!data.graded[p]) continue;
        for (const std::uint32_t i : cells) {
            const auto apart = [&](double sum, std::uint32_t j) {
                return sum + std::abs(data.course[i] - data.course[j]);
            };
            const auto near = nearest.of(i);
            const double mean = std::accumulate(near.begin(), near.end(), 0.0, apart) /
                                static_cast<double>(near.size());
            const double any = std::accumulate(cells.begin(), cells.end(), 0.0, apart) /
                               static_cast<double>(cells.size());
            sums[p] += 1.0 - mean / any;
            counts[p] += 1.0;
        }
    }
    for (std::size_t p = 0; p < sums.size(); ++p)
        sums[p] = counts[p] > 0.0 ? sums[p] / counts[p] : unknown;
    return sums;
}

/// How far the condition is told apart within population and batch, mean over batches.
std::vector<double> conditionsApart(const simulate::TwinData& data,
                                    const data::Embedding& embedding,
                                    const data::NeighborGraph& graph, const base::Job& job) {
    constexpr std::size_t leastCells = 30;
    const Partition parts = cross(data.population, data.batch);
    const auto members = parts.members();
    const auto under =
        diagnose::underStatistic(embedding, {data.condition, {"without", "with"}}, parts,
                                 diagnose::everyCell(embedding.rows), &graph, job);
    std::vector<double> sums(data.population.levelCount(), 0.0);
    std::vector<double> counts(sums.size(), 0.0);
    for (std::size_t part = 0; part < members.size(); ++part) {
        if (members[part].size() < leastCells || !under.bySet[part].defined()) continue;
        const std::int32_t p = data.population.codes[members[part].front()];
        sums[p] += under.bySet[part].value;
        counts[p] += 1.0;
    }
    for (std::size_t p = 0; p < sums.size(); ++p)
        sums[p] = counts[p] > 0.0 && data.conditioned[p] ? sums[p] / counts[p] : unknown;
    return sums;
}

}  // namespace

KnownCase prepare(const simulate::Scenario& scenario, const base::Job& job) {
    KnownCase known;
    known.scenario = scenario;
    known.data = simulate::simulate(scenario, job);
    known.logNormalised = preprocess::logNormalise(known.data.counts, job);
    const data::CsrMatrix unbatched = preprocess::logNormalise(known.data.unbatched, job);
    known.genes.resize(known.logNormalised.cols);
    std::iota(known.genes.begin(), known.genes.end(), 0U);
    preprocess::Pca pca = preprocess::pca(known.logNormalised, known.genes, {}, job);
    known.twin = preprocess::pca(unbatched, known.genes, {}, job).scores;
    known.oracle = oracleOf(known.data, pca.scores,
                            displacements(known.logNormalised, unbatched, pca.loadings));
    known.pcs = std::move(pca.scores);
    return known;
}

Judge::Judge(const KnownCase& known, const base::Job& job)
    : m_known(known),
      m_uncorrected(measure(known.pcs, job)),
      m_oracle(measure(known.oracle, job)) {}

Judge::Measures Judge::measure(const data::Embedding& embedding, const base::Job& job) const {
    const simulate::TwinData& data = m_known.data;
    const data::NeighborGraph graph =
        neighbors::findNeighbors(embedding, {.k = graphWidth, .search = "exact"}, job);
    const diagnose::Sample everyone = diagnose::everyCell(embedding.rows);
    const diagnose::Queries queries{everyone.cells, &graph};
    const Partition populations = partitionOf(data.population);
    const Partition batches = partitionOf(data.batch);
    const Partition one{std::vector<std::int32_t>(embedding.rows, 0), 1};
    Measures measures;
    for (const auto& u :
         diagnose::underStatistic(embedding, data.batch, populations, everyone, &graph, job).bySet)
        measures.separation.push_back(u.value);
    measures.purity =
        purities(diagnose::nearestOfAll(embedding, queries, 15, job), populations, one);
    measures.ownPurity =
        purities(diagnose::nearestWithin(embedding, batches, queries,
                                         std::vector<std::size_t>(batches.count, 15), job),
                 populations, batches);
    measures.courseRecall = courseRecalls(data, embedding, graph, job);
    measures.conditionApart.assign(populations.count, unknown);
    if (m_known.scenario.condition == simulate::Condition::Free)
        measures.conditionApart = conditionsApart(data, embedding, graph, job);
    return measures;
}

Truth Judge::truthOf(const data::Embedding& corrected, const base::Job& job) const {
    constexpr double leastCells = 20.0;
    constexpr double leastToLose = 0.1;
    const Measures now = measure(corrected, job);
    const auto sizes = partitionOf(m_known.data.population).sizes();
    double missing = 0.0;
    double tested = 0.0;
    double worst = unknown;
    for (std::size_t p = 0; p < sizes.size(); ++p) {
        const auto size = static_cast<double>(sizes[p]);
        const double ideal = m_oracle.separation[p];
        if (std::isfinite(now.separation[p]) && std::isfinite(ideal)) {
            missing += size * std::max(0.0, now.separation[p] - std::max(0.0, ideal));
            tested += size;
        }
        if (size < leastCells) continue;
        const auto lose = [&](double before, double after) {
            if (std::isfinite(before - after) && !(worst >= before - after))
                worst = std::max(0.0, before - after);
        };
        lose(std::min(m_uncorrected.purity[p], m_oracle.purity[p]), now.purity[p]);
        lose(m_uncorrected.ownPurity[p], now.ownPurity[p]);
        if (m_uncorrected.courseRecall[p] > leastToLose)
            lose(m_uncorrected.courseRecall[p], now.courseRecall[p]);
        if (m_uncorrected.conditionApart[p] > leastToLose)
            lose(m_uncorrected.conditionApart[p], now.conditionApart[p]);
    }
    return {tested > 0.0 ? missing / tested : unknown, worst};
}

}  // namespace counterpoint::bench
