#include "core/pipeline/stress.h"

#include "core/pipeline/builtins.h"
#include "core/pipeline/chain.h"
#include "core/report/stress_report.h"
#include "core/simulate/simulate.h"

#include <QTest>

using namespace counterpoint;
using pipeline::StressTest;

/// Of the whole chain on made-up cells; what the tests themselves find is asked in
/// core/diagnose/stress_tests_test.
class StressTestsOfRuns : public QObject {
    Q_OBJECT

    plugin::Registry m_registry;
    pipeline::Settings m_settings;
    pipeline::Results m_results;

    std::vector<pipeline::StressOutcome> outcomes(StressTest test) const {
        return pipeline::stress(test, m_results, m_settings, m_registry, {});
    }

  private Q_SLOTS:
    void initTestCase() {
        pipeline::registerBuiltins(m_registry);
        simulate::SimulateOptions options;
        options.cells = 900;
        options.genes = 400;
        options.types = 4;
        pipeline::ChainInput input;
        input.dataset = std::make_shared<const data::Dataset>(simulate::simulate(options, {}));
        input.datasetKey = data::fingerprint(*input.dataset);
        input.settings.roles = {"batch", "cell_type"};
        input.map = false;
        m_settings = input.settings;
        pipeline::Cache cache;
        m_results = pipeline::runChain(input, m_registry, cache, {}, {});
    }
    void idsGoThereAndBack() {
        QCOMPARE(pipeline::allStressTests().size(), std::size_t{4});
        for (const StressTest test : pipeline::allStressTests())
            QVERIFY(pipeline::stressTestOf(pipeline::idOf(test)) == test);
        QVERIFY(!pipeline::stressTestOf("nothing"));
    }
    void nullBatchGivesOneOutcomeWithAVerdict() {
        const auto found = outcomes(StressTest::NullBatch);
        QCOMPARE(found.size(), std::size_t{1});
        QVERIFY(found[0].passed.has_value());
        QVERIFY(found[0].diagnosis.has_value());
        QVERIFY(!found[0].sentence.empty());
    }
    void heldOutPopulationsAreNamedByTheirLabels() {
        const auto found = outcomes(StressTest::HeldOut);
        QVERIFY(!found.empty() && found.size() <= 6);
        const auto& levels = m_results.cells->label->levels;
        for (const auto& outcome : found)
            QVERIFY(std::ranges::find(levels, outcome.population) != levels.end());
    }
    void conditionTestSaysWhatIsMissing() {
        const auto found = outcomes(StressTest::Condition);
        QCOMPARE(found.size(), std::size_t{1});
        QVERIFY(!found[0].passed.has_value());
        const nlohmann::json json = report::stressJson(found);
        QVERIFY(json.at(0).at("p").is_null());
        QVERIFY(json.at(0).at("passed").is_null());
    }
    void sameSeedGivesTheSameOutcome() {
        QCOMPARE(outcomes(StressTest::Shuffled)[0].sentence,
                 outcomes(StressTest::Shuffled)[0].sentence);
    }
};

QTEST_APPLESS_MAIN(StressTestsOfRuns)
#include "stress_test.moc"
