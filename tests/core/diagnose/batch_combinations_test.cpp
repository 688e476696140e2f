#include "core/diagnose/batch_combinations.h"

#include "core/base/random.h"
#include "core/diagnose/diagnosis.h"
#include "core/neighbors/neighbors.h"

#include <QTest>

using namespace counterpoint;
using diagnose::Verdict;

namespace {

/// Four populations, 8 standard deviations apart, in 1200 cells of two crossed batch variables:
/// each moves its second level by 6 along a dimension of its own.
struct Crossed {
    data::Categories lane{{}, {"lane 1", "lane 2"}};
    data::Categories kit{{}, {"kit A", "kit B"}};
    data::Embedding uncorrected;
    data::Embedding laneCorrected;
    data::Embedding bothCorrected;
};

Crossed crossed() {
    constexpr std::size_t cells = 1200;
    constexpr std::size_t dims = 10;
    Crossed made;
    made.uncorrected = made.laneCorrected = made.bothCorrected = data::Embedding(cells, dims);
    for (std::size_t i = 0; i < cells; ++i) {
        base::Random random(1, i);
        const std::size_t population = random.below(4);
        const std::size_t lane = random.below(2);
        const std::size_t kit = random.below(2);
        made.lane.codes.push_back(static_cast<std::int32_t>(lane));
        made.kit.codes.push_back(static_cast<std::int32_t>(kit));
        for (std::size_t j = 0; j < dims; ++j) {
            const auto x = static_cast<float>(random.normal() + (j == population ? 5.7 : 0.0));
            const float ofKit = j == 5 && kit == 1 ? 6.0F : 0.0F;
            const float ofLane = j == 4 && lane == 1 ? 6.0F : 0.0F;
            made.bothCorrected(i, j) = x;
            made.laneCorrected(i, j) = x + ofKit;
            made.uncorrected(i, j) = x + ofKit + ofLane;
        }
    }
    return made;
}

diagnose::Diagnosis judged(const diagnose::ProtectionMap& map, const data::Embedding& corrected) {
    return diagnose::judge(map, corrected, neighbors::findNeighbors(corrected, {.k = 90}, {}), {},
                           {});
}

}  // namespace

class BatchCombinationsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void namesWhatOccurs() {
        data::Categories first{std::vector<std::int32_t>(120, 0), {"a", "b"}};
        data::Categories second{std::vector<std::int32_t>(120, 0), {"x", "y"}};
        for (std::size_t i = 60; i < 120; ++i) first.codes[i] = 1;
        for (std::size_t i = 80; i < 120; ++i) second.codes[i] = 1;
        for (std::size_t i = 0; i < 5; ++i) second.codes[i] = 1;  // 5 of (a, y), 20 of (b, x)
        first.codes[119] = -1;
        const std::vector further{second};
        const data::Categories both = diagnose::batchCombinations(first, further);
        QCOMPARE(both.levels, (std::vector<std::string>{"a, x", "b, y"}));
        QCOMPARE(both.codes[0], 0);    // (a, y) joins the larger (a, x)
        QCOMPARE(both.codes[70], 0);   // (b, x) too: 55 cells against 39
        QCOMPARE(both.codes[100], 1);  // (b, y)
        QCOMPARE(both.codes[119], -1);
        QVERIFY(diagnose::batchCombinations(first, {}) == first);
    }

    /// Known failure (e). Before, only the first variable was seen: the last line.
    void seesThatOneOfTwoVariablesIsUncorrected() {
        const Crossed made = crossed();
        const std::vector further{made.kit};
        const auto map = diagnose::protect(
            {.pcs = made.uncorrected, .batch = made.lane, .furtherBatches = further}, {});
        QCOMPARE(map.batch.levels.size(), std::size_t{4});
        QCOMPARE(judged(map, made.uncorrected).verdict, Verdict::Under);
        QCOMPARE(judged(map, made.laneCorrected).verdict, Verdict::Under);
        QCOMPARE(judged(map, made.bothCorrected).verdict, Verdict::Balanced);
        const auto first = diagnose::protect({.pcs = made.uncorrected, .batch = made.lane}, {});
        QVERIFY(judged(first, made.laneCorrected).verdict != Verdict::Under);
    }

    /// Every combination has one condition, but no variable alone does.
    void isNotConfoundedByCombinationsAlone() {
        const Crossed made = crossed();
        data::Categories condition{{}, {"control", "treated"}};
        for (std::size_t i = 0; i < made.lane.size(); ++i)
            condition.codes.push_back(made.lane.codes[i] ^ made.kit.codes[i]);
        const std::vector further{made.kit};
        const auto map = diagnose::protect(
            {.pcs = made.uncorrected, .batch = made.lane, .furtherBatches = further}, {});
        const auto graph = neighbors::findNeighbors(made.bothCorrected, {.k = 90}, {});
        QVERIFY(!diagnose::judge(map, made.bothCorrected, graph, {.keepApart = &condition}, {})
                     .confounded);
        QVERIFY(diagnose::judge(map, made.bothCorrected, graph, {.keepApart = &made.kit}, {})
                    .confounded);
    }
};

QTEST_APPLESS_MAIN(BatchCombinationsTest)
#include "batch_combinations_test.moc"
