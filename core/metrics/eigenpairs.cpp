#include "core/metrics/eigenpairs.h"

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/linalg/kernel.h"
#include "core/linalg/panel.h"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <span>
#include <type_traits>

namespace counterpoint::metrics {

namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;
using linalg::PanelOf;
using linalg::PanelWidth;
using TileMatrix = Eigen::Matrix<double, PanelWidth, PanelWidth, Eigen::RowMajor>;

/// The matrix is raised to this power: each step of the Krylov sequence costs as many products and
/// fewer panels must be kept orthogonal, which is the dearer part. Even, so that magnitude becomes
/// the order of the eigenvalues.
constexpr int power = 6;
constexpr auto width = static_cast<Eigen::Index>(PanelWidth);

/// Panels of the basis before it is restarted.
std::size_t panelsKept(std::size_t wanted) {
    return base::blockCount(5 * wanted / 2, PanelWidth);
}

/// y = S W x for a panel x and the diagonal S of `scales`: row i of y adds up rows of x.
template <class Real>
[[gnu::always_inline]] inline void addUpRows(const std::int64_t* starts,
                                             const std::uint32_t* columns, const float* weights,
                                             const Real* scales, const Real* x, std::size_t first,
                                             std::size_t last, Real* y) {
    for (std::size_t row = first; row < last; ++row) {
        Real sums[PanelWidth] = {};
        for (std::int64_t e = starts[row]; e < starts[row + 1]; ++e) {
            const Real* from = x + columns[e] * PanelWidth;
            const Real weight = weights[e];
#pragma omp simd
            for (std::size_t p = 0; p < PanelWidth; ++p) sums[p] += weight * from[p];
        }
        for (std::size_t p = 0; p < PanelWidth; ++p)
            y[row * PanelWidth + p] = scales[row] * sums[p];
    }
}

COUNTERPOINT_KERNEL
void multiplyRows(const std::int64_t* starts, const std::uint32_t* columns, const float* weights,
                  const double* scales, const double* x, std::size_t first, std::size_t last,
                  double* y) {
    addUpRows(starts, columns, weights, scales, x, first, last, y);
}

COUNTERPOINT_KERNEL
void multiplyRows(const std::int64_t* starts, const std::uint32_t* columns, const float* weights,
                  const float* scales, const float* x, std::size_t first, std::size_t last,
                  float* y) {
    addUpRows(starts, columns, weights, scales, x, first, last, y);
}

/// The matrix of which eigenpairs are wanted, in double precision without being stored.
struct ScaledMatrix {
    const data::CsrMatrix& weights;
    std::span<const double> scales;

    std::size_t rows() const { return weights.rows; }
    double at(std::size_t row, std::size_t j) const {
        return scales[row] * double{weights.rowValues(row)[j]} * scales[weights.rowColumns(row)[j]];
    }
    /// The matrix to a power times a panel.
    template <class Real>
    PanelOf<Real> times(const PanelOf<Real>& x, int factors, const base::Job& job) const {
        constexpr std::size_t rowsBetweenStopChecks = 4096;
        // Between two factors W stand two diagonals S.
        const std::vector<Real> once(scales.begin(), scales.end());
        std::vector<Real> twice(once);
        for (Real& scale : twice) scale *= scale;
        PanelOf<Real> from(x.size());
        for (std::size_t row = 0; row < rows(); ++row)
            for (std::size_t p = 0; p < PanelWidth; ++p)
                from[row * PanelWidth + p] = once[row] * x[row * PanelWidth + p];
        PanelOf<Real> to(x.size());
        for (int factor = 1; factor <= factors; ++factor) {
            const std::vector<Real>& after = factor < factors ? twice : once;
            for (std::size_t row = 0; row < rows(); row += rowsBetweenStopChecks) {
                job.checkStop();
                multiplyRows(weights.rowPointers.data(), weights.columns.data(),
                             weights.values.data(), after.data(), from.data(), row,
                             std::min(rows(), row + rowsBetweenStopChecks), to.data());
            }
            std::swap(from, to);
        }
        return from;
    }
};

template <class Real>
TileMatrix inner(const PanelOf<Real>& a, const PanelOf<Real>& b) {
    TileMatrix tile;
    linalg::panelInner(a.size() / PanelWidth, a.data(), b.data(), tile.data());
    return tile;
}

template <class Real>
PanelOf<Real> times(const PanelOf<Real>& a, const TileMatrix& tile) {
    PanelOf<Real> product(a.size());
    linalg::panelTimes(a.size() / PanelWidth, a.data(), tile.data(), product.data());
    return product;
}

/// Positions of the eigenvalues, largest magnitude first.
std::vector<Eigen::Index> byMagnitude(const Eigen::VectorXd& values) {
    std::vector<Eigen::Index> order(static_cast<std::size_t>(values.size()));
    std::iota(order.begin(), order.end(), Eigen::Index{0});
    std::ranges::stable_sort(order, [&values](Eigen::Index a, Eigen::Index b) {
        return std::abs(values[a]) > std::abs(values[b]);
    });
    return order;
}

Eigenpairs denseEigenpairs(const ScaledMatrix& matrix, std::size_t wanted) {
    const auto n = static_cast<Eigen::Index>(matrix.rows());
    Eigen::MatrixXd dense = Eigen::MatrixXd::Zero(n, n);
    for (std::size_t row = 0; row < matrix.rows(); ++row)
        for (std::size_t j = 0; j < matrix.weights.rowSize(row); ++j)
            dense(static_cast<Eigen::Index>(row), matrix.weights.rowColumns(row)[j]) =
                matrix.at(row, j);
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(dense);
    const auto order = byMagnitude(solver.eigenvalues());
    Eigenpairs pairs;
    for (std::size_t i = 0; i < wanted; ++i) {
        pairs.values.push_back(solver.eigenvalues()[order[i]]);
        const auto vector = solver.eigenvectors().col(order[i]);
        pairs.vectors.insert(pairs.vectors.end(), vector.begin(), vector.end());
    }
    return pairs;
}

/// Combinations of panels: columns of the result are those of [panels] · `weights`, in as many
/// panels as they need, the last filled up with zeros.
template <class Real>
std::vector<PanelOf<Real>> combine(const std::vector<PanelOf<Real>>& panels,
                                   const MatrixXd& weights) {
    std::vector<PanelOf<Real>> result;
    for (Eigen::Index first = 0; first < weights.cols(); first += width) {
        const Eigen::Index columns = std::min(width, weights.cols() - first);
        PanelOf<Real> sum(panels.front().size(), Real{0});
        for (std::size_t p = 0; p < panels.size(); ++p) {
            TileMatrix tile = TileMatrix::Zero();
            tile.leftCols(columns) =
                -weights.block(static_cast<Eigen::Index>(p) * width, first, width, columns);
            linalg::panelSubtract(sum.size() / PanelWidth, panels[p].data(), tile.data(),
                                  sum.data());
        }
        result.push_back(std::move(sum));
    }
    return result;
}

/// An orthonormal basis that grows by one panel at a time along the Krylov sequence of the power of
/// the matrix, and that power seen in it.
template <class Real>
class KrylovBasis {
  public:
    KrylovBasis(const ScaledMatrix& matrix, const base::Job& job)
        : m_matrix(matrix), m_job(job), m_next(matrix.rows() * PanelWidth) {
        for (Eigen::Index column = 0; column < width; ++column) randomise(column);
        TileMatrix unused = TileMatrix::Zero();
        normalise(unused);
    }

    std::size_t panels() const { return m_basis.size(); }
    const MatrixXd& projected() const { return m_projected; }
    /// What of the product of the last panel lies outside the basis, as a combination of the next.
    const TileMatrix& coupling() const { return m_coupling; }
    std::vector<PanelOf<Real>> combined(const MatrixXd& weights) const {
        return combine(m_basis, weights);
    }

    /// Takes the next panel into the basis, multiplies it and keeps the part that is new.
    void grow() {
        m_basis.push_back(std::move(m_next));
        m_next = m_matrix.times(m_basis.back(), power, m_job);
        // Exact arithmetic would need the first pass only, which takes away nearly everything; the
        // second keeps the basis orthogonal to rounding.
        MatrixXd column = MatrixXd::Zero(static_cast<Eigen::Index>(panels()) * width, width);
        orthogonalise(panels() <= m_restarted + 1 ? 0 : panels() - 2, &column);
        orthogonalise(0, &column);
        m_projected.conservativeResize(column.rows(), column.rows());
        m_projected.rightCols(width) = column;
        m_projected.bottomRows(width) = column.transpose();
        m_projected.bottomRightCorner(width, width) =
            0.5 * (column.bottomRows(width) + column.bottomRows(width).transpose());
        m_coupling.setIdentity();
        normalise(m_coupling);
    }

    /// Replaces the basis by combinations of it, a multiple of PanelWidth of them, in which the
    /// matrix is diagonal; the panel that would have come next stays next.
    void restart(const MatrixXd& weights, const VectorXd& values) {
        m_basis = combined(weights);
        m_projected = values.asDiagonal();
        m_restarted = panels();
    }

  private:
    /// Takes away from the next panel what lies along panels from `first` on; adds it to `column`.
    void orthogonalise(std::size_t first, MatrixXd* column) {
        m_job.checkStop();
        std::vector<TileMatrix> tiles;
        for (std::size_t p = first; p < panels(); ++p) tiles.push_back(inner(m_basis[p], m_next));
        for (std::size_t p = first; p < panels(); ++p) {
            const TileMatrix& tile = tiles[p - first];
            linalg::panelSubtract(m_matrix.rows(), m_basis[p].data(), tile.data(), m_next.data());
            if (column != nullptr)
                column->middleRows(static_cast<Eigen::Index>(p) * width, width) += tile;
        }
    }

    /// Makes the next panel orthonormal by its Gram matrix, as often as rounding needs it
    /// (Stathopoulos & Wu 2002), and keeps the product of the panel and `coupling` what it was.
    /// Directions that vanish are replaced by random ones, with nothing in `coupling`.
    void normalise(TileMatrix& coupling) {
        // Squared lengths of what is nothing but rounding, as such and beside the longest.
        constexpr double invariant = std::is_same_v<Real, double> ? 1e-24 : 1e-12;
        constexpr double negligible = std::is_same_v<Real, double> ? 1e-14 : 1e-7;
        constexpr int mostPasses = 6;
        for (int pass = 0; pass < mostPasses; ++pass) {
            const Eigen::SelfAdjointEigenSolver<TileMatrix> solver(inner(m_next, m_next));
            const auto& lengths = solver.eigenvalues();
            TileMatrix scaling = solver.eigenvectors();
            TileMatrix inverse = solver.eigenvectors().transpose();
            const double shortest =
                std::max(invariant, negligible * std::max(0.0, lengths[width - 1]));
            Eigen::Index vanished = 0;
            for (Eigen::Index t = 0; t < width; ++t) {
                const bool nothing = lengths[t] <= shortest;
                vanished += nothing ? 1 : 0;
                scaling.col(t) *= nothing ? 0.0 : 1.0 / std::sqrt(lengths[t]);
                inverse.row(t) *= nothing ? 0.0 : std::sqrt(lengths[t]);
            }
            m_next = times(m_next, scaling);
            coupling = (inverse * coupling).eval();
            for (Eigen::Index t = 0; t < vanished; ++t) randomise(t);  // the shortest come first
            if (vanished > 0)
                for (int again = 0; again < 2; ++again) orthogonalise(0, nullptr);
            const bool orthonormal = lengths[0] > 0.999 && lengths[width - 1] < 1.001;
            if (orthonormal && vanished == 0) return;
        }
    }

    void randomise(Eigen::Index column) {
        base::Random random(0, m_directions++);
        const double scale = 1.0 / std::sqrt(static_cast<double>(m_matrix.rows()));
        for (std::size_t row = 0; row < m_matrix.rows(); ++row)
            m_next[row * PanelWidth + static_cast<std::size_t>(column)] =
                static_cast<Real>(scale * random.normal());
    }

    const ScaledMatrix& m_matrix;
    const base::Job& m_job;
    std::vector<PanelOf<Real>> m_basis;
    PanelOf<Real> m_next;
    MatrixXd m_projected;
    TileMatrix m_coupling;
    std::size_t m_restarted = 0;  ///< panels right after the last restart
    std::uint64_t m_directions = 0;
};

/// Eigenpairs of the matrix itself from `wanted` vectors, orthonormal but for rounding, that span
/// eigenvectors of its power: eigenvalues get their sign, and those that differ in sign only are
/// told apart. By the vectors' true inner products, so that an eigenvalue of 1 is 1 even where they
/// were found in single precision.
Eigenpairs ofMatrix(const ScaledMatrix& matrix, const std::vector<PanelOf<double>>& vectors,
                    std::size_t wanted, const base::Job& job) {
    const auto size = static_cast<Eigen::Index>(vectors.size()) * width;
    MatrixXd projected = MatrixXd::Zero(size, size);
    MatrixXd gram = MatrixXd::Zero(size, size);
    for (std::size_t q = 0; q < vectors.size(); ++q) {
        const PanelOf<double> image = matrix.times(vectors[q], 1, job);
        for (std::size_t p = q; p < vectors.size(); ++p) {  // the lower halves
            const auto row = static_cast<Eigen::Index>(p) * width;
            const auto column = static_cast<Eigen::Index>(q) * width;
            projected.block(row, column, width, width) = inner(vectors[p], image);
            gram.block(row, column, width, width) = inner(vectors[p], vectors[q]);
        }
    }
    const auto count = static_cast<Eigen::Index>(wanted);
    const Eigen::GeneralizedSelfAdjointEigenSolver<MatrixXd> solver(
        projected.topLeftCorner(count, count), gram.topLeftCorner(count, count));
    MatrixXd weights = MatrixXd::Zero(size, count);
    Eigenpairs pairs;
    for (const Eigen::Index i : byMagnitude(solver.eigenvalues())) {
        weights.col(static_cast<Eigen::Index>(pairs.values.size())).head(count) =
            solver.eigenvectors().col(i);
        pairs.values.push_back(solver.eigenvalues()[i]);
    }
    const auto rotated = combine(vectors, weights);
    pairs.vectors.resize(wanted * matrix.rows());
    for (std::size_t i = 0; i < wanted; ++i)
        for (std::size_t row = 0; row < matrix.rows(); ++row)
            pairs.vectors[i * matrix.rows() + row] =
                rotated[i / PanelWidth][row * PanelWidth + i % PanelWidth];
    return pairs;
}

/// An orthonormal basis, in double precision, of the `wanted` eigenvectors of largest magnitude;
/// the work is done in the precision of `Real`.
template <class Real>
std::vector<PanelOf<double>> eigenspace(const ScaledMatrix& matrix, std::size_t wanted,
                                        double tolerance, const base::Job& job) {
    constexpr int mostRestarts = 200;
    const std::size_t capacity = panelsKept(wanted);
    const std::size_t kept = base::blockCount(8 * wanted / 5, PanelWidth);
    KrylovBasis<Real> krylov(matrix, job);
    for (int restart = 0; restart < mostRestarts; ++restart) {
        while (krylov.panels() < capacity) krylov.grow();
        const Eigen::SelfAdjointEigenSolver<MatrixXd> solver(krylov.projected());
        const VectorXd values = solver.eigenvalues().reverse();
        const MatrixXd vectors = solver.eigenvectors().rowwise().reverse();
        const auto count = static_cast<Eigen::Index>(wanted);
        const MatrixXd residuals = krylov.coupling() * vectors.bottomRows(width).leftCols(count);
        // A residual of the power is one of the matrix times the derivative of the power.
        const double slope = power * std::pow(std::abs(values[count - 1]), 1.0 - 1.0 / power);
        const double largest = std::pow(values[0], 1.0 / power);
        const double rounding = 1e-14 * values[0];
        if (residuals.colwise().norm().maxCoeff() <= tolerance * slope * largest + rounding) {
            std::vector<PanelOf<double>> found;
            for (const PanelOf<Real>& panel : krylov.combined(vectors.leftCols(count)))
                found.emplace_back(panel.begin(), panel.end());
            return found;
        }
        const auto next = static_cast<Eigen::Index>(kept) * width;
        krylov.restart(vectors.leftCols(next), values.head(next));
    }
    throw base::Error(base::ErrorKind::Internal,
                      "the eigenvectors of a cell graph could not be found; leave kBET out");
}

}  // namespace

Eigenpairs largestEigenpairs(const data::CsrMatrix& weights, std::span<const double> scales,
                             std::size_t wanted, const base::Job& job, double tolerance) {
    constexpr double floatsSuffice = 1e-4;  // rounding of floats stays far below
    const ScaledMatrix matrix{weights, scales};
    wanted = std::min(wanted, matrix.rows());
    if (matrix.rows() <= (panelsKept(wanted) + 1) * PanelWidth)
        return denseEigenpairs(matrix, wanted);
    const auto vectors = tolerance >= floatsSuffice
                             ? eigenspace<float>(matrix, wanted, tolerance, job)
                             : eigenspace<double>(matrix, wanted, tolerance, job);
    return ofMatrix(matrix, vectors, wanted, job);
}

}  // namespace counterpoint::metrics
