#include "core/metrics/kbet.h"

#include "core/metrics/chi_square.h"
#include "core/metrics/kbet_plain.h"
#include "core/metrics/metrics.h"
#include "core/metrics/query_neighbors.h"
#include "tests/core/metrics/test_data.h"
#include "tests/support/shared_data.h"

#include <QTest>

#include <cmath>

using namespace counterpoint;
using metrics::chiSquareTail;
using metrics::kbetPerLabel;
using metrics::kbetPValues;
using tests::bruteForceNeighbors;

namespace {

constexpr double skipped = std::numeric_limits<double>::quiet_NaN();

/// Two types far apart, two batches: batches alternate in the first, `shift` apart in the second.
data::Embedding twoTypes(std::size_t cells, float shift) {
    auto x = tests::cloud(cells, 5, 17);
    for (std::size_t i = cells / 2; i < cells; ++i) {
        x(i, 0) += 50.0F;
        if (i % 2 == 1) x(i, 1) += shift;
    }
    return x;
}

data::Categories halves(std::size_t cells) {
    std::vector<std::int32_t> codes(cells);
    for (std::size_t i = 0; i < cells; ++i) codes[i] = i < cells / 2 ? 0 : 1;
    return tests::categories(codes);
}

data::Categories alternating(std::size_t cells) {
    std::vector<std::int32_t> codes(cells);
    for (std::size_t i = 0; i < cells; ++i) codes[i] = static_cast<std::int32_t>(i % 2);
    return tests::categories(codes);
}

}  // namespace

class KbetTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void chiSquareTailIsRight() {
        // Closed forms: erfc(√(x/2)) for one degree of freedom, e^(−x/2) for two,
        // e^(−x/2) (1 + x/2) for four.
        for (const double x : {1e-8, 0.1, 0.9, 1.0, 2.0, 3.841458820694124, 10.0, 40.0, 300.0}) {
            const auto near = [](double a, double b) { return std::abs(a - b) <= 1e-13 * b; };
            QVERIFY(near(chiSquareTail(x, 1), std::erfc(std::sqrt(x / 2.0))) || x < 1e-6);
            QVERIFY(near(chiSquareTail(x, 2), std::exp(-x / 2.0)));
            QVERIFY(near(chiSquareTail(x, 4), std::exp(-x / 2.0) * (1.0 + x / 2.0)));
        }
        QCOMPARE(chiSquareTail(0.0, 3), 1.0);
        QVERIFY(std::abs(chiSquareTail(3.841458820694124, 1) - 0.05) < 1e-14);
        QVERIFY(std::abs(chiSquareTail(1e-8, 1) - std::erfc(std::sqrt(5e-9))) < 1e-13);
    }

    void goodnessOfFitLeavesEmptyLevelsOut() {
        const std::vector<std::uint32_t> observed{8, 0, 2};
        // (8 − 5)²/5 + (2 − 5)²/5 = 3.6, one degree of freedom.
        QCOMPARE(metrics::goodnessOfFit(observed, std::vector<double>{0.5, 0.0, 0.5}),
                 chiSquareTail(3.6, 1));
        QVERIFY(std::isnan(metrics::goodnessOfFit(observed, std::vector<double>{1.0, 0.0, 0.0})));
    }

    void equalsRKbetInEveryCell_data() {
        QTest::addColumn<QString>("dataset");
        QTest::addColumn<QString>("embedding");
        QTest::addColumn<double>("rejected");
        // kBET adapt=F of the summary table of REFERENCE.md.
        const auto row = [](const char* dataset, const char* embedding, double rejected) {
            QTest::addRow("%s %s", dataset, embedding) << dataset << embedding << rejected;
        };
        row("kang_ifnb", "raw", 0.9352);
        row("kang_ifnb", "R_harmony_2.0.4_theta2", 0.3722);
        row("kang_ifnb", "harmonypy_0.0.9_theta2", 0.1853);
        row("pbmc_3chem", "raw", 0.9658);
        row("pbmc_3chem", "R_harmony_2.0.4_theta2", 0.7058);
        row("pbmc_3chem", "harmonypy_0.0.9_theta2", 0.7050);
        row("cell_lines_pca", "raw", 1.0000);
        row("cell_lines_pca", "R_harmony_2.0.4_theta2", 0.9996);
        row("cell_lines_pca", "harmonypy_0.0.9_theta2", 1.0000);
        row("pbmc_5source", "raw", 0.9998);
        row("pbmc_5source", "R_harmony_2.0.4_theta2", 0.9366);
        row("pbmc_5source", "harmonypy_0.0.9_theta2", 0.9275);
    }

    /// R kBET 0.99.6, k0 = 50, adapt = FALSE; see REFERENCE.md of the shared data.
    void equalsRKbetInEveryCell() {
        COUNTERPOINT_NEED_SHARED(shared, "reference");
        QFETCH(QString, dataset);
        QFETCH(QString, embedding);
        QFETCH(double, rejected);
        const tests::ReferenceCase reference{dataset.toStdString(), embedding.toStdString()};
        const auto root = shared.parent_path();
        const auto x = reference.read(root);
        const auto neighbors = reference.neighbors(x);
        const auto batch = tests::readCategories(root / reference.dataFile(), "batch");
        const auto score =
            metrics::makeKbetPlain()->compute({x, neighbors, batch}, base::Job({}, 2, 0));
        const auto expected = tests::readVector(root / reference.metricsFile(),
                                                reference.embedding + "/kbet_pvalue_k50_noadapt");
        const double gap = tests::largestDifference(score.perCell, expected);
        qInfo("largest difference %.2g", gap);
        QVERIFY(gap <= 1e-6);
        QVERIFY(std::abs(score.value - rejected) <= 5.1e-5);
        QVERIFY(score.low <= score.scaled && score.scaled <= score.high);
    }

    void equalsScibMetricsWithinLabels_data() {
        QTest::addColumn<QString>("dataset");
        QTest::addColumn<QString>("embedding");
        QTest::addColumn<QList<double>>("expected");
        // scib-metrics 0.5.10 (jax 0.10.2, umap-learn 0.5.12) on exact neighbours: its own
        // connectivities, transitions, eigenvectors and test, label by label with min(100, n − 1)
        // diffusion components and exact neighbours in diffusion space.
        const auto row = [](const char* dataset, const char* embedding,
                            const QList<double>& expected) {
            QTest::addRow("%s %s", dataset, embedding) << dataset << embedding << expected;
        };
        row("kang_ifnb", "raw", {0.05371, 0.0, 0.10959, 0.43333, 0.26619, 0.0, 0.12281});
        row("kang_ifnb", "R_harmony_2.0.4_theta2",
            {0.9511, 0.04984, 0.82273, 1.0, 0.97842, 0.05251, 0.54386});
        // The first label is 0.65698 there as it stands: its float32 cuts the trivial eigenvalue to
        // 0.99999994, and e / (1 − e) then drowns all others; 0 with the eigenvalue 1 it has.
        row("pbmc_3chem", "raw",
            {0.0, 0.46429, skipped, skipped, 0.0, 0.03333, 0.20339, 0.0, 0.0531});
        row("pbmc_3chem", "R_harmony_2.0.4_theta2",
            {0.77907, 1.0, skipped, skipped, 0.94485, 1.0, 0.9661, 0.84182, 0.91593});
        row("cell_lines_pca", "raw", {0.00079, 0.33424});
    }

    void equalsScibMetricsWithinLabels() {
        COUNTERPOINT_NEED_SHARED(shared, "reference");
        QFETCH(QString, dataset);
        QFETCH(QString, embedding);
        QFETCH(QList<double>, expected);
        const tests::ReferenceCase reference{dataset.toStdString(), embedding.toStdString()};
        const auto root = shared.parent_path();
        const auto neighbors = bruteForceNeighbors(reference.read(root), 90);
        const auto batch = tests::readCategories(root / reference.dataFile(), "batch");
        const auto label = tests::readCategories(root / reference.dataFile(), "cell_type");
        const auto found = kbetPerLabel(neighbors, batch, label, base::Job({}, 2, 0));
        QCOMPARE(static_cast<qsizetype>(found.size()), expected.size());
        for (std::size_t l = 0; l < found.size(); ++l) {
            QCOMPARE(std::isnan(found[l].share), std::isnan(expected[l]));
            // A cell or two may flip with the rounding of the reference's float32 eigenvectors.
            if (!std::isnan(expected[l]))
                QVERIFY(std::abs(found[l].share - expected[l]) *
                            static_cast<double>(found[l].cells) <
                        2.5);
        }
    }

    /// A share of 300 tested cells of 900 lies within three standard errors of that of all, and the
    /// neighbours of a query are those the full search finds.
    void testsASampleWhereAskedTo() {
        const auto x = twoTypes(900, 0.7F);
        const auto neighbors = bruteForceNeighbors(x, 90);
        const auto label = tests::categories(std::vector<std::int32_t>(900, 0));
        const auto all = kbetPerLabel(neighbors, alternating(900), label, {});
        const auto some = kbetPerLabel(neighbors, alternating(900), label, {}, 300);
        QCOMPARE(some[0].cells, std::size_t{300});
        QCOMPARE(some[0].label, std::size_t{900});
        QVERIFY(std::abs(some[0].share - all[0].share) <
                3.0 * std::sqrt(all[0].share * (1.0 - all[0].share) / 300.0) + 1e-9);
        const std::vector<std::uint32_t> queries{3, 200, 899};
        const auto near = metrics::queryNeighbors(x, queries, 20, {});
        for (std::size_t q = 0; q < queries.size(); ++q)
            QVERIFY(
                std::ranges::equal(near.neighbors(q), neighbors.neighbors(queries[q]).first(20)));
    }

    void mixedBatchesAreAcceptedAndSeparateOnesRejected() {
        const auto batch = alternating(400);
        const auto label = halves(400);
        const auto x = twoTypes(400, 6.0F);
        const auto neighbors = bruteForceNeighbors(x, 90);
        const auto shares = kbetPerLabel(neighbors, batch, label, {});
        QVERIFY(shares[0].share > 0.85);
        QCOMPARE(shares[1].share, 0.0);
        const auto score = metrics::makeKbet()->compute({x, neighbors, batch, &label}, {});
        QVERIFY(std::abs(score.scaled - shares[0].share / 2.0) < 1e-12);
        QVERIFY(score.low < score.scaled && score.scaled < score.high);
    }

    void labelsThatCannotBeTestedAreSkipped() {
        const auto x = tests::cloud(140, 4, 3);
        std::vector<std::int32_t> label(140, 0);
        std::vector<std::int32_t> batch(140);
        for (std::size_t i = 0; i < 140; ++i) batch[i] = static_cast<std::int32_t>(i % 2);
        for (std::size_t i = 0; i < 9; ++i) label[i] = 1;   // too few
        for (std::size_t i = 9; i < 29; ++i) label[i] = 2;  // one batch
        for (std::size_t i = 9; i < 29; ++i) batch[i] = 1;
        for (std::size_t i = 29; i < 40; ++i) label[i] = 3;  // a neighbourhood is the whole label
        label[40] = 4;                                       // alone
        label[41] = -1;
        const auto shares = kbetPerLabel(bruteForceNeighbors(x, 90), tests::categories(batch),
                                         tests::categories(label), {});
        QVERIFY(!std::isnan(shares[0].share));
        for (std::size_t l = 1; l < 5; ++l) QVERIFY(std::isnan(shares[l].share));
    }

    void labelsInPiecesScoreZero() {
        // Ten islands of 20 cells each: no piece has 3 · k0 cells.
        auto x = tests::cloud(200, 3, 9);
        for (std::size_t i = 0; i < 200; ++i) x(i, 0) += 1000.0F * static_cast<float>(i / 20);
        const auto neighbors = bruteForceNeighbors(x, 19);
        const auto label = tests::categories(std::vector<std::int32_t>(200, 0));
        const auto shares = kbetPerLabel(neighbors, alternating(200), label, {});
        QCOMPARE(shares[0].share, 0.0);
    }

    void doesNotDependOnTheThreadCount() {
        const auto x = twoTypes(900, 1.0F);
        const auto neighbors = bruteForceNeighbors(x, 90);
        const auto one =
            kbetPerLabel(neighbors, alternating(900), halves(900), base::Job({}, 1, 0));
        const auto two =
            kbetPerLabel(neighbors, alternating(900), halves(900), base::Job({}, 2, 0));
        for (std::size_t l = 0; l < 2; ++l) QCOMPARE(one[l].share, two[l].share);
        QVERIFY(
            tests::sameValues(kbetPValues(neighbors, alternating(900), 50, base::Job({}, 1, 0)),
                              kbetPValues(neighbors, alternating(900), 50, base::Job({}, 2, 0))));
    }

    void stopsAndSaysWhyItIsUndefined() {
        const auto x = tests::cloud(100, 2, 1);
        const auto neighbors = bruteForceNeighbors(x, 90);
        const auto batch = alternating(100);
        const auto label = halves(100);
        std::stop_source source;
        source.request_stop();
        const base::Job job(source.get_token(), 2, 0);
        QVERIFY_EXCEPTION_THROWN(kbetPerLabel(neighbors, batch, label, job), base::Cancelled);
        QVERIFY_EXCEPTION_THROWN(kbetPValues(neighbors, batch, 50, job), base::Cancelled);
        QVERIFY(!metrics::makeKbet()->compute({x, neighbors, batch}, {}).undefined.empty());
        const plugin::MetricInput single{x, neighbors, label, &label};
        QVERIFY(!metrics::makeKbet()->compute(single, {}).undefined.empty());
    }
};

QTEST_APPLESS_MAIN(KbetTest)
#include "kbet_test.moc"
