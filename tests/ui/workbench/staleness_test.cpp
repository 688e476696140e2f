// What random actions once left behind in the window, each on its own: see soak_test.

#include "tests/ui/workbench/staleness.h"

#include "core/metrics/aggregate.h"
#include "tests/ui/workbench/hand.h"
#include "ui/data/category_tree.h"
#include "ui/support/numbers.h"
#include "ui/workbench/message_bar.h"
#include "ui/workbench/session_keeper.h"
#include "ui/workbench/status_line.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <nlohmann/json.hpp>

using namespace counterpoint;
using datapanel::Role;
using test::patience;

class StalenessTest : public QObject {
    Q_OBJECT

    test::WindowDriver m_driver;
    std::unique_ptr<test::MadeFile> m_file;

    workbench::MainWindow& window() { return *m_driver.window; }
    workbench::Workbench& bench() { return m_driver.bench(); }
    void waitUntilSettled() { QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience); }
    std::size_t shownCells() {
        const auto text = window().views().panel(0).view().accessibleDescription();
        QString digits;
        for (const QChar each : text)
            if (each.isDigit()) digits += each;
        return digits.toULong();
    }

  private Q_SLOTS:
    void initTestCase() {
        COUNTERPOINT_OPEN_WINDOW(m_driver);
        m_file = std::make_unique<test::MadeFile>(
            300, 150, std::map<std::string, data::Embedding>(), [](data::Dataset& made) {
                data::Categories site{std::vector<std::int32_t>(made.cells()), {"s1", "s2"}, false};
                for (std::size_t i = 0; i < made.cells(); ++i)
                    site.codes[i] = i % 10 == 0 ? -1 : static_cast<std::int32_t>(i % 2);
                made.obs.set({"site", site});
            });
        QVERIFY(m_file->open(m_driver));
        waitUntilSettled();
    }
    void init() { QCOMPARE(test::whatIsStale(window()), QString()); }
    void cleanupTestCase() { m_driver.close(); }

    void theDemoOpensWhateverMethodIsSet() {
        bench().setMethod("scvi");
        bench().openDemo();
        QCOMPARE(bench().settings().method, std::string("scvi"));  // until the data are there
        QTRY_VERIFY_WITH_TIMEOUT(!bench().isOpening(), patience);
        QCOMPARE(bench().settings().method, std::string("harmony"));
        waitUntilSettled();
        QVERIFY(m_file->open(m_driver));
        waitUntilSettled();
    }

    void scoresAreOldWhileAMethodWaitsForAWord() {
        bench().setMethod("scvi");
        QVERIFY(bench().isStale());
        QCOMPARE(test::whatIsStale(window()), QString());
        QVERIFY(window().scoreBoard().state("ilisi").status == scores::CardStatus::Stale);
        bench().undo();
        waitUntilSettled();
    }

    void aChosenColourIsTheOneASessionBringsBack() {
        bench().setColor("cell_type", "B", QColor::fromHsv(37, 201, 203));
        const QColor chosen = bench().colors().at("cell_type").at("B");
        QVERIFY(chosen == QColor(chosen.name()));
        bench().undo();
    }

    void whatAHandPassesThroughIsNotTheRunBefore() {
        QVERIFY(bench().currentRun() > 0);
        const QSignalSpy finished(&bench(), &workbench::Workbench::runFinished);
        plugin::Values values = bench().settings().methodValues;
        values["theta"] = 0.5;
        bench().setMethodValues(values, true);
        QTRY_VERIFY_WITH_TIMEOUT(finished.count() == 1 && !bench().isStale(), patience);
        QCOMPARE(bench().currentRun(), 0);
        bench().setMethodValues(values, false);
        waitUntilSettled();
        QVERIFY(bench().currentRun() > 0);
    }

    void aRunThatWasRemovedIsNotOnScreen() {
        bench().history().remove(bench().currentRun());
        QCOMPARE(bench().currentRun(), 0);
        bench().run();
        waitUntilSettled();
    }

    void aRunThatWasRemovedComesBack() {
        const int number = bench().currentRun();
        bench().renameRun(number, QStringLiteral("the one"));
        const std::size_t kept = bench().history().runs().size();
        Q_EMIT window().runsTable().removeRequested(number);
        QCOMPARE(bench().history().runs().size(), kept - 1);
        bench().undo();
        QCOMPARE(bench().history().runs().size(), kept);
        QCOMPARE(bench().currentRun(), number);
        QCOMPARE(bench().history().find(number)->name, QStringLiteral("the one"));
        bench().redo();
        QVERIFY(bench().history().find(number) == nullptr);
        // Settings that were run anew meanwhile are no second entry.
        bench().run();
        waitUntilSettled();
        bench().undo();
        QCOMPARE(bench().history().runs().size(), kept);
        waitUntilSettled();
    }

    void aRunThatFailsSaysWhyAndIsTriedAgain() {
        const auto shown = bench().results().layout;
        pipeline::Settings settings = bench().settings();
        settings.quality.minGenes = 100000;
        QSignalSpy failed(&bench(), &workbench::Workbench::failed);
        bench().apply(settings);
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, patience);
        QCOMPARE(bench().results().layout, shown);
        const QString why = bench().failure();
        QVERIFY(!why.isEmpty());
        const scores::CardState card = window().scoreBoard().state("ilisi");
        QVERIFY(card.status == scores::CardStatus::Failed);
        QCOMPARE(card.reason, why);
        QVERIFY(window().verdict().plainText().contains(support::sentence(why)));
        QVERIFY(window().verdict().gauge()->state().stale);
        // A click asks again, in vain.
        Q_EMIT window().scoreBoard().retryRequested("ilisi");
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 2, patience);
        Q_EMIT window().verdict().retryRequested();
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 3, patience);
        bench().undo();
        waitUntilSettled();
        QCOMPARE(bench().failure(), QString());
        QVERIFY(window().scoreBoard().state("ilisi").status == scores::CardStatus::Exact);
        QVERIFY(!window().verdict().plainText().contains(QStringLiteral("Try again")));
    }

    void withoutABatchTheWindowAsksForOne() {
        const data::Roles roles = bench().settings().roles;
        data::Roles none = roles;
        none.batch.clear();
        bench().setRoles(none);
        QVERIFY2(window().messages().sentence().contains(QStringLiteral("under Batch")),
                 qPrintable(window().messages().sentence()));
        QVERIFY(!window().status().jobText().contains(QStringLiteral("exact")));
        bench().setRoles(roles);
        waitUntilSettled();
        window().messages().clearAll();
    }

    void hiddenCellsAreThoseUncheckedWhateverTheRoles() {
        data::Roles roles = bench().settings().roles;
        const std::size_t all = shownCells();
        window().dataPanel().isolate(roles.batch, "batch_1");
        const std::size_t some = shownCells();
        QVERIFY(some < all);
        roles.keepApart = "site";
        bench().setRoles(roles);
        waitUntilSettled();
        QCOMPARE(shownCells(), some);
        QCOMPARE(window().dataPanel().hidden(Role::Batch).size(), std::size_t{2});
        roles.keepApart.clear();
        bench().setRoles(roles);
        window().dataPanel().isolate(roles.batch, "batch_1");
        QCOMPARE(shownCells(), all);

        // Cells without a level can be hidden too, until nothing speaks of the column any more.
        const std::string label = roles.label;
        roles.label = "site";
        bench().setRoles(roles);
        waitUntilSettled();
        auto* tree = window().dataPanel().tree();
        const QModelIndex missing = tree->indexOf(1, -1);
        QVERIFY(missing.isValid());
        tree->setCurrentIndex(missing);
        QTest::keyClick(tree, Qt::Key_Space);
        const auto codes = data::asCategories(*bench().results().cells->obs.find("site")).codes;
        const auto without = static_cast<std::size_t>(std::ranges::count(codes, -1));
        QVERIFY(without > 0);
        QCOMPARE(shownCells(), all - without);
        roles.label = label;
        bench().setRoles(roles);
        waitUntilSettled();
        QCOMPARE(shownCells(), all);
    }

    /// The dot of what is on screen while no run is kept of it, and where the sweep's way passes.
    void theHandHasADotOfItsOwn() {
        QVERIFY(!window().tradeOff().now());
        plugin::Values values = bench().settings().methodValues;
        const plugin::Value before = values["theta"];
        values["theta"] = 3.25;
        bench().setMethodValues(values, true);
        QTRY_VERIFY_WITH_TIMEOUT(!bench().isRunning() && !bench().isStale(), patience);
        QCOMPARE(bench().currentRun(), 0);
        const auto now = window().tradeOff().now();
        QVERIFY(now && !now->stale);
        const auto aggregate = metrics::scibAggregate(bench().results().scores);
        QCOMPARE(now->batch, aggregate.batch);
        QCOMPARE(now->biology, aggregate.bio);

        // Without a run to take from there is no dot, rather than one that waits for nothing.
        std::vector<int> kept;
        for (const workbench::KeptRun& run : bench().history().runs()) kept.push_back(run.number);
        for (const int run : kept) bench().removeRun(run);
        QVERIFY(!window().tradeOff().now());
        for (std::size_t i = 0; i < kept.size(); ++i) bench().undo();
        QVERIFY(window().tradeOff().now() == now);

        bench().setMethod("scvi");  // waits for a word
        QVERIFY(!window().tradeOff().now());
        bench().setMethod("harmony");
        QTRY_VERIFY_WITH_TIMEOUT(!bench().isRunning() && !bench().isStale(), patience);
        bench().setMethodValues(values, false);
        waitUntilSettled();
        QVERIFY(!window().tradeOff().now());
        values["theta"] = before;
        bench().setMethodValues(values, false);
        waitUntilSettled();
    }

    void aSweepTellsOfItsSettingsOnly() {
        auto& sweep = window().sweep();
        const QSignalSpy finished(&sweep.runner(), &workbench::SweepRunner::finished);
        sweep.toggle();
        QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, patience);
        QVERIFY(sweep.hasSweep());
        const charts::TradeOffChart& chart = window().tradeOff();
        QVERIFY(chart.sweep() && chart.sweep()->stale.isEmpty());
        QCOMPARE(chart.sweep()->settings.size(), sweep.sweep()->points.size());

        // A click on the way sets the parameter; the run lies where the sweep said.
        const charts::TradeOffSetting last = chart.sweep()->settings.back();
        Q_EMIT window().tradeOff().valueRequested(last.value);
        waitUntilSettled();
        QCOMPARE(std::get<double>(bench().settings().methodValues.at("theta")), last.value);
        QVERIFY(chart.sweep()->stale.isEmpty());
        const auto found =
            std::ranges::find(chart.runs(), bench().currentRun(), &charts::TradeOffRun::id);
        QVERIFY(found != chart.runs().end());
        QVERIFY(std::abs(found->batch - last.batch) < 1e-9);
        QVERIFY(std::abs(found->biology - last.biology) < 1e-9);

        const auto change = [&](const char* key, const plugin::Value& value) {
            plugin::Values values = bench().settings().methodValues;
            values[key] = value;
            bench().setMethodValues(values, false);
        };
        change("sigma", 0.2);
        QVERIFY(!chart.sweep()->stale.isEmpty());
        QVERIFY(!sweep.chart().stale().isEmpty());
        QVERIFY(sweep.sentence().contains(QStringLiteral("Sigma 0.1, now 0.2")));
        const pipeline::Settings there = bench().settings();
        Q_EMIT window().tradeOff().valueRequested(0.0);
        QVERIFY2(bench().settings() == there, "an old sweep sets nothing");
        bench().undo();
        QVERIFY2(chart.sweep()->stale.isEmpty(), "back where it was made");
        waitUntilSettled();
    }

    void aSweepIsKeptInTheSession() {
        QVERIFY(window().sweep().hasSweep());
        const session::Session saved = window().sessions().current();
        const QByteArray text = session::toText(saved, bench().registry());
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("swept.counterpoint"));
        session::write(path, text);
        window().openFiles({path});
        QTRY_VERIFY_WITH_TIMEOUT(!bench().isOpening(), patience);
        QVERIFY(window().sweep().hasSweep());
        QVERIFY(window().tradeOff().sweep() && window().tradeOff().sweep()->stale.isEmpty());
        QVERIFY(session::toJson(*window().sweep().sweep(), bench().registry()) ==
                session::toJson(*saved.sweep, bench().registry()));
        waitUntilSettled();
    }

    void aSweepBelongsToItsFile() {
        auto& sweep = window().sweep();
        QVERIFY(sweep.hasSweep());
        bench().openDemo();
        QTRY_VERIFY_WITH_TIMEOUT(!bench().isOpening(), patience);
        QVERIFY(!sweep.hasSweep());
        QVERIFY(!window().tradeOff().sweep());
        waitUntilSettled();
    }
};

int main(int argc, char** argv) {
    return test::runWindowTest<StalenessTest>(argc, argv, "staleness_test");
}

#include "staleness_test.moc"
