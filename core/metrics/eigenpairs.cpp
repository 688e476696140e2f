#include "core/metrics/eigenpairs.h"

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/linalg/kernel.h"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

namespace counterpoint::metrics {

namespace {

using Rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// products[i] = basis[i] · vector, for `count` basis vectors of length `n`.
COUNTERPOINT_KERNEL
void project(const double* basis, std::size_t count, std::size_t n, const double* vector,
             double* products) {
    for (std::size_t i = 0; i < count; ++i) {
        const double* row = basis + i * n;
        double sum = 0.0;
#pragma omp simd reduction(+ : sum)
        for (std::size_t j = 0; j < n; ++j) sum += row[j] * vector[j];
        products[i] = sum;
    }
}

/// vector −= Σ products[i] · basis[i].
COUNTERPOINT_KERNEL
void subtract(const double* basis, std::size_t count, std::size_t n, const double* products,
              double* vector) {
    for (std::size_t i = 0; i < count; ++i) {
        const double* row = basis + i * n;
        const double factor = products[i];
#pragma omp simd
        for (std::size_t j = 0; j < n; ++j) vector[j] -= factor * row[j];
    }
}

/// The matrix of which eigenpairs are wanted, in double precision without being stored.
struct ScaledMatrix {
    const data::CsrMatrix& weights;
    std::span<const double> scales;

    std::size_t rows() const { return weights.rows; }
    double at(std::size_t row, std::size_t j) const {
        return scales[row] * double{weights.rowValues(row)[j]} * scales[weights.rowColumns(row)[j]];
    }
    void multiply(const double* x, double* y) const {
        for (std::size_t row = 0; row < weights.rows; ++row) {
            const auto columns = weights.rowColumns(row);
            const auto values = weights.rowValues(row);
            double sum = 0.0;
            for (std::size_t j = 0; j < columns.size(); ++j)
                sum += double{values[j]} * scales[columns[j]] * x[columns[j]];
            y[row] = scales[row] * sum;
        }
    }
};

double lengthOf(std::span<const double> vector) {
    return std::sqrt(std::inner_product(vector.begin(), vector.end(), vector.begin(), 0.0));
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

/// An orthonormal basis that grows by one Krylov step at a time, and the matrix seen in it.
class KrylovBasis {
  public:
    KrylovBasis(const ScaledMatrix& matrix, std::size_t capacity)
        : m_matrix(matrix),
          m_n(matrix.rows()),
          m_basis((capacity + 1) * matrix.rows()),
          m_projected(Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(capacity),
                                            static_cast<Eigen::Index>(capacity))),
          m_products(capacity + 1),
          m_capacity(capacity) {
        randomDirection(m_basis.data());
    }

    /// Multiplies the last vector and appends the part of the product that is new.
    void grow() {
        double* next = m_basis.data() + (m_size + 1) * m_n;
        m_matrix.multiply(m_basis.data() + m_size * m_n, next);
        ++m_size;
        // Exact arithmetic would need the first pass only, which takes away nearly everything; the
        // second keeps the basis orthogonal to rounding.
        std::vector<double> column(m_size, 0.0);
        orthogonalise(next, m_size == m_restarted + 1 ? 0 : m_size - 2, column);
        orthogonalise(next, 0, column);
        for (std::size_t i = 0; i < m_size; ++i) {
            const auto row = static_cast<Eigen::Index>(i);
            const auto last = static_cast<Eigen::Index>(m_size - 1);
            m_projected(row, last) = m_projected(last, row) = column[i];
        }
        m_coupling = lengthOf({next, m_n});
        if (m_coupling < invariant) {  // all of the reachable space is spanned: look elsewhere
            m_coupling = 0.0;
            randomDirection(next);
        } else {
            for (std::size_t j = 0; j < m_n; ++j) next[j] /= m_coupling;
        }
    }

    /// Replaces the basis by `kept` combinations of it (columns of `weights`) with the eigenvalues
    /// `values`; the vector that would have come next stays next.
    void restart(const Eigen::MatrixXd& weights, const Eigen::VectorXd& values) {
        const auto kept = static_cast<std::size_t>(weights.cols());
        const std::vector<double> next(
            m_basis.begin() + static_cast<std::ptrdiff_t>(m_size * m_n),
            m_basis.begin() + static_cast<std::ptrdiff_t>((m_size + 1) * m_n));
        const Rows combined = combine(weights);
        std::copy_n(combined.data(), kept * m_n, m_basis.begin());
        std::ranges::copy(next, m_basis.begin() + static_cast<std::ptrdiff_t>(kept * m_n));
        m_projected.setZero();
        m_projected.diagonal().head(weights.cols()) = values;
        m_size = m_restarted = kept;
    }

    Rows combine(const Eigen::MatrixXd& weights) const {
        const Eigen::Map<const Rows> basis(m_basis.data(), static_cast<Eigen::Index>(m_size),
                                           static_cast<Eigen::Index>(m_n));
        return weights.transpose() * basis;
    }

    bool full() const { return m_size == m_capacity; }
    const Eigen::MatrixXd& projected() const { return m_projected; }
    /// Length of the product of the last vector that lies outside the basis.
    double coupling() const { return m_coupling; }

  private:
    static constexpr double invariant = 1e-13;

    /// Takes away what lies along the basis vectors from `first` on, and adds it to `column`.
    void orthogonalise(double* vector, std::size_t first, std::vector<double>& column) {
        const double* basis = m_basis.data() + first * m_n;
        project(basis, m_size - first, m_n, vector, m_products.data());
        subtract(basis, m_size - first, m_n, m_products.data(), vector);
        for (std::size_t i = first; i < m_size; ++i) column[i] += m_products[i - first];
    }

    void randomDirection(double* vector) {
        base::Random random(0, m_directions++);
        for (std::size_t j = 0; j < m_n; ++j) vector[j] = random.normal();
        std::vector<double> unused(m_size, 0.0);
        for (int pass = 0; pass < 2; ++pass) orthogonalise(vector, 0, unused);
        const double length = lengthOf({vector, m_n});
        for (std::size_t j = 0; j < m_n; ++j) vector[j] /= length;
    }

    const ScaledMatrix& m_matrix;
    std::size_t m_n;
    std::vector<double> m_basis;  ///< (capacity + 1) × n, the next vector after the last
    Eigen::MatrixXd m_projected;
    std::vector<double> m_products;
    std::size_t m_capacity;
    std::size_t m_size = 0;
    std::size_t m_restarted = 0;  ///< size right after the last restart
    std::uint64_t m_directions = 0;
    double m_coupling = 0.0;
};

}  // namespace

Eigenpairs largestEigenpairs(const data::CsrMatrix& weights, std::span<const double> scales,
                             std::size_t wanted, const base::Job& job) {
    constexpr int mostRestarts = 200;
    constexpr double tolerance = 1e-6;
    const ScaledMatrix matrix{weights, scales};
    wanted = std::min(wanted, matrix.rows());
    const std::size_t capacity = 3 * wanted;
    if (matrix.rows() <= capacity + 1) return denseEigenpairs(matrix, wanted);

    KrylovBasis krylov(matrix, capacity);
    for (int restart = 0; restart < mostRestarts; ++restart) {
        while (!krylov.full()) {
            job.checkStop();
            krylov.grow();
        }
        const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(krylov.projected());
        const auto order = byMagnitude(solver.eigenvalues());
        const double largest = std::abs(solver.eigenvalues()[order[0]]);
        const auto last = static_cast<Eigen::Index>(capacity - 1);
        const bool converged =
            std::all_of(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(wanted),
                        [&](Eigen::Index i) {
                            return krylov.coupling() * std::abs(solver.eigenvectors()(last, i)) <=
                                   tolerance * largest;
                        });
        const std::size_t kept = converged ? wanted : (wanted + capacity) / 2;
        Eigen::MatrixXd ritz(static_cast<Eigen::Index>(capacity), static_cast<Eigen::Index>(kept));
        Eigen::VectorXd values(static_cast<Eigen::Index>(kept));
        for (std::size_t i = 0; i < kept; ++i) {
            ritz.col(static_cast<Eigen::Index>(i)) = solver.eigenvectors().col(order[i]);
            values[static_cast<Eigen::Index>(i)] = solver.eigenvalues()[order[i]];
        }
        if (converged) {
            const Rows vectors = krylov.combine(ritz);
            return {{values.begin(), values.end()},
                    {vectors.data(), vectors.data() + vectors.size()}};
        }
        krylov.restart(ritz, values);
    }
    throw base::Error(base::ErrorKind::Internal,
                      "the eigenvectors of a cell graph could not be found; leave kBET out");
}

}  // namespace counterpoint::metrics
