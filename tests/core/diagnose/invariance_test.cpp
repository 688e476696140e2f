#include "core/diagnose/diagnosis.h"
#include "core/neighbors/neighbors.h"
#include "tests/core/diagnose/judged.h"
#include "tests/core/diagnose/made.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace counterpoint;
using tests::judged;

namespace {

bool same(float a, float b) {
    return a == b || (std::isnan(a) && std::isnan(b));
}

}  // namespace

class InvarianceTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void doesNotDependOnTheThreadCount() {
        const tests::Made made = tests::makeBatches(700, 3, 9);
        const auto map = diagnose::protect({made.uncorrected, made.batch}, {});
        const auto one = judged(map, made.merged, {.labels = &made.population}, 1);
        for (const int threads : {2, 3}) {
            const auto many = judged(map, made.merged, {.labels = &made.population}, threads);
            QCOMPARE(many.under.value, one.under.value);
            QCOMPARE(many.over.value, one.over.value);
            QCOMPARE(many.over.low, one.over.low);
            QVERIFY(std::ranges::equal(many.perCell.sameBatchExcess, one.perCell.sameBatchExcess,
                                       same));
            QVERIFY(std::ranges::equal(many.perCell.foreign, one.perCell.foreign, same));
            QCOMPARE(many.sentences.size(), one.sentences.size());
            QCOMPARE(many.sentences[0].text, one.sentences[0].text);
        }
    }

    void doesNotDependOnBatchNames() {
        const tests::Made made = tests::makeBatches(700, 3, 10);
        data::Categories renamed = made.batch;
        renamed.levels = {"Ulm", "Bonn", "Kiel"};
        const auto a = judged(diagnose::protect({made.uncorrected, made.batch}, {}), made.ideal);
        const auto b = judged(diagnose::protect({made.uncorrected, renamed}, {}), made.ideal);
        QCOMPARE(a.under.value, b.under.value);
        QCOMPARE(a.over.value, b.over.value);
    }

    void doesNotDependOnTheOrderOfCells() {
        const tests::Made made = tests::makeBatches(700, 2, 11);
        const auto map = diagnose::protect({made.uncorrected, made.batch}, {});
        const std::size_t n = map.cells();
        const auto order = base::permutation(n, base::Random(3));  // place i holds cell order[i]
        std::vector<std::uint32_t> place(n);
        for (std::uint32_t i = 0; i < n; ++i) place[order[i]] = i;
        diagnose::ProtectionMap shuffled = map;
        const auto moved = [&](auto& to, const auto& from) {
            for (std::size_t i = 0; i < n; ++i) to[i] = from[order[i]];
        };
        moved(shuffled.batch.codes, map.batch.codes);
        moved(shuffled.clusters.codes, map.clusters.codes);
        moved(shuffled.groups.codes, map.groups.codes);
        moved(shuffled.testing.codes, map.testing.codes);
        moved(shuffled.ownForeignBefore, map.ownForeignBefore);
        shuffled.uncorrectedNeighbors = diagnose::NeighborTable(n, map.uncorrectedNeighbors.k);
        for (std::size_t i = 0; i < n; ++i)
            for (const std::uint32_t cell : map.uncorrectedNeighbors.of(order[i]))
                shuffled.uncorrectedNeighbors.append(i, place[cell]);

        const auto a = judged(map, made.merged);
        const auto b = judged(shuffled, data::takeRows(made.merged, order));
        QVERIFY(std::abs(a.under.value - b.under.value) < 1e-12);
        QVERIFY(std::abs(a.over.value - b.over.value) < 1e-7);
        QCOMPARE(a.flagged, b.flagged);
        for (std::size_t i = 0; i < n; ++i)
            QVERIFY(same(b.perCell.foreign[i], a.perCell.foreign[order[i]]));
    }

    void answersFromASampleFirst() {
        const tests::Made made = tests::makeBatches(3000, 3, 12);
        const auto map = diagnose::protect({made.uncorrected, made.batch}, {});
        for (const data::Embedding* corrected : {&made.uncorrected, &made.ideal, &made.merged}) {
            const auto all = judged(map, *corrected);
            const auto some = diagnose::judgeSample(map, *corrected, 500, {}, {});
            QVERIFY(all.exact && !some.exact);
            QVERIFY(some.evaluatedCells >= 500 && some.evaluatedCells < 560);
            QCOMPARE(some.verdict, all.verdict);
            QVERIFY(std::abs(some.under.value - all.under.value) < 0.05);
            QVERIFY(some.under.low <= all.under.value && all.under.value <= some.under.high);
            QCOMPARE(some.coverage, all.coverage);
        }
        const auto everyone = diagnose::judgeSample(map, made.ideal, 100000, {}, {});
        QVERIFY(everyone.exact);
        QCOMPARE(everyone.under.value, judged(map, made.ideal).under.value);
    }

    void findsTheSameWithAShortGraph() {
        const tests::Made made = tests::makeBatches(600, 3, 14);
        const auto map = diagnose::protect({made.uncorrected, made.batch}, {});
        const auto shortGraph = neighbors::findNeighbors(made.uncorrected, {.k = 30}, {});
        const auto a = diagnose::judge(map, made.uncorrected, shortGraph, {}, {});
        const auto b = judged(map, made.uncorrected);
        QCOMPARE(a.under.value, b.under.value);
        QCOMPARE(a.over.value, b.over.value);
    }
};

QTEST_APPLESS_MAIN(InvarianceTest)
#include "invariance_test.moc"
