#include "core/metrics/graph_connectivity.h"

#include "core/metrics/metrics.h"
#include "tests/core/metrics/test_data.h"
#include "tests/support/shared_data.h"

#include <QTest>

#include <cmath>

using namespace counterpoint;

class GraphConnectivityTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void equalsScib_data() {
        QTest::addColumn<QString>("dataset");
        QTest::addColumn<QString>("embedding");
        QTest::addColumn<double>("expected");
        // GC15 of the summary table of REFERENCE.md (scib 1.1.7).
        const auto row = [](const char* dataset, const char* embedding, double expected) {
            QTest::addRow("%s %s", dataset, embedding) << dataset << embedding << expected;
        };
        row("kang_ifnb", "raw", 0.9678);
        row("kang_ifnb", "R_harmony_2.0.4_theta2", 0.9656);
        row("kang_ifnb", "harmonypy_0.0.9_theta2", 0.9691);
        row("pbmc_3chem", "raw", 0.8677);
        row("pbmc_3chem", "R_harmony_2.0.4_theta2", 0.8995);
        row("pbmc_3chem", "harmonypy_0.0.9_theta2", 0.8995);
        row("cell_lines_pca", "raw", 1.0);
    }

    void equalsScib() {
        COUNTERPOINT_NEED_SHARED(shared, "reference");
        QFETCH(QString, dataset);
        QFETCH(QString, embedding);
        QFETCH(double, expected);
        const tests::ReferenceCase reference{dataset.toStdString(), embedding.toStdString()};
        const auto root = shared.parent_path();
        const auto x = reference.read(root);
        const auto neighbors = tests::bruteForceNeighbors(x, 14);
        const auto label = tests::readCategories(root / reference.dataFile(), "cell_type");
        const auto score =
            metrics::makeGraphConnectivity()->compute({x, neighbors, label, &label}, {});
        QVERIFY(std::abs(score.scaled - expected) <= 5.1e-5);
        QVERIFY(score.low <= score.scaled && score.scaled <= score.high);
    }

    void edgesCountEitherWayRoundWithinOneLabel() {
        // 0 → 1, 1 → 2, 2 → 1 | 3 → 4, 4 → 3; all of label 0 but 5, whose edges lead elsewhere.
        const data::NeighborGraph graph{
            6, 1, {1, 2, 1, 4, 3, 0}, std::vector<float>(6, 1.0F), true};
        const auto inside = metrics::inLargestPart(graph, tests::categories({0, 0, 0, 0, 0, 1}), 2);
        QCOMPARE(inside, (std::vector<std::int8_t>{1, 1, 1, 0, 0, 1}));
    }

    void cellsWithoutLabelDoNotConnect() {
        const data::NeighborGraph graph{3, 1, {1, 2, 1}, std::vector<float>(3, 1.0F), true};
        const auto label = tests::categories({0, -1, 0});
        QCOMPARE(metrics::inLargestPart(graph, label, 2), (std::vector<std::int8_t>{1, -1, 0}));
        const data::Embedding x(3, 1);
        const auto score = metrics::makeGraphConnectivity()->compute({x, graph, label, &label}, {});
        QCOMPARE(score.scaled, 0.5);
        QCOMPARE(score.cells, std::size_t{2});
        QVERIFY(std::isnan(score.perCell[1]));
    }
};

QTEST_APPLESS_MAIN(GraphConnectivityTest)
#include "graph_connectivity_test.moc"
