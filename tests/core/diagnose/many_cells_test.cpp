#include "core/diagnose/diagnosis.h"
#include "core/neighbors/neighbors.h"
#include "tests/core/diagnose/made.h"

#include <QTest>

#include <cmath>

using namespace counterpoint;

/// Known failure (h): the prototype was tried on 4000 cells and exact neighbours at most.
class ManyCellsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void approximateNeighborsChangeNothing() {
        const base::Job job({}, 2, 0);
        const tests::Made made = tests::makeBatches(50000, 3, 1);
        const auto map = diagnose::protect({made.uncorrected, made.batch}, job);
        for (const data::Embedding* corrected : {&made.uncorrected, &made.merged}) {
            const auto judged = [&](const char* search) {
                const auto graph =
                    neighbors::findNeighbors(*corrected, {.k = 90, .search = search}, job);
                return diagnose::judge(map, *corrected, graph, {}, job);
            };
            const auto exact = judged("exact");
            const auto approximate = judged("approximate");
            QCOMPARE(approximate.verdict, exact.verdict);
            QVERIFY(std::abs(approximate.under.value - exact.under.value) < 0.01);
            QVERIFY(std::abs(approximate.over.value - exact.over.value) < 0.01);
        }
    }
};

QTEST_APPLESS_MAIN(ManyCellsTest)
#include "many_cells_test.moc"
