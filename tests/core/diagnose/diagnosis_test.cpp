#include "core/diagnose/diagnosis.h"

#include "core/base/error.h"
#include "core/diagnose/over_statistic.h"
#include "core/diagnose/under_statistic.h"
#include "core/neighbors/neighbors.h"
#include "tests/core/diagnose/judged.h"
#include "tests/core/diagnose/made.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace counterpoint;
using diagnose::SentenceKind;
using diagnose::Verdict;
using tests::judged;
using tests::says;

class DiagnosisTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void tellsUnderBalancedAndOver() {
        const tests::Made made = tests::makeBatches(900, 3, 1);
        const auto map = diagnose::protect({made.uncorrected, made.batch}, {});

        const auto under = judged(map, made.uncorrected);
        QCOMPARE(under.verdict, Verdict::Under);
        QCOMPARE(under.sentences.front().kind, SentenceKind::Under);
        QVERIFY(under.severity > 0.9);
        QVERIFY(!under.sentences.front().cells.empty());

        const auto balanced = judged(map, made.ideal);
        QCOMPARE(balanced.verdict, Verdict::Balanced);
        QVERIFY(std::abs(balanced.under.value) < 0.05);
        QVERIFY(balanced.over.value < 0.05);
        QVERIFY(balanced.under.low <= balanced.under.value);
        QCOMPARE(balanced.severity, 0.0);
        QVERIFY(!balanced.borderline);

        const auto over = judged(map, made.merged);
        QCOMPARE(over.verdict, Verdict::Over);
        QCOMPARE(over.sentences.front().kind, SentenceKind::OwnNeighborsLost);
        QVERIFY(over.severity > 0.5);  // both merged populations lost their neighbours
        for (const std::uint32_t cell : over.sentences.front().cells) {
            QVERIFY(made.population.codes[cell] < 2);
            QVERIFY(over.perCell.flagged[cell]);
        }
    }

    void sharpensWithLabels() {
        const tests::Made made = tests::makeBatches(900, 3, 2);
        const auto map = diagnose::protect({made.uncorrected, made.batch}, {});
        const auto over = judged(map, made.merged, {.labels = &made.population});
        QCOMPARE(over.populations.size(), std::size_t{3});
        QCOMPARE(over.populations[0].name, std::string("type 0"));
        QCOMPARE(over.populations[0].mergedWith, 1);
        QCOMPARE(over.populations[1].mergedWith, 0);
        QCOMPARE(over.populations[2].mergedWith, -1);
        QVERIFY(over.populations[0].purityLost > 0.3);
        QVERIFY(std::abs(over.populations[2].purityLost) < 0.02);
        QVERIFY(over.populations[2].ownNeighborsKept > 0.98);
        QVERIFY(over.populations[0].ownNeighborsKept < 0.7);
        QCOMPARE(over.populations[2].batches, std::size_t{3});
        QVERIFY(std::abs(over.underByLabel.value) < 0.05);
        QVERIFY(over.groupNames[0].starts_with("type"));

        const auto without = judged(map, made.merged);
        QCOMPARE(without.verdict, over.verdict);
        QVERIFY(without.populations[0].mergedWith >= 0);
        QVERIFY(!without.underByLabel.defined());
    }

    /// Two populations, each in one batch only: translated onto each other they are one group, and
    /// keeping them apart was called under-correction. Labels say that nothing has to mix, and that
    /// merging the two is a loss.
    void labelsTellPopulationsOfDifferentBatchesApart() {
        tests::Made made = tests::makeBatches(600, 2, 7);
        std::vector<std::uint32_t> two;
        for (std::uint32_t i = 0; i < made.population.codes.size(); ++i)
            if (made.population.codes[i] < 2) two.push_back(i);
        const auto pcs = data::takeRows(made.ideal, two);
        const auto merged = data::takeRows(made.merged, two);
        const data::Categories labels{data::takeRows(made.population, two).codes, {"A", "B"}};
        const data::Categories batch{labels.codes, {"first", "second"}};
        const diagnose::Context context{.labels = &labels};
        const auto blind = diagnose::protect({pcs, batch}, {});
        QVERIFY(judged(blind, pcs).verdict != Verdict::Balanced);
        QVERIFY(judged(blind, merged).verdict != Verdict::Over);
        const auto map = diagnose::protect({.pcs = pcs, .batch = batch, .labels = &labels}, {});
        QVERIFY(map.nothingShared());
        const auto kept = judged(map, pcs, context);
        QCOMPARE(kept.verdict, Verdict::Balanced);
        QCOMPARE(kept.under.value, 0.0);
        QCOMPARE(judged(map, merged, context).verdict, Verdict::Over);
    }

    /// What labels do not contradict stays: shared populations are tested, links are not asked for.
    void labelsThatAgreeChangeNothing() {
        const tests::Made made = tests::makeBatches(900, 3, 2);
        const auto blind = diagnose::protect({made.uncorrected, made.batch}, {});
        const auto map = diagnose::protect(
            {.pcs = made.uncorrected, .batch = made.batch, .labels = &made.population}, {});
        QVERIFY(map.testing == blind.testing);
        QVERIFY(map.foreignBaseline == blind.foreignBaseline);
    }

    void cannotTellWhereNothingIsShared() {
        tests::Made made = tests::makeBatches(400, 2, 3);
        for (std::size_t i = 0; i < made.batch.size(); ++i)
            made.batch.codes[i] = made.population.codes[i] == 0 ? 0 : 1;
        auto map = diagnose::protect({made.ideal, made.batch}, {});
        map.groups = map.testing = {made.population.codes, 3};  // each in one batch only
        map.groupPresent = diagnose::countByBatch(map.groups, made.batch);
        map.correlation = map.weights.weight = map.weights.ambiguous = diagnose::PairTable(3, 3);
        const auto found = judged(map, made.ideal);
        QCOMPARE(found.verdict, Verdict::CannotTell);
        QVERIFY(says(found, SentenceKind::CannotTell));
        QVERIFY(!std::isfinite(found.underProbability));
    }

    void refusesAConfoundedDesignInWords() {
        const tests::Made made = tests::makeBatches(600, 2, 4);
        const auto map = diagnose::protect({made.uncorrected, made.batch}, {});
        data::Categories condition = made.batch;
        condition.levels = {"control", "treated"};
        const auto found = judged(map, made.uncorrected, {.keepApart = &condition});
        QCOMPARE(found.verdict, Verdict::CannotTell);
        QVERIFY(found.confounded);
        QCOMPARE(found.sentences.front().kind, SentenceKind::Confounded);
        // Losses are seen within batches, so they may still be told.
        QCOMPARE(judged(map, made.merged, {.keepApart = &condition}).verdict, Verdict::Over);

        for (std::size_t i = 0; i < condition.size(); i += 2) condition.codes[i] = 0;
        QVERIFY(!judged(map, made.uncorrected, {.keepApart = &condition}).confounded);
    }

    /// Known failure (f): clusters under 20 cells never enter the verdict. A sure loss of one is
    /// now told beside it.
    void tellsOfATinyClusterThatVanished() {
        tests::Made made = tests::makeBatches(800, 2, 16);
        std::size_t rare = 0;  // of the third population, elsewhere but in `merged`
        for (std::size_t i = 0; i < made.batch.size() && rare < 14; ++i) {
            if (made.batch.codes[i] != 0 || made.population.codes[i] != 2) continue;
            ++rare;
            for (data::Embedding* x : {&made.uncorrected, &made.ideal}) {
                (*x)(i, 2) -= 6.0F;
                (*x)(i, 6) += 8.0F;
            }
        }
        const auto map = diagnose::protect({made.uncorrected, made.batch}, {});
        data::Embedding swallowed = made.ideal;
        for (std::size_t i = 0; i < map.cells(); ++i)
            if (made.population.codes[i] == 2)
                std::ranges::copy(made.merged.row(i), swallowed.row(i).begin());
        const auto lost = judged(map, swallowed);
        QCOMPARE(lost.verdict, Verdict::Balanced);
        QVERIFY(says(lost, SentenceKind::SmallCluster));
        QVERIFY(!says(judged(map, made.ideal), SentenceKind::SmallCluster));
    }

    void measuresWhetherAConditionIsKeptApart() {
        const tests::Made made = tests::makeBatches(900, 2, 5);
        data::Categories condition = made.batch;
        data::Embedding before = made.ideal;
        for (std::size_t i = 0; i < condition.size(); ++i) {
            condition.codes[i] = static_cast<std::int32_t>(i % 2);
            before(i, 6) += i % 2 == 0 ? 0.0F : 4.0F;  // the condition moves all populations
        }
        const auto map = diagnose::protect({before, made.batch}, {});
        const diagnose::Context context{.labels = &made.population, .keepApart = &condition};
        const auto lost = judged(map, made.ideal, context);
        const auto kept = judged(map, before, context);
        for (std::size_t p = 0; p < 3; ++p) {
            QVERIFY(lost.populations[p].keptApartBefore > 0.95);
            QVERIFY(std::abs(lost.populations[p].keptApartNow - 0.5) < 0.1);
            QCOMPARE(kept.populations[p].keptApartNow, kept.populations[p].keptApartBefore);
        }
    }

    void saysWhenCorrectionIsNotNeeded() {
        const tests::Made made = tests::makeBatches(600, 2, 6);
        const auto map = diagnose::protect({made.ideal, made.batch}, {});
        QVERIFY(says(judged(map, made.ideal), SentenceKind::NoEffect));
    }

    void refusesOtherCellsAndUnusableNumbers() {
        const tests::Made made = tests::makeBatches(300, 2, 13);
        const auto map = diagnose::protect({made.uncorrected, made.batch}, {});
        const auto graph = neighbors::findNeighbors(made.ideal, {.k = 30}, {});
        const data::Embedding fewer(299, 3);
        QVERIFY_EXCEPTION_THROWN(diagnose::judge(map, fewer, graph, {}, {}), base::Error);
        data::Embedding broken = made.ideal;
        broken(5, 0) = NAN;
        QVERIFY_EXCEPTION_THROWN(diagnose::judge(map, broken, graph, {}, {}), base::Error);
        data::Categories labels = made.population;
        labels.codes.pop_back();
        QVERIFY_EXCEPTION_THROWN(diagnose::judge(map, made.ideal, graph, {.labels = &labels}, {}),
                                 base::Error);
    }

    void stops() {
        const tests::Made made = tests::makeBatches(300, 2, 15);
        const auto map = diagnose::protect({made.uncorrected, made.batch}, {});
        const auto graph = neighbors::findNeighbors(made.ideal, {.k = 30}, {});
        std::stop_source source;
        source.request_stop();
        QVERIFY_EXCEPTION_THROWN(
            diagnose::judge(map, made.ideal, graph, {}, base::Job(source.get_token(), 2, 0)),
            base::Cancelled);
    }
};

QTEST_APPLESS_MAIN(DiagnosisTest)
#include "diagnosis_test.moc"
