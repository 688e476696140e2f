#include "core/integrate/harmony_ridge.h"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <Eigen/QR>

namespace counterpoint::integrate {
namespace {

RidgeSolution unsolved(const RidgeProblem& problem) {
    return {false, std::vector<double>(problem.dimensions, 0.0),
            std::vector<double>(problem.design.levels() * problem.dimensions, 0.0)};
}

}  // namespace

RidgeSolution solveRidge(const RidgeProblem& problem) {
    return problem.design.covariates == 1 ? solveArrowhead(problem) : solveGeneral(problem);
}

RidgeSolution solveArrowhead(const RidgeProblem& problem) {
    RidgeSolution solution = unsolved(problem);
    const std::size_t levels = problem.design.levels();
    const std::size_t dimensions = problem.dimensions;
    double denominator = 0.0;
    for (std::size_t b = 0; b < levels; ++b) {
        if (!problem.kept[b]) continue;
        // With one covariate a group is a level. Anchored cells have the intercept only, as under
        // an endless penalty.
        const double pull = problem.design.anchored[b] != 0
                                ? 1.0
                                : problem.lambda[b] / (problem.weights[b] + problem.lambda[b]);
        denominator += pull * problem.weights[b];
        for (std::size_t j = 0; j < dimensions; ++j)
            solution.intercept[j] += pull * problem.sums[b * dimensions + j];
    }
    if (!(denominator > 0.0)) return unsolved(problem);
    for (double& x : solution.intercept) x /= denominator;
    for (std::size_t b = 0; b < levels; ++b) {
        if (!problem.kept[b] || problem.design.anchored[b] != 0) continue;
        const double weight = problem.weights[b];
        for (std::size_t j = 0; j < dimensions; ++j)
            solution.shifts[b * dimensions + j] =
                (problem.sums[b * dimensions + j] - weight * solution.intercept[j]) /
                (weight + problem.lambda[b]);
    }
    solution.solved = true;
    return solution;
}

RidgeSolution solveGeneral(const RidgeProblem& problem) {
    RidgeSolution solution = unsolved(problem);
    const std::size_t dimensions = problem.dimensions;
    std::vector<Eigen::Index> rowOf(problem.design.levels(), -1);
    Eigen::Index size = 1;
    for (std::size_t b = 0; b < rowOf.size(); ++b)
        if (problem.kept[b]) rowOf[b] = size++;

    Eigen::MatrixXd normal = Eigen::MatrixXd::Zero(size, size);
    Eigen::MatrixXd right = Eigen::MatrixXd::Zero(size, static_cast<Eigen::Index>(dimensions));
    std::vector<Eigen::Index> rows;
    for (std::size_t g = 0; g < problem.design.groupCount(); ++g) {
        rows.assign(1, 0);
        for (const std::uint32_t level : problem.design.groups[g])
            if (rowOf[level] >= 0) rows.push_back(rowOf[level]);
        if (rows.size() == 1) continue;                       // cells of no kept level take no part
        if (problem.design.anchored[g] != 0) rows.resize(1);  // the intercept only
        const Eigen::Map<const Eigen::RowVectorXd> sum(problem.sums.data() + g * dimensions,
                                                       static_cast<Eigen::Index>(dimensions));
        for (const Eigen::Index row : rows) {
            right.row(row) += sum;
            for (const Eigen::Index col : rows) normal(row, col) += problem.weights[g];
        }
    }
    if (!(normal(0, 0) > 0.0)) return solution;
    for (std::size_t b = 0; b < rowOf.size(); ++b)
        if (rowOf[b] >= 0) normal(rowOf[b], rowOf[b]) += problem.lambda[b];

    const Eigen::LDLT<Eigen::MatrixXd> factor(normal);
    Eigen::MatrixXd coefficients;
    if (factor.info() == Eigen::Success && factor.rcond() > 1e-14)
        coefficients = factor.solve(right);
    else
        coefficients = normal.completeOrthogonalDecomposition().solve(right);

    for (std::size_t j = 0; j < dimensions; ++j) {
        const auto column = static_cast<Eigen::Index>(j);
        solution.intercept[j] = coefficients(0, column);
        for (std::size_t b = 0; b < rowOf.size(); ++b)
            if (rowOf[b] >= 0) solution.shifts[b * dimensions + j] = coefficients(rowOf[b], column);
    }
    solution.solved = true;
    return solution;
}

}  // namespace counterpoint::integrate
