#include "core/pipeline/stress.h"

#include "core/pipeline/builtins.h"
#include "core/pipeline/chain.h"
#include "core/report/methods_text.h"
#include "core/report/stress_report.h"
#include "core/report/verdict.h"
#include "core/simulate/simulate.h"

#include <QTest>
#include <nlohmann/json.hpp>

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
    void onePopulationCanBeHeldOutAlone() {
        const std::vector<std::string> candidates = pipeline::heldOutCandidates(m_results);
        QVERIFY(candidates.size() >= 2);
        const auto found = pipeline::stress(StressTest::HeldOut, m_results, m_settings, m_registry,
                                            {}, candidates[1]);
        QCOMPARE(found.size(), std::size_t{1});
        QCOMPARE(found[0].population, candidates[1]);
        QVERIFY(found[0].passed.has_value());
        const auto none = pipeline::stress(StressTest::HeldOut, m_results, m_settings, m_registry,
                                           {}, "no such population");
        QVERIFY(none.size() == 1 && !none[0].passed.has_value());
    }
    /// A choice on a link asks for the verdict alone: everything before it is remembered.
    void theWordOnAPopulationChangesTheVerdictOnly() {
        const auto& cells = *m_results.cells;
        const auto& map = *m_results.protection;
        std::uint32_t other = 1;
        while (map.groups.codes[other] == map.groups.codes[0]) ++other;
        pipeline::ChainInput input{m_results.dataset, 1, m_settings};
        input.map = false;
        pipeline::Cache cache;
        const auto before = pipeline::runChain(input, m_registry, cache, {}, {});
        input.settings.links = {{cells.obs.index[0], cells.obs.index[other], true}};
        const auto after = pipeline::runChain(input, m_registry, cache, {}, {});
        QVERIFY(after.protection == before.protection);
        QVERIFY(after.neighbors == before.neighbors);
        QVERIFY(after.diagnosis != before.diagnosis);
        QVERIFY(std::ranges::any_of(after.diagnosis->links,
                                    [](const auto& judged) { return judged.same == true; }));
        QVERIFY(report::verdictJson(*after.diagnosis, map).dump().find("\"said_to_be\":\"same\"") !=
                std::string::npos);
        QVERIFY(report::asCommand(after, input.settings, m_registry)
                    .find(" --same " + cells.obs.index[0]) != std::string::npos);
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
