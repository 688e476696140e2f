#include "core/diagnose/neighborhood_weights.h"
#include "core/diagnose/over_statistic.h"
#include "core/diagnose/under_statistic.h"
#include "tests/core/diagnose/reference.h"
#include "tests/support/shared_data.h"

#include <QTest>

using namespace counterpoint;

class CorrectionStatisticsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void equalsThePrototypeOnItsPartition_data() {
        QTest::addColumn<QString>("dataset");
        QTest::addColumn<QString>("embedding");
        for (const char* dataset : {"kang_ifnb", "pbmc_3chem", "cell_lines_pca"})
            for (const std::string& embedding : tests::diagnosedEmbeddings())
                QTest::addRow("%s %s", dataset, embedding.c_str())
                    << dataset << QString::fromStdString(embedding);
    }
    void equalsThePrototypeOnItsPartition() {
        QFETCH(QString, dataset);
        QFETCH(QString, embedding);
        COUNTERPOINT_NEED_SHARED(any, "reference/kang_ifnb_diagnosis.h5");
        const tests::DiagnosedSet set{dataset.toStdString(), any.parent_path().parent_path()};
        const std::string name = embedding.toStdString();
        const diagnose::ProtectionMap map = set.map();
        const data::Embedding corrected = set.read(name);
        const auto graph = neighbors::findNeighbors(corrected, {.k = 90}, base::Job({}, 2, 0));
        const diagnose::Sample all = diagnose::everyCell(map.cells());
        const base::Job job({}, 2, 0);

        const auto under =
            diagnose::underStatistic(corrected, map.batch, map.testing, all, &graph, job);
        const auto over = diagnose::overStatistic(map, corrected, all, &graph, job);
        std::vector<float> u;
        std::vector<float> l1;
        std::vector<float> l2;
        std::vector<float> l;
        const auto testable = diagnose::testableCells(map.testing, map.batch);
        for (std::size_t i = 0; i < map.cells(); ++i) {
            u.push_back(testable.codes[i] < 0
                            ? NAN
                            : static_cast<float>(under.bySet[testable.codes[i]].value));
            const auto& cluster = over.clusters[map.clusters.codes[i]];
            l1.push_back(static_cast<float>(cluster.own));
            l2.push_back(static_cast<float>(cluster.foreign));
            l.push_back(static_cast<float>(cluster.loss.value));
        }
        const double du = tests::largestDifference(u, set.stored(name, "U"));
        const double d1 = tests::largestDifference(l1, set.stored(name, "L1"));
        const double d2 = tests::largestDifference(l2, set.stored(name, "L2"));
        const double d = tests::largestDifference(l, set.stored(name, "L"));
        QVERIFY(du < 1e-6 && d1 < 1e-6 && d2 < 1e-6 && d < 1e-6);
    }

    /// No more neighbours than the population can fill, and all 30 from 150 cells on. Before, 30
    /// were asked for always, and half of what 70 cells had were others before any correction
    /// (everything_89000030).
    void smallPopulationsAreAskedOfFewerNeighbours() {
        for (std::size_t cells = 12; cells < 400; ++cells) {
            const std::size_t reach = diagnose::foreignReach(cells);
            QVERIFY(3 * reach <= cells || cells < 15);
            QVERIFY(reach >= diagnose::foreignReach(cells - 1));
        }
        QCOMPARE(diagnose::foreignReach(5), std::size_t{4});
        QCOMPARE(diagnose::foreignReach(30), std::size_t{10});
        QCOMPARE(diagnose::foreignReach(60), std::size_t{15});
        QCOMPARE(diagnose::foreignReach(100), std::size_t{20});
        QCOMPARE(diagnose::foreignReach(150), diagnose::foreignWidth);
        QCOMPARE(diagnose::foreignReach(5000), diagnose::foreignWidth);
    }
};

QTEST_APPLESS_MAIN(CorrectionStatisticsTest)
#include "correction_statistics_test.moc"
