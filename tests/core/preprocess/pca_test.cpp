#include "core/preprocess/pca.h"

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/io/open.h"
#include "core/preprocess/normalise.h"
#include "tests/support/shared_data.h"

#include <Eigen/Eigenvalues>
#include <Eigen/QR>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace counterpoint;
using preprocess::Pca;
using preprocess::PcaOptions;

namespace {

using Indices = std::vector<std::uint32_t>;

/// Orthonormal columns that span those of an embedding.
Eigen::MatrixXd basisOf(const data::Embedding& embedding) {
    const Eigen::Map<const Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>
        values(embedding.values.data(), static_cast<Eigen::Index>(embedding.rows),
               static_cast<Eigen::Index>(embedding.cols));
    const Eigen::MatrixXd wide = values.cast<double>();
    return Eigen::HouseholderQR<Eigen::MatrixXd>(wide).householderQ() *
           Eigen::MatrixXd::Identity(wide.rows(), wide.cols());
}

/// The largest principal angle between two subspaces, by its sine, which small angles need.
double largestAngle(const data::Embedding& a, const data::Embedding& b) {
    const Eigen::MatrixXd first = basisOf(a);
    const Eigen::MatrixXd second = basisOf(b);
    const Eigen::MatrixXd outside = first - second * (second.transpose() * first);
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(outside.transpose() * outside);
    return std::asin(std::sqrt(std::clamp(solver.eigenvalues().maxCoeff(), 0.0, 1.0)));
}

/// Cells × genes with a few strong directions under noise, half of it zeros.
data::CsrMatrix structured(std::size_t cells, std::size_t genes) {
    constexpr std::size_t groups = 6;
    data::CsrMatrix matrix{cells, genes, {0}, {}, {}};
    for (std::size_t i = 0; i < cells; ++i) {
        base::Random random(8, i);
        for (std::uint32_t j = 0; j < genes; ++j) {
            const bool marker = j % groups == i % groups;
            if (random.uniform() < (marker ? 0.3 : 0.6)) continue;
            matrix.columns.push_back(j);
            matrix.values.push_back(
                static_cast<float>(std::abs(random.normal()) + (marker ? 1.0 : 0.2)));
        }
        matrix.rowPointers.push_back(static_cast<std::int64_t>(matrix.values.size()));
    }
    return matrix;
}

Indices firstGenes(std::size_t n) {
    Indices genes(n);
    std::iota(genes.begin(), genes.end(), 0U);
    return genes;
}

/// Largest difference between the scores and the exact ones (dense eigenvectors), signs set by the
/// rule.
double worstDifference(const data::CsrMatrix& matrix, const Indices& genes, const Pca& found) {
    const auto cells = static_cast<Eigen::Index>(matrix.rows);
    Eigen::MatrixXd a = Eigen::MatrixXd::Zero(cells, static_cast<Eigen::Index>(matrix.cols));
    for (std::size_t i = 0; i < matrix.rows; ++i)
        for (std::size_t e = 0; e < matrix.rowSize(i); ++e)
            a(static_cast<Eigen::Index>(i), matrix.rowColumns(i)[e]) =
                static_cast<double>(matrix.rowValues(i)[e]);
    const Eigen::MatrixXd chosen = a(Eigen::all, std::vector<int>(genes.begin(), genes.end()));
    const Eigen::MatrixXd centred = chosen.rowwise() - chosen.colwise().mean();
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> axes(centred.transpose() * centred);
    double worst = 0.0;
    for (std::size_t t = 0; t < found.scores.cols; ++t) {
        const Eigen::Index column = centred.cols() - 1 - static_cast<Eigen::Index>(t);
        const Eigen::VectorXd axis = axes.eigenvectors().col(column);
        Eigen::Index largest = 0;
        axis.cwiseAbs().maxCoeff(&largest);
        const Eigen::VectorXd exact = centred * axis * (axis[largest] < 0.0 ? -1.0 : 1.0);
        for (Eigen::Index i = 0; i < cells; ++i)
            worst = std::max(
                worst, std::abs(static_cast<double>(found.scores(static_cast<std::size_t>(i), t)) -
                                exact[i]));
        const double squares = axes.eigenvalues()[column];
        worst = std::max(
            worst,
            std::abs(found.variances[t] * (static_cast<double>(cells) - 1.0) - squares) / squares);
    }
    return worst;
}

}  // namespace

class PcaTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void scoresAreThoseOfADenseDecomposition() {
        const auto matrix = structured(150, 90);  // the small, dense way
        QVERIFY(worstDifference(matrix, firstGenes(90),
                                preprocess::pca(matrix, firstGenes(90), {10}, {})) < 1e-4);
        const auto wide = structured(200, 600);  // the iterative way, more genes than cells
        QVERIFY(worstDifference(wide, firstGenes(600),
                                preprocess::pca(wide, firstGenes(600), {20}, {})) < 1e-4);
    }

    void onlyTheChosenGenesCount() {
        const auto matrix = structured(120, 80);
        const Indices genes{3, 10, 11, 40, 41, 42, 79};
        const auto found = preprocess::pca(matrix, genes, {4}, {});
        QCOMPARE(found.loadings.rows, genes.size());
        QVERIFY(worstDifference(matrix, genes, found) < 1e-5);
    }

    void shapesSharesAndSignsAreAsPromised() {
        const auto matrix = structured(40, 25);
        const auto found = preprocess::pca(matrix, firstGenes(25), {100}, {});
        QCOMPARE(found.scores.rows, std::size_t{40});
        QCOMPARE(found.scores.cols, std::size_t{24});  // genes − 1
        double share = 0.0;
        for (std::size_t t = 0; t < 24; ++t) {
            share += found.varianceRatio[t];
            QVERIFY(t == 0 || found.variances[t] <= found.variances[t - 1]);
            float largest = 0.0F;
            double mean = 0.0;
            for (std::size_t g = 0; g < 25; ++g)
                if (std::abs(found.loadings(g, t)) > std::abs(largest))
                    largest = found.loadings(g, t);
            for (std::size_t i = 0; i < 40; ++i)
                mean += static_cast<double>(found.scores(i, t)) / 40.0;
            QVERIFY(largest > 0.0F);
            QVERIFY(std::abs(mean) < 1e-6);
        }
        QVERIFY(share > 0.95 && share <= 1.0 + 1e-12);
    }

    void tooLittleDataIsRefused() {
        const auto matrix = structured(5, 5);
        try {
            static_cast<void>(preprocess::pca(matrix, Indices{2}, {}, {}));
            QFAIL("one gene has no principal components");
        } catch (const base::Error& error) {
            QCOMPARE(QString::fromUtf8(error.what()),
                     QStringLiteral("principal components need at least two cells and two genes; "
                                    "here are 5 cells and 1 genes"));
        }
    }

    void constantGenesGiveZeroScores() {
        const data::CsrMatrix constant{3, 2, {0, 2, 4, 6}, {0, 1, 0, 1, 0, 1}, {1, 2, 1, 2, 1, 2}};
        const auto found = preprocess::pca(constant, firstGenes(2), {}, {});
        for (const float score : found.scores.values) QVERIFY(std::abs(score) < 1e-6F);
        QCOMPARE(found.varianceRatio, (std::vector<double>{0.0}));
    }

    void anyNumberOfThreadsGivesTheSame() {
        const auto matrix = structured(900, 520);
        const auto one = preprocess::pca(matrix, firstGenes(520), {8}, {});
        const auto three = preprocess::pca(matrix, firstGenes(520), {8}, base::Job({}, 3, 0));
        QCOMPARE(one.scores, three.scores);
        QCOMPARE(one.loadings, three.loadings);
        QCOMPARE(one.variances, three.variances);
        std::stop_source stop;
        stop.request_stop();
        QVERIFY_EXCEPTION_THROWN(
            static_cast<void>(
                preprocess::pca(matrix, firstGenes(520), {8}, base::Job(stop.get_token(), 2, 0))),
            base::Cancelled);
    }

    void realFilesHaveTheirReferenceComponents_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<double>("worst");
        // Float32 log values, where the reference had float64: neighbouring components of nearly
        // equal variance turn by 1e-5 in kang_ifnb.
        QTest::addRow("kang_ifnb") << QStringLiteral("data/kang_ifnb.h5ad") << 5e-4;
        QTest::addRow("pbmc_3chem") << QStringLiteral("data/pbmc_3chem.h5ad") << 5e-4;
        QTest::addRow("rnamix_2tech") << QStringLiteral("data/rnamix_2tech.h5ad") << 5e-4;
        QTest::addRow("pbmc_5source") << QStringLiteral("data/pbmc_5source.h5ad") << 5e-5;
    }

    void realFilesHaveTheirReferenceComponents() {
        QFETCH(QString, file);
        QFETCH(double, worst);
        const auto path = tests::sharedFile(file.toStdString());
        if (!path) QSKIP("needs the shared data; set COUNTERPOINT_SHARED to its folder");
        const auto dataset = io::open(*path, {});
        Indices genes;
        const auto flags =
            std::get<std::vector<bool>>(dataset->var.find("highly_variable_ref")->values);
        for (std::uint32_t i = 0; i < flags.size(); ++i)
            if (flags[i]) genes.push_back(i);
        const auto found =
            preprocess::pca(preprocess::logNormalise(dataset->counts, {}), genes, {30}, {});
        const data::Embedding& reference = dataset->obsm.at("X_pca_ref");
        double difference = 0.0;
        for (std::size_t i = 0; i < reference.values.size(); ++i)
            difference = std::max(
                difference,
                std::abs(static_cast<double>(reference.values[i] - found.scores.values[i])));
        qInfo("largest difference of scores %.2g", difference);
        QVERIFY(difference < worst);
        const double angle = largestAngle(found.scores, reference);
        qInfo("angle to the exact subspace %.2g", angle);
        QVERIFY(angle <= 1e-4);
        for (std::size_t t = 0; t < 30; ++t) {
            double squares = 0.0;  // the variances in uns/pca_ref are those of X_pca_ref
            for (std::size_t i = 0; i < reference.rows; ++i)
                squares += std::pow(static_cast<double>(reference(i, t)), 2);
            const double variance = squares / (static_cast<double>(reference.rows) - 1.0);
            QVERIFY(std::abs(found.variances[t] - variance) < 1e-5 * variance);
        }
    }
};

QTEST_APPLESS_MAIN(PcaTest)
#include "pca_test.moc"
