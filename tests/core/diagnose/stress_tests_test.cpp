#include "core/diagnose/stress_tests.h"

#include "core/base/error.h"
#include "tests/core/diagnose/made.h"

#include <QTest>

#include <algorithm>

using namespace counterpoint;

namespace {

const diagnose::CorrectWith nothing = [](const data::Embedding& pcs, const data::Categories&) {
    return pcs;
};

/// The batch means moved to one place: right for batches of one composition.
const diagnose::CorrectWith centring = [](const data::Embedding& pcs,
                                          const data::Categories& batch) {
    data::Embedding corrected = pcs;
    for (std::int32_t b = 0; b < static_cast<std::int32_t>(batch.levelCount()); ++b)
        for (std::size_t j = 0; j < pcs.cols; ++j) {
            double sum = 0.0;
            double cells = 0.0;
            for (std::size_t i = 0; i < pcs.rows; ++i)
                if (batch.codes[i] == b) {
                    sum += pcs(i, j);
                    cells += 1.0;
                }
            for (std::size_t i = 0; i < pcs.rows; ++i)
                if (batch.codes[i] == b) corrected(i, j) -= static_cast<float>(sum / cells);
        }
    return corrected;
};

/// Everything that distinguishes the three populations is removed.
const diagnose::CorrectWith destroying = [](const data::Embedding& pcs, const data::Categories&) {
    data::Embedding corrected = pcs;
    for (std::size_t i = 0; i < pcs.rows; ++i)
        for (std::size_t j = 0; j < 3; ++j) corrected(i, j) = static_cast<float>(i % 17);
    return corrected;
};

}  // namespace

class StressTestsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aNullBatchIsTheLargestBatchInTwoHalves() {
        const tests::Made made = tests::makeBatches(401, 2, 1);
        const auto input = diagnose::nullBatch(made.uncorrected, made.batch, 3);
        const auto counts = made.batch.counts();
        QCOMPARE(input.cells.size(), std::max(counts[0], counts[1]));
        const auto halves = input.batch.counts();
        QVERIFY(halves[0] - halves[1] <= 1);
        for (std::size_t i = 0; i < input.cells.size(); ++i) {
            QCOMPARE(made.batch.codes[input.cells[i]], made.batch.codes[input.cells[0]]);
            QCOMPARE(input.pcs(i, 0), made.uncorrected(input.cells[i], 0));
        }
    }

    void aHarmlessMethodPassesAndADestructiveOneDoesNot() {
        const tests::Made made = tests::makeBatches(400, 2, 2);
        const auto null = diagnose::nullBatch(made.uncorrected, made.batch, 1);
        const auto shuffled = diagnose::shuffledBatches(made.ideal, made.batch, 1);
        QCOMPARE(shuffled.batch.counts(), made.batch.counts());
        for (const auto* input : {&null, &shuffled}) {
            QVERIFY(diagnose::judgeNull(*input, nothing, {}).passed);
            QVERIFY(diagnose::judgeNull(*input, centring, {}).passed);
            const auto destroyed = diagnose::judgeNull(*input, destroying, {});
            QVERIFY(!destroyed.passed);
            QVERIFY(destroyed.sentence.find("the method itself") != std::string::npos);
        }
    }

    void aHeldOutPopulationStaysOrIsMerged() {
        const tests::Made made = tests::makeBatches(400, 2, 3);
        const diagnose::Partition populations{made.population.codes, 3};
        const auto input =
            diagnose::heldOutPopulation(made.uncorrected, made.batch, populations, 1);
        const auto held = diagnose::cellsOf(input, populations, 1);
        std::int32_t home = -1;
        for (std::size_t i = 0; i < held.size(); ++i) {
            if (!held[i]) continue;
            if (home < 0) home = input.batch.codes[i];
            QCOMPARE(input.batch.codes[i], home);
        }
        const auto stays = diagnose::judgeHeldOut(input, held, "type 1", nothing, {});
        QVERIFY(stays.passed && stays.kept > 0.99);
        const auto merged = diagnose::judgeHeldOut(input, held, "type 1", destroying, {});
        QVERIFY(!merged.passed && merged.kept < 0.6);
    }

    void refusesToHoldOutTooFew() {
        const tests::Made made = tests::makeBatches(60, 2, 4);
        const diagnose::Partition populations{made.population.codes, 3};
        QVERIFY_EXCEPTION_THROWN(
            diagnose::heldOutPopulation(made.uncorrected, made.batch, populations, 0), base::Error);
    }
};

QTEST_APPLESS_MAIN(StressTestsTest)
#include "stress_tests_test.moc"
