// The window under a long row of random actions, in every dock and dialog: after each of them it
// shows what is so, at the end everything can be undone, and nothing is left that a fresh program
// would compute otherwise. COUNTERPOINT_SOAK_ACTIONS and COUNTERPOINT_SOAK_SEED make it longer or
// another one, COUNTERPOINT_SOAK_LOG tells every action.

#include "tests/ui/workbench/random_hand.h"

#include <nlohmann/json.hpp>

using namespace counterpoint;
using test::patience;

class SoakTest : public QObject, test::RandomHand {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() {
        COUNTERPOINT_OPEN_WINDOW(m_driver);
        window().setLocator([](const QString&) { return QString(); });
        for (const std::size_t cells : {420U, 560U})
            m_files.push_back(std::make_unique<test::MadeFile>(
                cells, 220, std::map<std::string, data::Embedding>{{"X_line", line(cells)}},
                addColumns));
        connect(&bench(), &workbench::Workbench::opened, this, [this] {
            m_first = bench().settings();
            m_firstColors = bench().colors();
        });
        QVERIFY(m_files.front()->open(m_driver));
        waitUntilSettled();
        fillActions();
    }

    void cleanupTestCase() { m_driver.close(); }

    void whatIsShownIsSoAfterEachOfManyRandomActions() {
        const int actions = numberFromEnvironment("COUNTERPOINT_SOAK_ACTIONS", 500);
        m_random.seed(static_cast<quint32>(numberFromEnvironment("COUNTERPOINT_SOAK_SEED", 1)));
        const test::Answerer answerer(m_random, m_folder.path());
        for (int i = 0; i < actions; ++i) {
            actOnce();
            QTest::qWait(once(10) ? 300 : 5);
            const bool quiet = QTest::qWaitFor([] { return test::Answerer::isQuiet(); }, patience);
            QVERIFY2(quiet, qPrintable(QStringLiteral("a dialog stays: ") + history()));
            // What was just asked for may take a turn of the event loop to be seen.
            const bool right =
                QTest::qWaitFor([&] { return test::whatIsStale(window()).isEmpty(); }, 3000);
            QVERIFY2(right, qPrintable(QStringLiteral("action %1: %2, after: %3")
                                           .arg(i)
                                           .arg(test::whatIsStale(window()), history())));
        }
        bench().stop();
        QTRY_VERIFY_WITH_TIMEOUT(!bench().isOpening() && !bench().isRunning(), patience);
        support::applyTheme(*qApp, support::ThemeChoice::Light);
        window().endCompare();
        views().subset().leave();
        qInfo("%d actions, %d dialogs answered", actions, answerer.answered());
    }

    void everythingCanBeUndoneBackToTheStart() {
        bench().setColor("cell_type", "A", Qt::red);
        const pipeline::Settings last = bench().settings();
        const session::LevelColors lastColors = bench().colors();
        int steps = 0;
        for (; bench().canUndo(); ++steps) bench().undo();
        QVERIFY(steps > 0);
        QVERIFY(bench().settings() == m_first);
        QVERIFY(bench().colors() == m_firstColors);
        QVERIFY(!window().isComparing());
        QCOMPARE(bench().shown().arrangement.docks, 0);
        for (int i = 0; i < steps; ++i) bench().redo();
        QVERIFY(!bench().canRedo());
        QVERIFY(bench().settings() == last);
        QVERIFY(bench().colors() == lastColors);
        bench().stop();
        QTRY_VERIFY_WITH_TIMEOUT(!bench().isRunning(), patience);
    }

    void whatIsLeftIsWhatAFreshProgramComputes() {
        pipeline::Settings settings = bench().settings();
        settings.method = "harmony";
        settings.methodValues.clear();
        settings.methodValues = pipeline::completeMethodValues(settings, m_driver.registry());
        settings.layout = {};
        if (settings.roles.batch.empty())  // nothing else runs
            settings.roles = data::proposeRoles(bench().dataset()->obs);
        std::vector<int> pinned;
        for (const workbench::KeptRun& run : bench().history().runs())
            if (run.pinned) pinned.push_back(run.number);
        for (const int run : pinned) bench().pinRun(run, false);
        bench().apply(settings);
        bench().run();
        waitUntilSettled();
        QCOMPARE(test::whatIsStale(window()), QString());
        const workbench::KeptRun* kept = bench().history().find(bench().currentRun());
        QVERIFY(kept != nullptr);

        pipeline::ChainInput input;
        input.dataset = bench().dataset();
        input.datasetKey = data::fingerprint(*input.dataset);
        input.settings = bench().settings();
        pipeline::Cache empty;
        const auto fresh = pipeline::runChain(input, m_driver.registry(), empty, {},
                                              base::Job({}, 1, input.settings.seed));
        const pipeline::Results& shown = bench().results();
        QCOMPARE(*shown.layout, *fresh.layout);
        QCOMPARE(shown.scores.size(), fresh.scores.size());
        for (const auto& [id, score] : fresh.scores)
            QVERIFY2(test::staleness::same(shown.scores.at(id)->scaled, score->scaled), id.c_str());
        QVERIFY(shown.diagnosis->verdict == fresh.diagnosis->verdict);
    }

    void theSessionComesBackAsItWas() {
        const QString file = m_folder.filePath(QStringLiteral("last.counterpoint"));
        window().sessions().saveTo(file);
        const session::Session before = window().sessions().current();
        window().openFiles({file});
        QTRY_VERIFY_WITH_TIMEOUT(!bench().isOpening(), patience);
        const session::Session after = window().sessions().current();
        QVERIFY(after.settings == before.settings);
        QVERIFY(after.colors == before.colors);
        QCOMPARE(after.colourKeys, before.colourKeys);
        QVERIFY(after.sets == before.sets);
        QCOMPARE(after.runs.size(), before.runs.size());
        QCOMPARE(after.sweep.has_value(), before.sweep.has_value());
        if (before.sweep)
            QVERIFY(session::toJson(*after.sweep, m_driver.registry()) ==
                    session::toJson(*before.sweep, m_driver.registry()));
        waitUntilSettled();
        QCOMPARE(test::whatIsStale(window()), QString());
        m_driver.screenshot(QStringLiteral("soak-end"));
    }
};

int main(int argc, char** argv) {
    return test::runWindowTest<SoakTest>(argc, argv, "soak_test");
}

#include "soak_test.moc"

#include <nlohmann/json.hpp>
