#include "core/pipeline/runner.h"

#include "core/pipeline/builtins.h"
#include "core/simulate/simulate.h"

#include <QTest>

#include <algorithm>
#include <bit>
#include <condition_variable>
#include <fstream>
#include <map>
#include <mutex>
#include <thread>
#include <unistd.h>

using namespace counterpoint;

namespace {

/// Records what a Runner says and lets the test wait for it.
class Record {
  public:
    pipeline::RunnerListener listener() {
        return {
            .started = [this](std::uint64_t ticket,
                              bool) { note([&] { started.push_back(ticket); }); },
            .progress = {},
            .updated =
                [this](std::uint64_t ticket, const pipeline::Results& results) {
                    note([&] {
                        if (results.layout) ++maps[ticket];
                    });
                },
            .finished = [this](std::uint64_t ticket, const pipeline::Results& results,
                               double) { note([&] { finished[ticket] = results; }); },
            .stopped = [this](std::uint64_t ticket) { note([&] { stopped.push_back(ticket); }); },
            .failed =
                [this](std::uint64_t ticket, const base::Error& error) {
                    note([&] { failed[ticket] = error.what(); });
                },
        };
    }

    template <class Condition>
    bool wait(Condition condition) {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, std::chrono::seconds(120), condition);
    }

    /// Call from inside `wait`.
    bool ended(std::uint64_t ticket) const {
        return finished.contains(ticket) || failed.contains(ticket) ||
               std::ranges::find(stopped, ticket) != stopped.end();
    }
    void forget() {
        const std::lock_guard lock(m_mutex);
        finished.clear();
    }

    std::vector<std::uint64_t> started;
    std::vector<std::uint64_t> stopped;
    std::map<std::uint64_t, pipeline::Results> finished;
    std::map<std::uint64_t, std::string> failed;
    std::map<std::uint64_t, int> maps;  ///< updates with a layout

  private:
    template <class Action>
    void note(Action action) {
        const std::lock_guard lock(m_mutex);
        action();
        m_changed.notify_all();
    }
    std::mutex m_mutex;
    std::condition_variable m_changed;
};

/// Memory of this process that is in use, from /proc/self/statm.
std::size_t residentBytes() {
    std::ifstream statm("/proc/self/statm");
    std::size_t pages = 0;
    statm >> pages >> pages;
    return pages * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace

class RunnerTest : public QObject {
    Q_OBJECT

    plugin::Registry m_registry;
    std::shared_ptr<const data::Dataset> m_dataset;

    pipeline::Request request(double theta, bool live = false) const {
        pipeline::Request request{m_dataset, {}, live};
        request.settings.roles = {"batch", "cell_type"};
        request.settings.umap.epochs = 20;
        request.settings.methodValues["theta"] = theta;
        return request;
    }

  private Q_SLOTS:
    void initTestCase() {
        pipeline::registerBuiltins(m_registry);
        simulate::SimulateOptions options;
        options.cells = 500;
        options.genes = 400;
        m_dataset = std::make_shared<const data::Dataset>(simulate::simulate(options, {}));
    }

    void fiftyRapidMovesLeaveOnlyTheLast() {
        Record record;
        pipeline::Runner runner(m_registry, 2, record.listener());
        std::uint64_t last = 0;
        for (int move = 0; move < 50; ++move) last = runner.request(request(0.1 * move));
        QVERIFY(record.wait([&] { return record.finished.contains(last); }));
        QCOMPARE(record.finished.size(), std::size_t{1});
        QCOMPARE(record.started.size(), record.stopped.size() + 1);
        QVERIFY(record.failed.empty());

        pipeline::Cache cache;
        pipeline::ChainInput straight;
        straight.dataset = m_dataset;
        straight.datasetKey = data::fingerprint(*m_dataset);
        straight.settings = request(4.9).settings;
        const auto expected = pipeline::runChain(straight, m_registry, cache, {}, {});
        QCOMPARE(record.finished.at(last).integration->embedding, expected.integration->embedding);
    }

    /// A hand that drags, rests and drags again: what it sees last is what a fresh start gives.
    void rapidMovesAndRestsEndInTheAnswerOfAFreshStart() {
        Record record;
        pipeline::Runner runner(m_registry, 2, record.listener());
        std::uint64_t last = 0;
        for (int move = 0; move < 50; ++move) {
            last = runner.request(request(0.1 * move, move % 7 != 6));
            if (move % 5 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
        last = runner.request(request(2.3));
        QVERIFY(record.wait([&] { return record.finished.contains(last); }));
        QVERIFY(record.failed.empty());
        QCOMPARE(record.finished.rbegin()->first, last);  // nothing older came later
        QCOMPARE(record.started.size(), record.stopped.size() + record.finished.size());
        QVERIFY(std::ranges::is_sorted(record.started));

        pipeline::Cache cache;
        pipeline::ChainInput straight;
        straight.dataset = m_dataset;
        straight.datasetKey = data::fingerprint(*m_dataset);
        straight.settings = request(2.3).settings;
        const auto expected = pipeline::runChain(straight, m_registry, cache, {}, {});
        const pipeline::Results& arrived = record.finished.at(last);
        QCOMPARE(arrived.integration->embedding, expected.integration->embedding);
        QVERIFY(arrived.neighbors->indices == expected.neighbors->indices);
        QCOMPARE(*arrived.layout, *expected.layout);
        QCOMPARE(arrived.scores.size(), expected.scores.size());
        for (const auto& [id, score] : expected.scores) {
            const auto bits = [](double x) { return std::bit_cast<std::uint64_t>(x); };
            QCOMPARE(bits(arrived.scores.at(id)->value), bits(score->value));
            QCOMPARE(bits(arrived.scores.at(id)->scaled), bits(score->scaled));
        }
    }

    /// The same ten positions again and again: all that may stay is what ten positions need.
    void memoryDoesNotGrowWithTheMoves() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
        QSKIP("sanitizers keep freed memory");
#endif
        Record record;
        pipeline::Runner runner(m_registry, 2, record.listener());
        const auto drag = [&](int moves) {
            for (int move = 0; move < moves; ++move) {
                const bool rests = move % 5 == 4;
                const auto ticket = runner.request(request(0.1 * (move % 10), !rests));
                QVERIFY(record.wait([&] { return record.ended(ticket); }));
            }
            record.forget();
        };
        drag(20);
        const std::size_t before = residentBytes();
        drag(50);
        const std::size_t after = residentBytes();
        const std::size_t allowed = std::size_t{12} << 20U;
        QVERIFY2(after < before + allowed,
                 qPrintable(QStringLiteral("%1 MB more").arg((after - before) >> 20U)));
    }

    void aHandThatNeverRestsStillSeesTheCellsMove() {
        Record record;
        pipeline::Runner runner(m_registry, 2, record.listener());
        const auto first = runner.request(request(1.0));
        QVERIFY(record.wait([&] { return record.finished.contains(first); }));
        const auto live = runner.request(request(1.5, true));
        QVERIFY(
            record.wait([&] { return !record.started.empty() && record.started.back() == live; }));
        const auto next = runner.request(request(1.6, true));  // waits for the first map of `live`
        QVERIFY(record.wait([&] { return record.finished.contains(next); }));
        QVERIFY(record.maps[live] > 0);
    }

    void stopEndsTheRunAndForgetsTheWaitingOne() {
        Record record;
        pipeline::Runner runner(m_registry, 2, record.listener());
        const auto first = runner.request(request(1.0));
        QVERIFY(record.wait([&] { return !record.started.empty(); }));
        runner.request(request(3.0));
        runner.stop();
        QVERIFY(record.wait([&] { return !record.stopped.empty(); }));
        QCOMPARE(record.stopped.front(), first);
        const auto after = runner.request(request(2.0));
        QVERIFY(record.wait([&] { return record.finished.contains(after); }));
        QCOMPARE(record.finished.size(), std::size_t{1});
    }

    void errorsReachTheListenerAndTheRunnerLivesOn() {
        Record record;
        pipeline::Runner runner(m_registry, 1, record.listener());
        auto wrong = request(1.0);
        wrong.settings.roles.batch = "nowhere";
        const auto bad = runner.request(wrong);
        QVERIFY(record.wait([&] { return record.failed.contains(bad); }));
        QVERIFY(record.failed.at(bad).starts_with("there is no obs column \"nowhere\""));
        const auto good = runner.request(request(1.0));
        QVERIFY(record.wait([&] { return record.finished.contains(good); }));
    }

    void aRunnerCanBeDestroyedWhileItWorks() {
        Record record;
        {
            pipeline::Runner runner(m_registry, 2, record.listener());
            runner.request(request(1.0));
            QVERIFY(record.wait([&] { return !record.started.empty(); }));
        }
        QVERIFY(record.finished.empty() || record.stopped.empty());
    }
};

QTEST_APPLESS_MAIN(RunnerTest)
#include "runner_test.moc"
