#include "core/base/error.h"
#include "core/integrate/methods.h"
#include "tests/core/integrate/shifted_cells.h"

#include <QTest>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <thread>

using namespace counterpoint;
using tests::Cells;
using tests::shiftedCells;

namespace {

using Warm = std::shared_ptr<const plugin::WarmState>;

struct Outcome {
    plugin::IntegrationResult result;
    Warm warm;
};

Outcome integrated(const Cells& cells, const plugin::Values& values, const Warm& warm = nullptr,
                   bool settled = false, int threads = 1, std::uint64_t seed = 7) {
    const base::Job job({}, threads, seed);
    const plugin::IntegrationInput input{cells.pca, {&cells.batch}, warm, settled, {}};
    const auto run = integrate::makeHarmony()->start(input, values, job);
    while (run->step(job)) {
    }
    return {run->result(), run->warmState()};
}

double relativeDifference(const data::Embedding& a, const data::Embedding& b) {
    double difference = 0.0;
    double size = 0.0;
    for (std::size_t i = 0; i < a.values.size(); ++i) {
        difference += std::pow(static_cast<double>(a.values[i]) - b.values[i], 2);
        size += std::pow(static_cast<double>(b.values[i]), 2);
    }
    return std::sqrt(difference / size);
}

}  // namespace

/// What an earlier run changes about the next, and what it must not.
class HarmonyWarmTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void variants() {
        QTest::addColumn<QString>("variant");
        QTest::newRow("harmony") << "harmony";
        QTest::newRow("harmony1") << "harmony1";
    }

    // The settled answer is the cold one, whatever was looked at before.
    void settledAnswersDoNotDependOnThePath_data() { variants(); }
    void settledAnswersDoNotDependOnThePath() {
        QFETCH(QString, variant);
        const Cells cells = shiftedCells(1500, 3);
        const auto at = [&](double theta) {
            return plugin::Values{{"theta", theta}, {"variant", variant.toStdString()}};
        };
        const Outcome cold = integrated(cells, at(4.0));
        Warm warm = integrated(cells, at(0.0)).warm;
        for (const double theta : {1.0, 2.0, 6.0, 3.0}) {
            warm = integrated(cells, at(theta), warm).warm;
            const Outcome settled = integrated(cells, at(4.0), warm, true);
            QVERIFY(settled.result.embedding == cold.result.embedding);
            QCOMPARE(settled.result.rounds, cold.result.rounds);
            QCOMPARE(settled.result.objective.back().total, cold.result.objective.back().total);
        }
    }

    void warmAnswersAreNearColdOnesAndSooner_data() { variants(); }
    void warmAnswersAreNearColdOnesAndSooner() {
        QFETCH(QString, variant);
        const Cells cells = shiftedCells(1500, 3);
        plugin::Values values{{"theta", 1.0}, {"variant", variant.toStdString()}};
        Warm warm = integrated(cells, values).warm;
        for (const auto& [key, value] : {std::pair{"theta", 2.0},
                                         {"theta", 4.0},
                                         {"sigma", 0.15},
                                         {"tau", 5.0},
                                         {"lambda", 2.0}}) {
            values[key] = value;
            const Outcome went = integrated(cells, values, warm);
            const Outcome cold = integrated(cells, values);
            QVERIFY(went.result.rounds <= 3);
            const double difference =
                relativeDifference(went.result.embedding, cold.result.embedding);
            QVERIFY2(difference < 0.05, qPrintable(QString::number(difference)));
            warm = went.warm;
        }
    }

    // lambda and alpha only enter the correction: one pass from the remembered assignment.
    void lambdaAloneIsOneCorrection_data() { variants(); }
    void lambdaAloneIsOneCorrection() {
        QFETCH(QString, variant);
        const Cells cells = shiftedCells(1500, 3);
        plugin::Values values{{"variant", variant.toStdString()}, {"lambda", 1.0}};
        const Outcome before = integrated(cells, values);
        values["lambda"] = 5.0;
        const Outcome after = integrated(cells, values, before.warm);
        QCOMPARE(after.result.rounds, 1);
        QVERIFY(!(after.result.embedding == before.result.embedding));
        // And back again: the assignment was not touched, so the first answer returns.
        values["lambda"] = 1.0;
        const Outcome back = integrated(cells, values, after.warm);
        QVERIFY(back.result.embedding == before.result.embedding);
        QCOMPARE(back.result.objective.back().total, before.result.objective.back().total);
    }

    // A state of other cells, batches, clusters or another seed is no use; nor may it do harm.
    void statesOfOtherDataAreIgnored() {
        const Cells cells = shiftedCells(900, 2);
        const plugin::Values values{{"theta", 2.0}};
        const Outcome cold = integrated(cells, values);
        Cells moved = cells;
        moved.pca(899, 7) += 1.0F;
        Cells swapped = cells;
        std::swap(swapped.batch.codes[0], swapped.batch.codes[1]);
        swapped.batch.codes[0] = 1 - swapped.batch.codes[0];
        for (const Warm& warm : {integrated(moved, values).warm, integrated(swapped, values).warm,
                                 integrated(cells, {{"clusters", std::int64_t{7}}}).warm,
                                 integrated(cells, {{"block", 0.1}}).warm,
                                 integrated(cells, values, nullptr, false, 1, 8).warm})
            QVERIFY(integrated(cells, values, warm).result.embedding == cold.result.embedding);
    }

    void threadsDoNotChangeWarmAnswers_data() { variants(); }
    void threadsDoNotChangeWarmAnswers() {
        QFETCH(QString, variant);
        const Cells cells = shiftedCells(8000, 3);
        const plugin::Values first{{"variant", variant.toStdString()}};
        plugin::Values second = first;
        second["theta"] = 3.0;
        const Outcome one = integrated(cells, first);
        const Outcome oneWarm = integrated(cells, second, one.warm);
        for (const int threads : {2, 3}) {
            const Outcome many = integrated(cells, first, nullptr, false, threads);
            QVERIFY(many.result.embedding == one.result.embedding);
            QVERIFY(integrated(cells, second, many.warm, false, threads).result.embedding ==
                    oneWarm.result.embedding);
        }
    }

    // Warm states are shared, not copied: a run that goes on must leave them as they were.
    void runsLeaveTheStateTheyCameFromAlone() {
        const Cells cells = shiftedCells(900, 3);
        const Outcome start = integrated(cells, {{"theta", 1.0}});
        const Outcome once = integrated(cells, {{"theta", 3.0}}, start.warm);
        static_cast<void>(integrated(cells, {{"theta", 0.0}}, start.warm));
        static_cast<void>(integrated(cells, {{"lambda", 3.0}, {"theta", 1.0}}, start.warm));
        const Outcome again = integrated(cells, {{"theta", 3.0}}, start.warm);
        QVERIFY(once.result.embedding == again.result.embedding);
    }

    // An interrupted run still gives a state the next can go on from.
    void interruptedRunsGiveUsableStates() {
        const Cells cells = shiftedCells(3000, 3);
        const base::Job job({}, 1, 7);
        for (const char* variant : {"harmony", "harmony1"}) {
            const plugin::Values values{{"variant", variant}, {"theta", 2.0}};
            const auto method = integrate::makeHarmony();
            for (int after = 0; after < 2000; after += 290) {
                std::stop_source source;
                std::jthread stopper([&source, after] {
                    std::this_thread::sleep_for(std::chrono::microseconds(after));
                    source.request_stop();
                });
                const auto run = method->start({cells.pca, {&cells.batch}}, values, job);
                try {
                    while (run->step(base::Job(source.get_token(), 1, 7))) {
                    }
                } catch (const base::Cancelled&) {
                }
                plugin::Values next = values;
                next["lambda"] = 2.0;
                for (const float x :
                     integrated(cells, next, run->warmState()).result.embedding.values)
                    QVERIFY(std::isfinite(x));
            }
        }
    }

    void oneNumberForAllOrOneForEach() {
        const Cells cells = shiftedCells(900, 3);
        std::vector<std::int32_t> codes(900);
        for (std::size_t i = 0; i < 900; ++i) codes[i] = static_cast<std::int32_t>(i % 2);
        const auto other = tests::categories(codes, 2);
        const auto of = [&](const plugin::Values& values) {
            const auto run =
                integrate::makeHarmony()->start({cells.pca, {&cells.batch, &other}}, values, {});
            while (run->step({})) {
            }
            return run->result().embedding;
        };
        QVERIFY(of({{"theta", 2.0}, {"lambda", 1.0}}) ==
                of({{"theta", std::string("2,2")}, {"lambda", std::string("1,1")}}));
        QVERIFY(!(of({{"theta", 2.0}}) == of({{"theta", std::string("2,0")}})));
        QVERIFY(!(of({{"lambda", 1.0}}) == of({{"lambda", std::string("1,4")}})));
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(of({{"theta", std::string("2,1,1")}})),
                                 base::Error);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(of({{"theta", std::string("2,99")}})),
                                 base::Error);
    }

    void referencesStayAndOthersCome() {
        const Cells cells = shiftedCells(900, 2);
        const plugin::IntegrationInput input{
            cells.pca, {&cells.batch}, nullptr, false, {std::string("b1")}};
        const auto run = integrate::makeHarmony()->start(input, {}, {});
        while (run->step({})) {
        }
        const auto embedding = run->result().embedding;
        double gap = 0.0;
        for (std::size_t j = 0; j < 8; ++j) {
            double sums[2] = {0.0, 0.0};
            double counts[2] = {0.0, 0.0};
            for (std::size_t i = 0; i < 900; ++i) {
                const auto batch = static_cast<std::size_t>(cells.batch.codes[i]);
                if (batch == 1) QCOMPARE(embedding(i, j), cells.pca(i, j));
                if (cells.type[i] != 0) continue;
                sums[batch] += embedding(i, j);
                counts[batch] += 1.0;
            }
            gap += std::pow(sums[0] / counts[0] - sums[1] / counts[1], 2);
        }
        QVERIFY2(gap < 0.7, qPrintable(QString::number(gap)));
    }
};

QTEST_APPLESS_MAIN(HarmonyWarmTest)
#include "harmony_warm_test.moc"
