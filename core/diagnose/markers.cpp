#include "core/diagnose/markers.h"

#include "core/base/parallel.h"
#include "core/diagnose/area_under_curve.h"
#include "core/diagnose/partition.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <numeric>
#include <span>

namespace counterpoint::diagnose {

namespace {

constexpr std::size_t reach = 15;
constexpr std::size_t markersEach = 20;
constexpr double leastFoldChange = 0.25;  // of a marker, natural logarithm
constexpr double leastCells = 10.0;
constexpr double leastTested = 20.0;  // cells of a population in a batch, for the controls
constexpr double calledFrom = 4.0;    // |t|
constexpr std::size_t genesPerBlock = 64;

std::span<const std::uint32_t> firstOf(const NeighborTable& nearest, std::size_t cell) {
    return nearest.of(cell).first(std::min<std::size_t>(reach, nearest.lengths[cell]));
}

/// The chosen genes of the cells, each gene's values by cell: genes × (cell, value).
struct GeneColumns {
    std::vector<std::vector<std::pair<std::uint32_t, float>>> values;

    explicit GeneColumns(const Expression& expression) : values(expression.genes.size()) {
        std::vector<std::int32_t> place(expression.values->cols, -1);
        for (std::size_t g = 0; g < expression.genes.size(); ++g)
            place[expression.genes[g]] = static_cast<std::int32_t>(g);
        for (std::uint32_t cell = 0; cell < expression.values->rows; ++cell) {
            const auto columns = expression.values->rowColumns(cell);
            const auto row = expression.values->rowValues(cell);
            for (std::size_t e = 0; e < columns.size(); ++e)
                if (place[columns[e]] >= 0) values[place[columns[e]]].emplace_back(cell, row[e]);
        }
    }
    /// All cells of one gene.
    void fill(std::size_t gene, std::vector<double>& cells) const {
        std::ranges::fill(cells, 0.0);
        for (const auto& [cell, value] : values[gene]) cells[cell] = value;
    }
};

void neighborMeans(const NeighborTable& nearest, std::span<const double> cells,
                   std::vector<double>& means) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const auto near = firstOf(nearest, i);
        double sum = 0.0;
        for (const std::uint32_t cell : near) sum += cells[cell];
        means[i] = near.empty() ? 0.0 : sum / static_cast<double>(near.size());
    }
}

/// How often the cells of every population and batch have a cell among their first neighbours, in
/// parts of a neighbourhood: what it takes to sum neighbours' means without making them.
class Reach {
  public:
    Reach(const Partition& labels, const data::Categories& batch, const NeighborTable& nearest)
        : m_batches(batch.levelCount()), m_shares(labels.codes.size()) {
        for (std::size_t i = 0; i < labels.codes.size(); ++i) {
            if (labels.codes[i] < 0) continue;
            const auto near = firstOf(nearest, i);
            const std::size_t place = labels.codes[i] * m_batches + batch.codes[i];
            for (const std::uint32_t cell : near)
                m_shares[cell][place] += 1.0 / static_cast<double>(near.size());
        }
    }
    PairTable sumsOf(std::span<const std::pair<std::uint32_t, float>> values,
                     std::size_t populations) const {
        PairTable sums(populations, m_batches);
        for (const auto& [cell, value] : values)
            for (const auto& [place, share] : m_shares[cell]) sums.values[place] += share * value;
        return sums;
    }

  private:
    std::size_t m_batches;
    std::vector<std::map<std::size_t, double>> m_shares;  ///< per cell: population × batch
};

PairTable sumsOf(std::span<const std::pair<std::uint32_t, float>> values, const Partition& labels,
                 const data::Categories& batch) {
    PairTable sums(labels.count, batch.levelCount());
    for (const auto& [cell, value] : values)
        if (labels.codes[cell] >= 0) sums(labels.codes[cell], batch.codes[cell]) += value;
    return sums;
}

/// Log fold change of every label against the other cells of the same batch, mean over batches
/// weighted by the label's cells; NaN where no batch allows it.
std::vector<double> foldChanges(const PairTable& sums, const PairTable& counts) {
    std::vector<double> result(counts.rows, MarkerRetention::unknown);
    for (std::size_t p = 0; p < counts.rows; ++p) {
        double change = 0.0;
        double weight = 0.0;
        for (std::size_t b = 0; b < counts.cols; ++b) {
            double others = 0.0;
            double othersSum = 0.0;
            for (std::size_t q = 0; q < counts.rows; ++q) {
                if (q == p) continue;
                others += counts(q, b);
                othersSum += sums(q, b);
            }
            if (counts(p, b) < leastCells || others < leastCells) continue;
            change += counts(p, b) * (sums(p, b) / counts(p, b) - othersSum / others);
            weight += counts(p, b);
        }
        if (weight > 0.0) result[p] = change / weight;
    }
    return result;
}

/// Sums of one gene in one population of one batch.
struct Moments {
    double n = 0.0;
    double sum = 0.0;
    double squares = 0.0;

    void add(double x) {
        n += 1.0;
        sum += x;
        squares += x * x;
    }
    double mean() const { return sum / n; }
    double errorSquared() const { return std::max(0.0, squares - sum * sum / n) / (n - 1.0) / n; }
};

/// Per population: whether a gene differs between one of its batches and the others.
std::vector<bool> differsBetweenBatches(std::span<const double> values, const Partition& sets,
                                        const data::Categories& batch) {
    const std::size_t batches = batch.levelCount();
    std::vector<Moments> moments(sets.count * batches);
    for (std::size_t i = 0; i < values.size(); ++i)
        if (sets.codes[i] >= 0) moments[sets.codes[i] * batches + batch.codes[i]].add(values[i]);
    std::vector<bool> differs(sets.count, false);
    for (std::size_t p = 0; p < sets.count; ++p)
        for (std::size_t b = 0; b < batches; ++b) {
            const Moments& here = moments[p * batches + b];
            Moments others;
            for (std::size_t other = 0; other < batches; ++other) {
                if (other == b) continue;
                others.n += moments[p * batches + other].n;
                others.sum += moments[p * batches + other].sum;
                others.squares += moments[p * batches + other].squares;
            }
            if (here.n < leastTested || others.n < leastTested) continue;
            const double error = std::sqrt(here.errorSquared() + others.errorSquared());
            if (error > 0.0 && std::abs(here.mean() - others.mean()) > calledFrom * error)
                differs[p] = true;
        }
    return differs;
}

/// The label most neighbours have; the own one where none has any.
Partition votedLabels(const Partition& labels, const NeighborTable& nearest) {
    Partition voted = labels;
    std::vector<int> votes(labels.count);
    for (std::size_t i = 0; i < labels.codes.size(); ++i) {
        std::ranges::fill(votes, 0);
        for (const std::uint32_t cell : firstOf(nearest, i))
            if (labels.codes[cell] >= 0) ++votes[labels.codes[cell]];
        const auto most = std::ranges::max_element(votes);
        if (most != votes.end() && *most > 0)
            voted.codes[i] = static_cast<std::int32_t>(most - votes.begin());
    }
    return voted;
}

double correlationOf(std::span<const double> x, std::span<const double> y) {
    const auto n = static_cast<double>(x.size());
    const double meanX = std::accumulate(x.begin(), x.end(), 0.0) / n;
    const double meanY = std::accumulate(y.begin(), y.end(), 0.0) / n;
    double xx = 0.0;
    double yy = 0.0;
    double xy = 0.0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        xx += (x[i] - meanX) * (x[i] - meanX);
        yy += (y[i] - meanY) * (y[i] - meanY);
        xy += (x[i] - meanX) * (y[i] - meanY);
    }
    return xx > 0.0 && yy > 0.0 ? xy / std::sqrt(xx * yy) : 0.0;
}

/// What one gene says of every population.
struct GeneAnswer {
    std::vector<double> before;
    std::vector<double> now;
    std::vector<bool> differed;  ///< between batches of the labelled population
    std::vector<bool> differs;   ///< between batches of the population drawn by neighbours
};

/// Mean area under the curve of each population's markers, by the neighbours' means.
void findMarkerAurocs(const GeneColumns& genes, const std::vector<GeneAnswer>& answers,
                      const Partition& labels, const NeighborTable& nearest,
                      std::vector<MarkerRetention>& result) {
    std::map<std::size_t, std::vector<std::size_t>> populationsOfGene;
    for (std::size_t p = 0; p < labels.count; ++p) {
        std::vector<std::pair<double, std::size_t>> strongest;
        for (std::size_t g = 0; g < answers.size(); ++g)
            if (answers[g].before[p] >= leastFoldChange)
                strongest.emplace_back(-answers[g].before[p], g);
        std::ranges::sort(strongest);
        strongest.resize(std::min(strongest.size(), markersEach));
        for (const auto& [change, gene] : strongest) populationsOfGene[gene].push_back(p);
    }
    std::vector<double> sums(labels.count, 0.0);
    std::vector<double> counts(labels.count, 0.0);
    std::vector<double> values(labels.codes.size());
    std::vector<double> means(values.size());
    for (const auto& [gene, populations] : populationsOfGene) {
        genes.fill(gene, values);
        neighborMeans(nearest, values, means);
        for (const std::size_t p : populations) {
            std::vector<std::pair<double, bool>> scores;
            for (std::size_t i = 0; i < means.size(); ++i)
                if (labels.codes[i] >= 0)
                    scores.emplace_back(means[i], labels.codes[i] == static_cast<std::int32_t>(p));
            const double area = areaUnderCurve(std::move(scores));
            if (!std::isfinite(area)) continue;
            sums[p] += area;
            counts[p] += 1.0;
        }
    }
    for (std::size_t p = 0; p < labels.count; ++p)
        if (counts[p] > 0.0) result[p].auroc = sums[p] / counts[p];
}

}  // namespace

std::vector<MarkerRetention> markerRetention(const Expression& expression,
                                             const data::Categories& labels,
                                             const data::Categories& batch,
                                             const NeighborTable& nearest, const base::Job& job) {
    const Partition populations{labels.codes, labels.levelCount()};
    const Partition voted = votedLabels(populations, nearest);
    const PairTable counts = countByBatch(populations, batch);
    const GeneColumns genes(expression);
    const Reach reached(populations, batch, nearest);
    std::vector<GeneAnswer> answers(genes.values.size());
    base::parallelBlocks(
        job, answers.size(), genesPerBlock, [&](std::size_t begin, std::size_t end, std::size_t) {
            std::vector<double> values(labels.size());
            for (std::size_t g = begin; g < end; ++g) {
                job.checkStop();
                genes.fill(g, values);
                const auto& column = genes.values[g];
                answers[g] = {foldChanges(sumsOf(column, populations, batch), counts),
                              foldChanges(reached.sumsOf(column, populations.count), counts),
                              differsBetweenBatches(values, populations, batch),
                              differsBetweenBatches(values, voted, batch)};
            }
        });
    std::vector<MarkerRetention> result(populations.count);
    findMarkerAurocs(genes, answers, populations, nearest, result);
    for (std::size_t p = 0; p < populations.count; ++p) {
        std::vector<double> before;
        std::vector<double> now;
        double controls = 0.0;
        double called = 0.0;
        for (const GeneAnswer& answer : answers) {
            if (!std::isfinite(answer.before[p])) continue;
            before.push_back(answer.before[p]);
            now.push_back(answer.now[p]);
            if (answer.differed[p]) continue;
            controls += 1.0;
            called += answer.differs[p] ? 1.0 : 0.0;
        }
        if (!before.empty()) result[p].correlation = correlationOf(before, now);
        if (controls > 0.0) result[p].falselyDifferent = called / controls;
    }
    return result;
}

}  // namespace counterpoint::diagnose
