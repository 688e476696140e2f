#include "core/diagnose/pooled_pieces.h"

#include "core/diagnose/halved.h"

#include <Eigen/Dense>

#include <algorithm>
#include <limits>
#include <numeric>

namespace counterpoint::diagnose {

namespace {

constexpr Eigen::Index whitenedDims = 10;
constexpr int fixedPointRounds = 30;
constexpr Eigen::Index sketched = 4000;  ///< cells that are enough to find a direction

using Eigen::MatrixXd;
using Eigen::VectorXd;

MatrixXd matrixOf(const data::Embedding& cells) {
    using Rows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    return Eigen::Map<const Rows>(cells.values.data(), static_cast<Eigen::Index>(cells.rows),
                                  static_cast<Eigen::Index>(cells.cols))
        .cast<double>();
}

/// Their first principal components, each of variance 1.
MatrixXd whitened(const MatrixXd& cells) {
    const MatrixXd centred = cells.rowwise() - cells.colwise().mean();
    const MatrixXd covariance = centred.transpose() * centred / static_cast<double>(cells.rows());
    const Eigen::SelfAdjointEigenSolver<MatrixXd> solver(covariance);
    const Eigen::Index kept = std::min(whitenedDims, cells.cols());
    const VectorXd scale =
        solver.eigenvalues().tail(kept).cwiseMax(1e-12).cwiseSqrt().cwiseInverse();
    return centred * solver.eigenvectors().rightCols(kept) * scale.asDiagonal();
}

/// The direction of smallest kurtosis.
VectorXd directionOfModes(const MatrixXd& all) {
    const Eigen::Index step = (all.rows() + sketched - 1) / sketched;
    const MatrixXd white = all(Eigen::seq(0, all.rows() - 1, step), Eigen::all);
    const auto cells = static_cast<double>(white.rows());
    VectorXd best;
    double least = std::numeric_limits<double>::infinity();
    for (Eigen::Index start = 0; start < white.cols(); ++start) {
        VectorXd w = VectorXd::Unit(white.cols(), start);
        for (int round = 0; round < fixedPointRounds; ++round) {
            const VectorXd along = white * w;
            w = (white.transpose() * along.array().cube().matrix() / cells - 3.0 * w).normalized();
        }
        const double kurtosis = (white * w).array().pow(4).sum() / cells;
        if (!(kurtosis < least)) continue;
        least = kurtosis;
        best = w;
    }
    return best;
}

}  // namespace

std::array<Vector, 2> pooledHalves(const data::Embedding& residuals) {
    if (residuals.rows < 4) return {};
    const MatrixXd white = whitened(matrixOf(residuals));
    const VectorXd direction = directionOfModes(white);
    if (direction.size() == 0) return {};
    const VectorXd along = white * direction;
    data::Embedding line(residuals.rows, 1);
    for (std::size_t i = 0; i < residuals.rows; ++i)
        line(i, 0) = static_cast<float>(along(static_cast<Eigen::Index>(i)));
    std::vector<std::uint32_t> all(residuals.rows);
    std::iota(all.begin(), all.end(), 0U);
    const Halved halves = halved(line, batchCluster(line, std::move(all)));
    if (halves.whole()) return {};
    std::array<Vector, 2> means;
    for (std::size_t side = 0; side < 2; ++side) {
        means[side].assign(residuals.cols, 0.0);
        for (const std::uint32_t cell : halves.cells[side])
            for (std::size_t j = 0; j < residuals.cols; ++j) means[side][j] += residuals(cell, j);
        for (double& x : means[side]) x /= static_cast<double>(halves.cells[side].size());
    }
    return means;
}

}  // namespace counterpoint::diagnose
