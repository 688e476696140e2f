#include "core/diagnose/recommend.h"

#include <QTest>

#include <limits>

using namespace counterpoint::diagnose;

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
using Points = std::vector<SweepPoint>;
using Chosen = std::vector<std::size_t>;

}  // namespace

class RecommendTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void theWeakestSettingAsGoodAsTheBestIsProposed() {
        // U* = 0.02 at 2; within 0.05 of it: 1 (0.06), 2, 4 (0.03). 8 mixes best but loses 0.3.
        const Points points{
            {0, 0.6, 0.0}, {1, 0.06, 0.05}, {2, 0.02, 0.1}, {4, 0.03, 0.13}, {8, 0.0, 0.3}};
        const Recommendation found = recommend(points, "theta");
        QCOMPARE(found.points, (Chosen{1, 2, 3}));
        QCOMPARE(found.best, std::size_t(1));
        QVERIFY(found.mixes);
        QVERIFY(QString::fromStdString(found.sentence).contains("theta 1 to 4; the weakest, 1,"));
    }
    void negativeUCountsAsFullyMixed() {
        // U below 0 is chance: everything up to 0.05 is as good.
        const Points points{{0, 0.04, 0.0}, {1, -0.06, 0.0}};
        QCOMPARE(recommend(points, "theta").points, (Chosen{0, 1}));
    }
    void aGapIsNamed() {
        const Points points{{0, 0.01, 0.0}, {1, 0.01, 0.4}, {2, 0.01, 0.0}};
        const Recommendation found = recommend(points, "theta");
        QCOMPARE(found.points, (Chosen{0, 2}));
        QVERIFY(QString::fromStdString(found.sentence).contains("0; 2"));
    }
    void aCompromiseSaysThatItIsOne() {
        const Points points{{0, 0.5, 0.0}, {1, 0.3, 0.1}, {2, 0.1, 0.5}};
        const Recommendation found = recommend(points, "theta");
        QCOMPARE(found.points, (Chosen{1}));
        QVERIFY(!found.mixes);
        QVERIFY(QString::fromStdString(found.sentence).startsWith("No setting of theta mixes"));
    }
    void whereNothingCanBeRecommendedTheSentenceSaysWhy() {
        const Recommendation lost = recommend(Points{SweepPoint{0, 0.1, 0.5}}, "theta");
        QVERIFY(lost.points.empty());
        QVERIFY(QString::fromStdString(lost.sentence).contains("keeps all populations"));
        const Recommendation unknown = recommend(Points{SweepPoint{0, none, 0.0}}, "theta");
        QVERIFY(unknown.points.empty());
        QVERIFY(QString::fromStdString(unknown.sentence).contains("could be judged"));
        QVERIFY(recommend({}, "theta").points.empty());
    }
    void withoutAClusterToLoseOnlyMixingCounts() {
        const Recommendation found =
            recommend(Points{SweepPoint{0, 0.5, none}, SweepPoint{1, 0.02, none}}, "theta");
        QCOMPARE(found.points, (Chosen{1}));
    }
};

QTEST_APPLESS_MAIN(RecommendTest)
#include "recommend_test.moc"
