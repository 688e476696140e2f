#include "core/diagnose/marker_cut.h"

#include "core/base/random.h"
#include "core/diagnose/two_populations.h"

#include <Eigen/Dense>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace counterpoint::diagnose {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr std::size_t leastCells = 50;    ///< of the cluster
constexpr std::size_t leastOther = 30;    ///< of its counterpart
constexpr std::size_t leastOfBatch = 20;  ///< fewer have no mean to be centred at
constexpr std::size_t leastHalf = 20;
constexpr std::size_t mostCells = 400;  ///< of a side
constexpr std::size_t widerGenes = 40;  ///< that vary most beyond the counterpart
constexpr std::size_t markers = 20;
constexpr int rounds = 4;
constexpr Index folds = 5;
constexpr double varianceFloor = 0.2;  ///< of noise, where variances are compared
constexpr double scatterFloor = 0.05;  ///< of noise, where differences are
constexpr std::uint64_t sampleStream = 0x3a4c;

/// Genes divided by their noise, sampled cells × genes, every batch less its mean.
class Side {
  public:
    Side(const Expression& expression, std::span<const float> noise, const CellsByBatch& batches,
         const base::Job& job) {
        std::vector<std::pair<std::uint32_t, std::size_t>> all;
        for (std::size_t b = 0; b < batches.size(); ++b)
            if (batches[b].size() >= leastOfBatch)
                for (const std::uint32_t cell : batches[b]) all.emplace_back(cell, b);
        std::vector<std::uint32_t> order =
            base::permutation(all.size(), base::Random(job.seed(), sampleStream));
        order.resize(std::min(order.size(), mostCells));
        std::ranges::sort(order);
        std::vector<Index> column(expression.values->cols, -1);
        for (std::size_t g = 0; g < expression.genes.size(); ++g)
            column[expression.genes[g]] = static_cast<Index>(g);
        m_values = MatrixXd::Zero(static_cast<Index>(order.size()),
                                  static_cast<Index>(expression.genes.size()));
        MatrixXd means = MatrixXd::Zero(static_cast<Index>(batches.size()), m_values.cols());
        std::vector<double> counts(batches.size(), 0.0);
        for (Index i = 0; i < m_values.rows(); ++i) {
            const auto [cell, batch] = all[order[i]];
            const auto genes = expression.values->rowColumns(cell);
            const auto values = expression.values->rowValues(cell);
            for (std::size_t e = 0; e < genes.size(); ++e)
                if (const Index g = column[genes[e]]; g >= 0)
                    m_values(i, g) = values[e] / noise[genes[e]];
            means.row(static_cast<Index>(batch)) += m_values.row(i);
            counts[batch] += 1.0;
        }
        for (std::size_t b = 0; b < counts.size(); ++b)
            means.row(static_cast<Index>(b)) /= std::max(1.0, counts[b]);
        for (Index i = 0; i < m_values.rows(); ++i)
            m_values.row(i) -= means.row(static_cast<Index>(all[order[i]].second));
        m_squares = m_values.cwiseAbs2();
    }

    const MatrixXd& values() const { return m_values; }
    const MatrixXd& squares() const { return m_squares; }
    std::size_t cells() const { return static_cast<std::size_t>(m_values.rows()); }

    /// Per cell 1, or 0 for those of a fold.
    VectorXd without(Index fold) const {
        VectorXd kept = VectorXd::Ones(m_values.rows());
        for (Index i = fold; i < kept.size(); i += folds) kept[i] = 0.0;
        return kept;
    }

  private:
    MatrixXd m_values;
    MatrixXd m_squares;
};

/// Of every gene, over cells that count 1 and not 0.
struct Moments {
    double cells = 0.0;
    VectorXd mean;
    VectorXd variance;
};

Moments momentsOf(const Side& side, const VectorXd& counts) {
    Moments moments;
    moments.cells = counts.sum();
    moments.mean = side.values().transpose() * counts / moments.cells;
    moments.variance =
        side.squares().transpose() * counts / moments.cells - moments.mean.cwiseAbs2();
    return moments;
}

/// Columns by descending score, ascending among equals, the first `count`, in ascending order.
std::vector<Index> largest(const VectorXd& score, std::size_t count) {
    std::vector<Index> order(score.size());
    std::iota(order.begin(), order.end(), Index{0});
    std::ranges::stable_sort(order, [&](Index a, Index b) { return score[a] > score[b]; });
    order.resize(std::min(order.size(), count));
    std::ranges::sort(order);
    return order;
}

/// The leading direction of the genes that vary most beyond the counterpart.
VectorXd widerDirection(const Side& cluster, const VectorXd& kept, const Side& counterpart,
                        const VectorXd& keptOfCounterpart) {
    const VectorXd ratio =
        (momentsOf(cluster, kept).variance.array() + varianceFloor) /
        (momentsOf(counterpart, keptOfCounterpart).variance.array() + varianceFloor);
    const std::vector<Index> genes = largest(ratio, widerGenes);
    const MatrixXd chosen = cluster.values()(Eigen::all, genes);
    const Eigen::SelfAdjointEigenSolver<MatrixXd> solver(chosen.transpose() * kept.asDiagonal() *
                                                         chosen);
    VectorXd direction = VectorXd::Zero(cluster.values().cols());
    for (std::size_t g = 0; g < genes.size(); ++g)
        direction[genes[g]] =
            solver.eigenvectors()(static_cast<Index>(g), solver.eigenvectors().cols() - 1);
    return direction;
}

/// A direction, and the genes it is made of.
struct Direction {
    VectorXd weights;
    std::vector<Index> genes;
};

/// The genes that tell two halves apart, and the direction that they make.
Direction markersOf(const Moments& first, const Moments& second) {
    const VectorXd scatter =
        (first.variance * first.cells + second.variance * second.cells).array() /
            (first.cells + second.cells - 2.0) +
        scatterFloor;
    const VectorXd apart = (second.mean - first.mean).array() / scatter.array().sqrt();
    Direction result{VectorXd::Zero(apart.size()), largest(apart.cwiseAbs(), markers)};
    for (const Index g : result.genes)
        result.weights[g] = std::clamp(apart[g], -1.0, 1.0) / std::sqrt(scatter[g]);
    result.weights.normalize();
    return result;
}

/// From genes to halves to the genes that tell these apart, some times over, by the cells that are
/// kept.
Direction markerDirection(const Side& cluster, const VectorXd& kept, const Side& counterpart,
                          const VectorXd& keptOfCounterpart) {
    constexpr double leastOfHalf = 8.0;
    Direction direction{widerDirection(cluster, kept, counterpart, keptOfCounterpart), {}};
    VectorXd places = cluster.values() * direction.weights;
    std::vector<double> ofKept;
    for (Index i = 0; i < places.size(); ++i)
        if (kept[i] != 0.0) ofKept.push_back(places[i]);
    double cut = middle(ofKept);
    for (int round = 0; round < rounds; ++round) {
        const VectorXd inSecond = (places.array() > cut).cast<double>() * kept.array();
        const VectorXd inFirst = kept - inSecond;
        if (std::min(inSecond.sum(), inFirst.sum()) < leastOfHalf) break;
        direction = markersOf(momentsOf(cluster, inFirst), momentsOf(cluster, inSecond));
        places = cluster.values() * direction.weights;
        cut = (places.dot(inFirst) / inFirst.sum() + places.dot(inSecond) / inSecond.sum()) / 2.0;
    }
    return direction;
}

/// Sum of squares along a way of the cells that are not kept.
double squaresOfLeftOut(const Side& side, const VectorXd& kept, const VectorXd& way) {
    return ((side.values() * way).array().square() * (1.0 - kept.array())).sum();
}

/// Where a cell lies along a direction, up to the same constant for all.
double placeOfCell(const Expression& expression, std::span<const float> noise,
                   std::span<const double> weightOfColumn, std::uint32_t cell) {
    double place = 0.0;
    const auto genes = expression.values->rowColumns(cell);
    const auto values = expression.values->rowValues(cell);
    for (std::size_t e = 0; e < genes.size(); ++e)
        place += weightOfColumn[genes[e]] * values[e] / noise[genes[e]];
    return place;
}

}  // namespace

MarkerCut markerCut(const Expression& expression, std::span<const float> noise,
                    std::span<const std::uint32_t> cells, const CellsByBatch& elsewhere,
                    const CellsByBatch& around, const base::Job& job) {
    if (cells.size() < leastCells) return {};
    const Side counterpart(expression, noise, elsewhere, job);
    if (counterpart.cells() < leastOther) return {};
    const Side near(expression, noise, around, job);
    const Side cluster(expression, noise, {{cells.begin(), cells.end()}}, job);
    const auto all = [](const Side& side) {
        return VectorXd(VectorXd::Ones(side.values().rows()));
    };
    const Direction direction =
        markerDirection(cluster, all(cluster), counterpart, all(counterpart));
    if (direction.genes.empty()) return {};

    std::vector<double> leftOut;
    std::array<double, 3> squares{};
    for (Index fold = 0; fold < folds; ++fold) {
        job.checkStop();
        const VectorXd kept = cluster.without(fold);
        VectorXd way =
            markerDirection(cluster, kept, counterpart, counterpart.without(fold)).weights;
        if (way.dot(direction.weights) < 0.0) way = -way;
        const VectorXd places = cluster.values() * way;
        for (Index i = fold; i < places.size(); i += folds) leftOut.push_back(places[i]);
        squares[0] += squaresOfLeftOut(cluster, kept, way);
        squares[1] += squaresOfLeftOut(counterpart, counterpart.without(fold), way);
        squares[2] += squaresOfLeftOut(near, near.without(fold), way);
    }
    MarkerCut cut;
    std::ranges::sort(leftOut);
    cut.depth = dip(leftOut) * std::sqrt(static_cast<double>(leftOut.size()));
    const double own = squares[0] / static_cast<double>(cluster.cells());
    const double other = std::max(squares[1] / static_cast<double>(counterpart.cells()),
                                  squares[2] / static_cast<double>(near.cells()));
    cut.width = other > 0.0 ? own / other : 0.0;

    std::vector<double> weightOfColumn(expression.values->cols, 0.0);
    for (const Index g : direction.genes) {
        weightOfColumn[expression.genes[g]] = direction.weights[g];
        cut.genes.push_back(expression.genes[g]);
    }
    std::vector<double> places;
    for (const std::uint32_t cell : cells)
        places.push_back(placeOfCell(expression, noise, weightOfColumn, cell));
    const double at = middle(places);
    for (const double place : places) cut.second.push_back(place > at);
    const auto size = static_cast<std::size_t>(std::ranges::count(cut.second, true));
    if (std::min(size, cells.size() - size) < leastHalf) return {};
    return cut;
}

}  // namespace counterpoint::diagnose
