#include "core/metrics/pcr.h"

#include "core/metrics/metrics.h"
#include "tests/core/metrics/test_data.h"
#include "tests/support/shared_data.h"

#include <QTest>

#include <cmath>

using namespace counterpoint;

namespace {

/// Score::scaled of a metric that needs no neighbours.
plugin::Score score(const plugin::Metric& metric, const data::Embedding& x,
                    const data::Categories& batch, const data::Embedding* before = nullptr) {
    const data::NeighborGraph none;
    return metric.compute({x, none, batch, nullptr, before}, {});
}

}  // namespace

class PcrTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void equalsScib_data() {
        QTest::addColumn<QString>("dataset");
        QTest::addColumn<QString>("embedding");
        QTest::addColumn<double>("share");
        QTest::addColumn<double>("comparison");
        // scib-metrics 0.5.10 principal_component_regression and pcr_comparison (categorical), on
        // the embedding itself; agrees with the 4 decimals of REFERENCE.md.
        const auto row = [](const char* dataset, const char* embedding, double share,
                            double comparison) {
            QTest::addRow("%s %s", dataset, embedding)
                << dataset << embedding << share << comparison;
        };
        row("kang_ifnb", "raw", 0.093085877597332, 0.0);
        row("kang_ifnb", "R_harmony_2.0.4_theta2", 0.017817780375480652, 0.8085877166829081);
        row("kang_ifnb", "harmonypy_0.0.9_theta2", 0.0008102054707705975, 0.9912961504829405);
        row("pbmc_3chem", "raw", 0.08537118136882782, 0.0);
        row("pbmc_3chem", "R_harmony_2.0.4_theta2", 0.006630456540733576, 0.9223337848390768);
        row("pbmc_3chem", "harmonypy_0.0.9_theta2", 0.004805774427950382, 0.9437072985181256);
        row("cell_lines_pca", "raw", 0.4685831367969513, 0.0);
        row("cell_lines_pca", "R_harmony_2.0.4_theta2", 0.39365309476852417, 0.1599076794368214);
        row("cell_lines_pca", "harmonypy_0.0.9_theta2", 0.38801854848861694, 0.17193232530526378);
    }

    void equalsScib() {
        COUNTERPOINT_NEED_SHARED(shared, "reference");
        QFETCH(QString, dataset);
        QFETCH(QString, embedding);
        QFETCH(double, share);
        QFETCH(double, comparison);
        const tests::ReferenceCase reference{dataset.toStdString(), embedding.toStdString()};
        const tests::ReferenceCase raw{dataset.toStdString(), "raw"};
        const auto root = shared.parent_path();
        const auto x = reference.read(root);
        const auto before = raw.read(root);
        const auto batch = tests::readCategories(root / reference.dataFile(), "batch");
        QVERIFY(std::abs(score(*metrics::makePcr(), x, batch).value - share) < 1e-6);
        QVERIFY(std::abs(score(*metrics::makePcrComparison(), x, batch, &before).scaled -
                         comparison) < 1e-5);
    }

    void knownShareInOneDimension() {
        // Batches {0, 2} and {4, 6}: between 4 · 2² = 16, within 4 · 1² = 4.
        data::Embedding x(4, 1);
        x.values = {0, 2, 4, 6};
        const auto batch = tests::categories({0, 0, 1, 1});
        QCOMPARE(metrics::batchVariance(x, batch).share, 0.8);
        QCOMPARE(score(*metrics::makePcr(), x, batch).scaled, 1.0 - 0.8);
    }

    void influencesAddUpToNothingAndPredictRemovals() {
        const auto batch = tests::randomCategories(2000, 3, 5);
        auto x = tests::cloud(2000, 4, 6);
        for (std::size_t i = 0; i < x.rows; ++i) x(i, 0) += static_cast<float>(batch.codes[i]);
        const auto all = metrics::batchVariance(x, batch);
        double sum = 0.0;
        for (const double influence : all.influence) sum += influence;
        QVERIFY(std::abs(sum) < 1e-12);
        for (const std::uint32_t left : {3U, 700U, 1999U}) {
            std::vector<std::uint32_t> rest;
            for (std::uint32_t i = 0; i < 2000; ++i)
                if (i != left) rest.push_back(i);
            const double without =
                metrics::batchVariance(data::takeRows(x, rest), data::takeRows(batch, rest)).share;
            QVERIFY(std::abs(all.share - without - all.influence[left]) <
                    0.02 * std::abs(all.influence[left]) + 1e-8);
        }
    }

    void shiftAndRotationChangeNothing() {
        const auto batch = tests::randomCategories(300, 2, 7);
        auto x = tests::cloud(300, 2, 8);
        for (std::size_t i = 0; i < x.rows; ++i) x(i, 0) += static_cast<float>(batch.codes[i]);
        const double before = metrics::batchVariance(x, batch).share;
        for (std::size_t i = 0; i < x.rows; ++i) {
            const float a = x(i, 0);
            const float b = x(i, 1);
            x(i, 0) = 0.6F * a - 0.8F * b + 10.0F;
            x(i, 1) = 0.8F * a + 0.6F * b - 5.0F;
        }
        QVERIFY(std::abs(metrics::batchVariance(x, batch).share - before) < 1e-6);
    }

    void saysWhyItIsUndefined() {
        const data::Embedding flat(10, 2, 1.0F);
        const auto batch = tests::categories({0, 0, 0, 0, 0, 1, 1, 1, 1, 1});
        QVERIFY(!score(*metrics::makePcr(), flat, batch).undefined.empty());
        QVERIFY(!score(*metrics::makePcrComparison(), flat, batch).undefined.empty());
        QVERIFY(!score(*metrics::makePcrComparison(), flat, batch, &flat).undefined.empty());
    }
};

QTEST_APPLESS_MAIN(PcrTest)
#include "pcr_test.moc"
