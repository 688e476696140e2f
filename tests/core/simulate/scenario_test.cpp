#include "core/simulate/scenario.h"

#include <QtTest>

#include <numeric>
#include <set>

using namespace counterpoint;
using namespace counterpoint::simulate;

namespace {

Scenario small(const char* kind) {
    Scenario scenario;
    scenario.kind = kind;
    scenario.seed = 5;
    scenario.cells = 200;
    return scenario;
}

}  // namespace

class ScenarioTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void everyRoundHasEveryKindOnce() {
        const auto scenarios = drawScenarios(2, 100);
        std::multiset<std::string> kinds;
        std::set<std::string> names;
        for (const Scenario& scenario : scenarios) {
            kinds.insert(scenario.kind);
            names.insert(scenario.name());
        }
        QCOMPARE(scenarios.size(), std::size_t{36});
        QCOMPARE(names.size(), scenarios.size());
        for (const std::string& kind : kinds) QCOMPARE(kinds.count(kind), std::size_t{2});
    }
    void otherSeedsDrawOtherScenarios() {
        QVERIFY(drawScenarios(1, 100).at(1).shift != drawScenarios(1, 200).at(1).shift);
        QCOMPARE(drawScenarios(1, 100).at(1).shift, drawScenarios(1, 100).at(1).shift);
    }
    void withoutABatchEffectTheTwinIsTheSame() {
        Scenario scenario = small("null");
        scenario.shift = 0.0;
        const TwinData data = simulate::simulate(scenario, {});
        QVERIFY(data.counts == data.unbatched);
        QCOMPARE(data.counts.rows, scenario.cells);
        QCOMPARE(data.batch.size(), scenario.cells);
    }
    /// The twin is the same Poisson draw thinned: it agrees with the counts far better than a draw
    /// of its own would, and its depth is that of the unbatched cell.
    void twinIsThinnedFromTheSameDraw() {
        const TwinData data = simulate::simulate(small("global"), {});
        QVERIFY(!(data.counts == data.unbatched));
        double both = 0.0;
        double counts = 0.0;
        double twin = 0.0;
        for (std::size_t i = 0; i < data.counts.rows; ++i) {
            std::vector<float> row(data.counts.cols, 0.0F);
            for (std::size_t e = 0; e < data.counts.rowSize(i); ++e)
                row[data.counts.rowColumns(i)[e]] = data.counts.rowValues(i)[e];
            for (std::size_t e = 0; e < data.unbatched.rowSize(i); ++e)
                both += row[data.unbatched.rowColumns(i)[e]] * data.unbatched.rowValues(i)[e];
            for (const float x : data.counts.rowValues(i)) counts += x * x;
            for (const float x : data.unbatched.rowValues(i)) twin += x * x;
        }
        QVERIFY(both / std::sqrt(counts * twin) > 0.8);
    }
    void populationsLiveWhereTheyShould() {
        Scenario scenario = small("one_batch");
        scenario.onlyIn = {{4, 1}};
        scenario.rare = {{3, 0.02}};
        const TwinData data = simulate::simulate(scenario, {});
        std::size_t rare = 0;
        for (std::size_t i = 0; i < data.batch.size(); ++i) {
            if (data.population.codes[i] == 4) QCOMPARE(data.batch.codes[i], 1);
            rare += data.population.codes[i] == 3 ? 1 : 0;
        }
        QVERIFY(rare > 0 && rare < 16);
    }
    void confoundedConditionFollowsTheBatch() {
        Scenario scenario = small("confounded");
        scenario.condition = Condition::Confounded;
        const TwinData data = simulate::simulate(scenario, {});
        for (std::size_t i = 0; i < data.batch.size(); ++i)
            QCOMPARE(data.condition[i], data.batch.codes[i] % 2);
        QVERIFY(data.conditioned[0] && !data.conditioned[1]);
    }
};

QTEST_APPLESS_MAIN(ScenarioTest)
#include "scenario_test.moc"
