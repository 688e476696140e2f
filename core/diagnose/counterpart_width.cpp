#include "core/diagnose/counterpart_width.h"

#include "core/base/random.h"

#include <Eigen/Dense>

#include <algorithm>
#include <array>
#include <cmath>

namespace counterpoint::diagnose {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr std::size_t mostCells = 200;    ///< of a side
constexpr std::size_t leastCells = 30;    ///< of a side
constexpr std::size_t leastOfBatch = 20;  ///< fewer have no mean to be centred at
constexpr Index folds = 5;
constexpr Index components = 6;
constexpr std::uint64_t sampleStream = 0x71d7;

/// A cell of one of the two sides.
struct Row {
    std::uint32_t cell = 0;
    std::size_t from = 0;  ///< 0: the cluster, else a batch elsewhere
    bool second = false;
};

std::vector<Row> sampled(std::vector<Row> rows, const base::Job& job) {
    std::vector<std::uint32_t> order =
        base::permutation(rows.size(), base::Random(job.seed(), sampleStream));
    order.resize(std::min(order.size(), mostCells));
    std::ranges::sort(order);
    std::vector<Row> result;
    for (const std::uint32_t i : order) result.push_back(rows[i]);
    return result;
}

/// Products of cells, each less the mean of where it is from.
MatrixXd centredProducts(const Expression& expression, const std::vector<Row>& rows,
                         std::size_t sources) {
    std::vector<Index> column(expression.values->cols, -1);
    for (std::size_t g = 0; g < expression.genes.size(); ++g)
        column[expression.genes[g]] = static_cast<Index>(g);
    MatrixXd values = MatrixXd::Zero(static_cast<Index>(rows.size()),
                                     static_cast<Index>(expression.genes.size()));
    MatrixXd means = MatrixXd::Zero(static_cast<Index>(sources), values.cols());
    std::vector<double> counts(sources, 0.0);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto columns = expression.values->rowColumns(rows[i].cell);
        const auto row = expression.values->rowValues(rows[i].cell);
        for (std::size_t e = 0; e < columns.size(); ++e)
            if (const Index g = column[columns[e]]; g >= 0)
                values(static_cast<Index>(i), g) = row[e];
        means.row(static_cast<Index>(rows[i].from)) += values.row(static_cast<Index>(i));
        counts[rows[i].from] += 1.0;
    }
    for (std::size_t s = 0; s < sources; ++s)
        means.row(static_cast<Index>(s)) /= std::max(1.0, counts[s]);
    for (std::size_t i = 0; i < rows.size(); ++i)
        values.row(static_cast<Index>(i)) -= means.row(static_cast<Index>(rows[i].from));
    return values * values.transpose();
}

/// Sums of squares of left-out cells, of the cluster and of its counterpart.
using Squares = std::array<double, 2>;

/// What one fold's cells have along the way between the halves, and over all components; both are
/// found from the cells of the other folds.
void addFold(const MatrixXd& products, const std::vector<Row>& rows, Index fold, Squares& along,
             Squares& overall) {
    std::vector<Index> kept;
    std::array<double, 2> counts{};
    for (Index i = 0; i < products.rows(); ++i)
        if (i % folds != fold) {
            kept.push_back(i);
            counts[rows[i].from == 0 ? 0 : 1] += 1.0;
        }
    const auto size = static_cast<Index>(kept.size());
    VectorXd weight(size);  // both sides weigh the same
    for (Index i = 0; i < size; ++i)
        weight[i] = 1.0 / std::sqrt(counts[rows[kept[i]].from == 0 ? 0 : 1]);
    const MatrixXd weighted = weight.asDiagonal() * products(kept, kept) * weight.asDiagonal();
    const Eigen::SelfAdjointEigenSolver<MatrixXd> solver(weighted);
    const VectorXd scale =
        solver.eigenvalues().tail(components).cwiseMax(1e-12).cwiseSqrt().cwiseInverse();
    const MatrixXd places = products(Eigen::all, kept) * weight.asDiagonal() *
                            solver.eigenvectors().rightCols(components) * scale.asDiagonal();
    std::array<VectorXd, 2> means{VectorXd::Zero(components), VectorXd::Zero(components)};
    std::array<double, 2> halves{};
    for (const Index i : kept)
        if (rows[i].from == 0) {
            means[rows[i].second ? 1 : 0] += places.row(i).transpose();
            halves[rows[i].second ? 1 : 0] += 1.0;
        }
    if (halves[0] == 0.0 || halves[1] == 0.0) return;
    const VectorXd way = (means[1] / halves[1] - means[0] / halves[0]).normalized();
    for (Index i = fold; i < products.rows(); i += folds) {
        const std::size_t side = rows[i].from == 0 ? 0 : 1;
        along[side] += std::pow(places.row(i).dot(way), 2.0);
        overall[side] += places.row(i).squaredNorm();
    }
}

}  // namespace

double widthAgainstCounterpart(const Expression& expression, std::span<const std::uint32_t> cells,
                               const std::vector<bool>& second,
                               const std::vector<std::vector<std::uint32_t>>& elsewhere,
                               const base::Job& job) {
    std::vector<Row> cluster;
    for (std::size_t i = 0; i < cells.size(); ++i) cluster.push_back({cells[i], 0, second[i]});
    std::vector<Row> counterpart;
    for (std::size_t b = 0; b < elsewhere.size(); ++b)
        if (elsewhere[b].size() >= leastOfBatch)
            for (const std::uint32_t cell : elsewhere[b])
                counterpart.push_back({cell, b + 1, false});
    if (cluster.size() < leastCells || counterpart.size() < leastCells) return 0.0;
    std::vector<Row> rows = sampled(std::move(cluster), job);
    std::ranges::copy(sampled(std::move(counterpart), job), std::back_inserter(rows));

    const MatrixXd products = centredProducts(expression, rows, elsewhere.size() + 1);
    Squares along{};
    Squares overall{};
    for (Index fold = 0; fold < folds; ++fold) {
        job.checkStop();
        addFold(products, rows, fold, along, overall);
    }
    if (!(along[1] > 0.0 && overall[0] > 0.0 && overall[1] > 0.0)) return 0.0;
    return (along[0] / overall[0]) / (along[1] / overall[1]);
}

}  // namespace counterpoint::diagnose
