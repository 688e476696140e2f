// What random actions once left behind in the window, each on its own: see soak_test.

#include "tests/ui/workbench/staleness.h"

#include "tests/ui/workbench/hand.h"
#include "ui/data/category_tree.h"
#include "ui/workbench/sweep_page.h"

#include <QSignalSpy>

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

    void aSweepBelongsToItsFile() {
        auto& sweep = window().sweep();
        const QSignalSpy finished(&sweep.runner(), &workbench::SweepRunner::finished);
        sweep.toggle();
        QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, patience);
        QVERIFY(sweep.hasSweep());
        bench().openDemo();
        QTRY_VERIFY_WITH_TIMEOUT(!bench().isOpening(), patience);
        QVERIFY(!sweep.hasSweep());
        waitUntilSettled();
    }
};

int main(int argc, char** argv) {
    return test::runWindowTest<StalenessTest>(argc, argv, "staleness_test");
}

#include "staleness_test.moc"
