#include "core/base/error.h"
#include "core/base/random.h"
#include "core/linalg/block_lanczos.h"
#include "core/linalg/centred_matrix.h"
#include "core/linalg/column_sums.h"

#include <Eigen/Eigenvalues>
#include <QTest>

#include <cmath>
#include <numeric>

using namespace counterpoint;

namespace {

data::CsrMatrix randomMatrix(std::size_t rows, std::size_t cols, double density) {
    data::CsrMatrix matrix{rows, cols, {0}, {}, {}};
    for (std::size_t i = 0; i < rows; ++i) {
        base::Random random(1, i);
        for (std::uint32_t j = 0; j < cols; ++j) {
            if (random.uniform() >= density) continue;
            matrix.columns.push_back(j);
            matrix.values.push_back(static_cast<float>(1.0 + std::abs(random.normal())));
        }
        matrix.rowPointers.push_back(static_cast<std::int64_t>(matrix.values.size()));
    }
    return matrix;
}

Eigen::MatrixXd dense(const data::CsrMatrix& matrix) {
    Eigen::MatrixXd result = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(matrix.rows),
                                                   static_cast<Eigen::Index>(matrix.cols));
    for (std::size_t i = 0; i < matrix.rows; ++i)
        for (std::size_t e = 0; e < matrix.rowSize(i); ++e)
            result(static_cast<Eigen::Index>(i), matrix.rowColumns(i)[e]) =
                static_cast<double>(matrix.rowValues(i)[e]);
    return result;
}

std::vector<std::uint32_t> allRows(const data::CsrMatrix& matrix) {
    std::vector<std::uint32_t> rows(matrix.rows);
    std::iota(rows.begin(), rows.end(), 0U);
    return rows;
}

linalg::ColumnMoments momentsOf(const data::CsrMatrix& matrix, const base::Job& job) {
    const auto squares = [](float value, std::uint32_t) {
        const double x = static_cast<double>(value);
        return std::pair(x, x * x);
    };
    return linalg::moments(linalg::columnSums(matrix, allRows(matrix), job, squares), matrix.rows);
}

/// A symmetric matrix U diag(values) Uᵀ with a random orthogonal U, as a product.
struct Known {
    Eigen::MatrixXd matrix;

    explicit Known(const Eigen::VectorXd& values) {
        const Eigen::Index n = values.size();
        Eigen::MatrixXd random(n, n);
        base::Random numbers(3);
        for (double& x : random.reshaped()) x = numbers.normal();
        const Eigen::MatrixXd u = Eigen::HouseholderQR<Eigen::MatrixXd>(random).householderQ();
        matrix = u * values.asDiagonal() * u.transpose();
    }
    linalg::Panel times(const linalg::Panel& panel) const {
        using Rows = Eigen::Matrix<double, Eigen::Dynamic, linalg::PanelWidth, Eigen::RowMajor>;
        linalg::Panel result(panel.size());
        Eigen::Map<Rows>(result.data(), matrix.rows(), linalg::PanelWidth).noalias() =
            matrix * Eigen::Map<const Rows>(panel.data(), matrix.rows(), linalg::PanelWidth);
        return result;
    }
};

linalg::EigenPairs solve(const Known& known, std::size_t k, const base::Job& job = {}) {
    return linalg::largestEigenPairs(
        static_cast<std::size_t>(known.matrix.rows()), k,
        [&](const linalg::Panel& panel) { return known.times(panel); }, 1e-8, job);
}

/// ‖A v − λ v‖ of one pair.
double residual(const Known& known, const linalg::EigenPairs& pairs, std::size_t k, std::size_t t) {
    Eigen::VectorXd v(known.matrix.rows());
    for (Eigen::Index i = 0; i < v.size(); ++i)
        v[i] = pairs.vectors[static_cast<std::size_t>(i) * k + t];
    return (known.matrix * v - pairs.values[t] * v).norm() + std::abs(v.norm() - 1.0);
}

}  // namespace

class LinalgTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void momentsAreThoseOfTheDenseColumns() {
        const auto matrix = randomMatrix(1500, 7, 0.3);
        const auto moments = momentsOf(matrix, {});
        const Eigen::MatrixXd a = dense(matrix);
        for (Eigen::Index j = 0; j < a.cols(); ++j) {
            const double mean = a.col(j).mean();
            const double variance = (a.col(j).array() - mean).square().sum() / 1499.0;
            QVERIFY(std::abs(moments.means[static_cast<std::size_t>(j)] - mean) < 1e-12);
            QVERIFY(std::abs(moments.variances[static_cast<std::size_t>(j)] - variance) < 1e-12);
        }
    }

    void centredProductsAreThoseOfTheDenseMatrix() {
        const auto matrix = randomMatrix(300, 40, 0.2);
        const linalg::CentredMatrix centred(matrix, momentsOf(matrix, {}).means);
        Eigen::MatrixXd a = dense(matrix);
        a.rowwise() -= a.colwise().mean();

        linalg::Panel x(40 * linalg::PanelWidth);
        base::Random random(2);
        for (double& value : x) value = random.normal();
        using Rows = Eigen::Matrix<double, Eigen::Dynamic, linalg::PanelWidth, Eigen::RowMajor>;
        const Eigen::Map<const Rows> panel(x.data(), 40, linalg::PanelWidth);
        const linalg::Panel product = centred.gramTimes(x, {});
        const Eigen::Map<const Rows> found(product.data(), 40, linalg::PanelWidth);
        QVERIFY((found - a.transpose() * (a * panel)).cwiseAbs().maxCoeff() < 1e-10);

        const data::Matrix scores = centred.times(x, linalg::PanelWidth, {});
        const Eigen::MatrixXd expected = a * panel;
        for (std::size_t i = 0; i < scores.rows; ++i)
            for (std::size_t t = 0; t < scores.cols; ++t)
                QVERIFY(std::abs(static_cast<double>(scores(i, t)) -
                                 expected(static_cast<Eigen::Index>(i),
                                          static_cast<Eigen::Index>(t))) < 1e-5);
    }

    void largestPairsOfAKnownSpectrumAreFound() {
        // 700 values from 100 down, close together at the end of the wanted ones, then a tail.
        Eigen::VectorXd values(700);
        for (Eigen::Index i = 0; i < values.size(); ++i)
            values[i] = i < 40 ? 100.0 * std::pow(0.93, static_cast<double>(i))
                               : 4.0 / (1.0 + 0.01 * static_cast<double>(i));
        const Known known(values);
        constexpr std::size_t k = 30;
        const auto pairs = solve(known, k);
        for (std::size_t t = 0; t < k; ++t) {
            QVERIFY(std::abs(pairs.values[t] - values[static_cast<Eigen::Index>(t)]) < 1e-10);
            QVERIFY(residual(known, pairs, k, t) < 1e-6);
            QVERIFY(pairs.angles[t] <= 1e-8);
        }
    }

    void aFlatSpectrumNeedsRestartsAndStillConverges() {
        Eigen::VectorXd values(900);
        for (Eigen::Index i = 0; i < values.size(); ++i)
            values[i] = 2.0 - 0.001 * static_cast<double>(i);
        const Known known(values);
        constexpr std::size_t k = 20;
        const auto pairs = solve(known, k);
        QVERIFY(pairs.products > 28);  // more panels than the basis holds
        for (std::size_t t = 0; t < k; ++t)
            QVERIFY(std::abs(pairs.values[t] - values[static_cast<Eigen::Index>(t)]) < 1e-10);
    }

    void lowRankAndZeroMatricesAreNoTrouble() {
        Eigen::VectorXd values = Eigen::VectorXd::Zero(600);
        values.head(5) << 5, 4, 3, 3, 1;
        const Known lowRank(values);
        constexpr std::size_t k = 10;
        const auto pairs = solve(lowRank, k);
        for (std::size_t t = 0; t < k; ++t) {
            QVERIFY(std::abs(pairs.values[t] - values[static_cast<Eigen::Index>(t)]) < 1e-10);
            QVERIFY(residual(lowRank, pairs, k, t) < 1e-6);
        }
        const Known zero(Eigen::VectorXd::Zero(600));
        for (const double value : solve(zero, k).values) QVERIFY(std::abs(value) < 1e-12);
    }

    void smallMatricesAreSolvedDensely() {
        const Known known(Eigen::VectorXd::LinSpaced(20, 20.0, 1.0));
        const auto pairs = solve(known, 20);
        for (std::size_t t = 0; t < 20; ++t) {
            QVERIFY(std::abs(pairs.values[t] - (20.0 - static_cast<double>(t))) < 1e-10);
            QVERIFY(residual(known, pairs, 20, t) < 1e-8);
        }
    }

    void resultsDoNotDependOnTheThreadCount() {
        const auto matrix = randomMatrix(3000, 600, 0.05);
        const auto run = [&](int threads) {
            const base::Job job({}, threads, 0);
            const linalg::CentredMatrix centred(matrix, momentsOf(matrix, job).means);
            return linalg::largestEigenPairs(
                600, 10, [&](const linalg::Panel& p) { return centred.gramTimes(p, job); }, 1e-4,
                job);
        };
        const auto one = run(1);
        const auto three = run(3);
        QCOMPARE(one.values, three.values);
        QCOMPARE(one.vectors, three.vectors);
    }

    void aStopLeavesAtOnce() {
        std::stop_source stop;
        stop.request_stop();
        const base::Job job(stop.get_token(), 2, 0);
        const Known known(Eigen::VectorXd::LinSpaced(600, 600.0, 1.0));
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(solve(known, 10, job)), base::Cancelled);
        const auto matrix = randomMatrix(10, 4, 0.5);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(momentsOf(matrix, job)), base::Cancelled);
    }
};

QTEST_APPLESS_MAIN(LinalgTest)
#include "linalg_test.moc"
