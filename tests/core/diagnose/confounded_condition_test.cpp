#include "core/diagnose/confounded_condition.h"

#include "core/base/random.h"

#include <QtTest>

using namespace counterpoint;
using namespace counterpoint::diagnose;

namespace {

/// One population in six batches of 30 cells, each at its own place; batches of the second
/// condition `apart` further along the first dimension.
struct Made {
    ProtectionMap map;
    data::Embedding cells{180, 3};
    data::Categories condition;

    explicit Made(double apart, std::int32_t second = 3) {
        condition.levels = {"control", "treated"};
        map.testing.count = 1;
        for (std::int32_t b = 0; b < 6; ++b) map.batch.levels.push_back(std::to_string(b));
        for (std::size_t i = 0; i < cells.rows; ++i) {
            const auto b = static_cast<std::int32_t>(i % 6);
            base::Random place(3, b);
            base::Random random(5, i);
            map.batch.codes.push_back(b);
            map.testing.codes.push_back(0);
            condition.codes.push_back(b >= second ? 1 : 0);
            for (std::size_t j = 0; j < 3; ++j)
                cells(i, j) = static_cast<float>(place.normal() + 0.1 * random.normal() +
                                                 (j == 0 && b >= second ? apart : 0.0));
        }
        map.clusters = map.testing;
    }
    ConditionTest test(const data::Embedding& corrected) const {
        return testCondition(map, cells, corrected, condition, 1);
    }
};

}  // namespace

class ConfoundedConditionTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    /// Three and three batches can be dealt in 20 ways, and what was seen and its mirror image are
    /// the most extreme ones.
    void strongConditionIsAsFarAsItCanBe() {
        const Made made(20.0);
        const ConditionTest test = made.test(made.cells);
        QCOMPARE(test.deals, std::size_t{20});
        QCOMPARE(test.p, 0.1);
        QCOMPARE(test.leastP, 0.1);
        QVERIFY(test.ratioBefore > 3.0);
        QCOMPARE(test.ratioNow, test.ratioBefore);
    }
    void batchesWithoutConditionAreNotTold() {
        const Made made(0.0);
        const ConditionTest test = made.test(made.cells);
        QVERIFY(test.p > 0.1);
        QVERIFY(test.sentence.find("not seen above") != std::string::npos);
    }
    void correctionThatRemovesTheConditionBringsTheRatioDown() {
        const Made made(20.0);
        const Made without(0.0);
        QVERIFY(made.test(without.cells).ratioNow < 2.0);
    }
    void oneBatchEachCannotBeTold() {
        Made made(1.0);
        for (std::size_t i = 0; i < made.map.batch.size(); ++i)
            made.condition.codes[i] = made.map.batch.codes[i] = i % 2 == 0 ? 0 : 1;
        const ConditionTest test = made.test(made.cells);
        QVERIFY(std::isnan(test.p));
        QVERIFY(test.sentence.find("replicates") != std::string::npos);
    }
    void conditionWithinBatchesIsNoConfounding() {
        Made made(1.0);
        made.condition.codes[0] = 1;
        QVERIFY(std::isnan(made.test(made.cells).p));
    }
};

QTEST_APPLESS_MAIN(ConfoundedConditionTest)
#include "confounded_condition_test.moc"
