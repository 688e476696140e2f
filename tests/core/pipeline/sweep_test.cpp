#include "core/pipeline/sweep.h"

#include "core/base/error.h"
#include "core/pipeline/builtins.h"
#include "core/report/sweep_report.h"
#include "core/simulate/simulate.h"

#include <QTest>
#include <QXmlStreamReader>
#include <nlohmann/json.hpp>

using namespace counterpoint;

class SweepTest : public QObject {
    Q_OBJECT

    plugin::Registry m_registry;
    std::shared_ptr<const data::Dataset> m_dataset;

    const plugin::MethodInfo& harmony() const { return m_registry.method("harmony").info(); }

    QString refusal(const std::string& axis) const {
        try {
            pipeline::parseSweepAxis(axis, harmony());
        } catch (const base::Error& error) {
            return QString::fromUtf8(error.what());
        }
        return {};
    }

    pipeline::ChainInput input() const {
        pipeline::ChainInput input;
        input.dataset = m_dataset;
        input.datasetKey = data::fingerprint(*m_dataset);
        input.settings.roles = {"batch", "cell_type"};
        return input;
    }

  private Q_SLOTS:
    void initTestCase() {
        pipeline::registerBuiltins(m_registry);
        simulate::SimulateOptions options;
        options.cells = 600;
        options.genes = 400;
        m_dataset = std::make_shared<const data::Dataset>(simulate::simulate(options, {}));
    }

    void rangesAndListsBecomeValues() {
        QVERIFY(pipeline::isSweepAxis("theta=0:8:0.5"));
        QVERIFY(pipeline::isSweepAxis("theta=0,2"));
        QVERIFY(!pipeline::isSweepAxis("theta=2"));
        const auto range = pipeline::parseSweepAxis("theta=0:0.3:0.1", harmony());
        QCOMPARE(range.values.size(), std::size_t{4});
        QCOMPARE(std::get<double>(range.values[3]), 0.3);
        const auto list = pipeline::parseSweepAxis("lambda=auto,1", harmony());
        QVERIFY(std::holds_alternative<plugin::Automatic>(list.values[0]));
    }

    void wrongRangesAreRefusedInOneSentence() {
        QVERIFY(refusal("gamma=0:1:1").contains(QStringLiteral("no setting \"gamma\"")));
        QVERIFY(refusal("theta=0:8").contains(QStringLiteral("from:to:step")));
        QVERIFY(refusal("theta=8:0:1").contains(QStringLiteral("upwards")));
        QVERIFY(refusal("theta=0:8:0.001").contains(QStringLiteral("200 values")));
        QVERIFY(refusal("theta=0:x:1").contains(QStringLiteral("not a number")));
        QVERIFY(!refusal("theta=0:99:33").isEmpty());  // out of range
        pipeline::Cache cache;
        QVERIFY_EXCEPTION_THROWN(
            pipeline::sweep(input(), {}, 1, m_registry, cache, [](auto, auto) {}, {}), base::Error);
    }

    void aSweepAnswersAsSingleRunsDo() {
        pipeline::Cache cache;
        std::vector<std::size_t> told;
        const auto axis = pipeline::parseSweepAxis("theta=0,2,8", harmony());
        const pipeline::Sweep sweep =
            pipeline::sweep(input(), {axis}, 2, m_registry, cache,
                            [&](std::size_t done, std::size_t) { told.push_back(done); }, {});
        QCOMPARE(sweep.runs.size(), std::size_t{3});
        QVERIFY(told.size() >= 3 && told.front() == 1);
        pipeline::ChainInput single = input();
        single.settings.methodValues["theta"] = 8.0;
        pipeline::Cache other;
        const auto alone = pipeline::runChain(single, m_registry, other, {}, {});
        QCOMPARE(sweep.runs[2].diagnosis->under.value, alone.diagnosis->under.value);
        QCOMPARE(sweep.runs[2].diagnosis->over.value, alone.diagnosis->over.value);
        QCOMPARE(sweep.runs[2].scores.at("ilisi")->value, alone.scores.at("ilisi")->value);
        // The trade-off plot shows both on the same axes.
        const metrics::Aggregate aggregate = metrics::scibAggregate(alone.scores);
        QCOMPARE(sweep.runs[2].aggregate.missing, aggregate.missing);
        QCOMPARE(sweep.runs[2].aggregate.total, aggregate.total);
        QVERIFY(sweep.recommendation);
        QCOMPARE(sweep.otherSeeds.size(), sweep.recommendation->points.empty() ? 0U : 1U);

        const std::string csv = report::sweepCsv(sweep);
        QCOMPARE(std::ranges::count(csv, '\n'),
                 static_cast<std::ptrdiff_t>(1 + sweep.runs.size() + sweep.otherSeeds.size()));
        QXmlStreamReader svg(QByteArray::fromStdString(report::tradeoffSvg(sweep)));
        while (!svg.atEnd()) svg.readNext();
        QVERIFY2(!svg.hasError(), qPrintable(svg.errorString()));
        const auto json = report::sweepJson(sweep);
        QCOMPARE(json["runs"].size(), std::size_t{3});
        QCOMPARE(json["runs"][1]["at"]["theta"].get<std::string>(), std::string("2"));
    }

    void oneBatchColumnIsSweptWhileTheOthersStay() {
        auto dataset = std::make_shared<data::Dataset>(*m_dataset);
        data::Categories lane{std::vector<std::int32_t>(dataset->cells()), {"one", "two"}, false};
        for (std::size_t i = 0; i < lane.codes.size(); ++i) lane.codes[i] = i % 2 == 0 ? 0 : 1;
        dataset->obs.set({"lane", lane});
        pipeline::ChainInput both = input();
        both.dataset = dataset;
        both.datasetKey = data::fingerprint(*dataset);
        both.settings.roles.moreBatches = {"lane"};
        both.settings.methodValues["theta"] = std::string("3,1");
        pipeline::SweepAxis axis = pipeline::parseSweepAxis("theta=0,8", harmony());
        axis.batchColumn = 1;
        pipeline::Cache cache;
        const auto sweep =
            pipeline::sweep(both, {axis}, 1, m_registry, cache, [](auto, auto) {}, {});
        QCOMPARE(sweep.runs[1].at, std::vector<plugin::Value>{8.0});
        both.map = false;
        both.settings.methodValues["theta"] = std::string("3,8");
        pipeline::Cache other;
        const auto alone = pipeline::runChain(both, m_registry, other, {}, {});
        QCOMPARE(sweep.runs[1].scores.at("ilisi")->value, alone.scores.at("ilisi")->value);
    }

    void twoParametersMakeAGrid() {
        pipeline::Cache cache;
        const pipeline::Sweep sweep =
            pipeline::sweep(input(),
                            {pipeline::parseSweepAxis("theta=1,2", harmony()),
                             pipeline::parseSweepAxis("sigma=0.1,0.2", harmony())},
                            1, m_registry, cache, [](auto, auto) {}, {});
        QCOMPARE(sweep.runs.size(), std::size_t{4});
        QCOMPARE(std::get<double>(sweep.runs[1].at[0]), 1.0);
        QCOMPARE(std::get<double>(sweep.runs[1].at[1]), 0.2);
        QVERIFY(!sweep.recommendation);
        QVERIFY(report::sweepJson(sweep)["recommendation"].is_null());
    }
};

QTEST_APPLESS_MAIN(SweepTest)
#include "sweep_test.moc"
