// The menus: every entry says what it does, stands in one place, is off where it means nothing, and
// is found by the search.

#include "tests/ui/workbench/driver.h"
#include "ui/commands/command.h"
#include "ui/data/data_panel.h"
#include "ui/runs/runs_table.h"
#include "ui/workbench/evidence_panel.h"
#include "ui/workbench/sweep_page.h"
#include "ui/workbench/view_area.h"

#include <QAction>
#include <QClipboard>
#include <QMenu>
#include <QMenuBar>
#include <QSignalSpy>

#include <algorithm>
#include <set>

using namespace counterpoint;
using test::patience;

class MenusTest : public QObject {
    Q_OBJECT

    test::WindowDriver m_driver;

    workbench::MainWindow& window() { return *m_driver.window; }
    workbench::Workbench& bench() { return m_driver.bench(); }

    static void collect(const QMenu& menu, std::vector<QAction*>& actions) {
        for (QAction* action : menu.actions())
            if (action->menu() != nullptr)
                collect(*action->menu(), actions);
            else if (!action->isSeparator())
                actions.push_back(action);
    }
    std::vector<QAction*> actionsOf(const QString& menu) {
        std::vector<QAction*> actions;
        for (QAction* top : window().findChild<QMenuBar*>()->actions())
            if (menu.isEmpty() || top->text().remove(u'&') == menu) collect(*top->menu(), actions);
        return actions;
    }
    QAction* find(const QString& text) {
        for (QAction* action : actionsOf({}))
            if (action->text() == text) return action;
        return nullptr;
    }
    QStringList thatAreOn() {
        QStringList on;
        for (const QAction* action : actionsOf({}))
            if (action->isEnabled() && action->isVisible()) on << action->text();
        return on;
    }

  private Q_SLOTS:
    void initTestCase() { COUNTERPOINT_OPEN_WINDOW(m_driver); }
    void cleanupTestCase() { m_driver.close(); }

    void theMenusAreThoseOfTheDesign() {
        QStringList titles;
        for (const QAction* top : window().findChild<QMenuBar*>()->actions())
            titles << QString(top->text()).remove(u'&');
        QCOMPARE(titles.join(u' '), QStringLiteral("File Edit View Data Tune Diagnose Runs Help"));
    }

    void everyEntryHasATextOfItsOwnAndOnePlace() {
        std::set<QAction*> seen;
        std::set<QString> texts;
        for (QAction* action : actionsOf({})) {
            QVERIFY(!action->text().trimmed().isEmpty());
            QVERIFY2(seen.insert(action).second, qPrintable(action->text()));
            QVERIFY2(texts.insert(action->text()).second, qPrintable(action->text()));
        }
        std::set<QKeySequence> keys;
        for (QAction* action : seen)
            if (!action->shortcut().isEmpty())
                QVERIFY2(keys.insert(action->shortcut()).second, qPrintable(action->text()));
    }

    void onTheStartPageOnlyWhatNeedsNoDataIsOn() {
        QVERIFY(window().showsStartPage());
        QCOMPARE(thatAreOn().join(u'|'),
                 QStringLiteral("Open…|Open the demo|Open the demo, corrected too much|Quit|Search "
                                "genes and commands…|Theme of the desktop|Light theme|Dark "
                                "theme|Keys…|90-second tour|About Counterpoint"));
    }

    void withTheDemoWhatMeansSomethingIsOn() {
        bench().openDemo();
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
        QStringList off;
        for (const QAction* action : actionsOf({}))
            if (!action->isEnabled() && action->isVisible()) off << action->text();
        QCOMPARE(
            off.join(u'|'),
            QStringLiteral(
                "Undo|Redo|Invert the selection|Select nothing|Previous view|Next view|Show every "
                "category|Find markers of the selection|Re-embed the selection|"
                "Stop|Copy sweep as command|Test: Condition permuted|Compare|Restore "
                "the selected run|Remove the selected run"));
        QVERIFY(!find(QStringLiteral("Stop the test"))->isVisible());
        QVERIFY(find(QStringLiteral("Method: Harmony"))->isChecked());
    }

    void everythingInTheMenusIsFoundWithItsKeys() {
        const auto commands = window().allCommands();
        for (const QAction* action : actionsOf({})) {
            if (!action->isVisible()) continue;
            QString title = action->text();
            if (title.endsWith(u'…')) title.chop(1);
            const auto found = commands::search(title, commands);
            const auto here = std::ranges::find(found, title, &commands::Command::title);
            QVERIFY2(here != found.end(), qPrintable(title));
            QCOMPARE(here->keys, action->shortcut());
            QCOMPARE(here->enabled, action->isEnabled());
        }
    }

    void whatIsSelectedAndHiddenTurnsEntriesOn() {
        QAction* nothing = find(QStringLiteral("Select nothing"));
        window().views().select({1, 2, 5}, QStringLiteral("some"));
        for (const char* text : {"Select nothing", "Invert the selection",
                                 "Find markers of the selection", "Re-embed the selection"})
            QVERIFY2(find(QString::fromUtf8(text))->isEnabled(), text);
        nothing->trigger();
        QVERIFY(window().views().selection().empty() && !nothing->isEnabled());

        QAction* all = find(QStringLiteral("Show every category"));
        window().dataPanel().isolate("cell_type", "B");
        QVERIFY(all->isEnabled());
        all->trigger();
        QVERIFY(window().dataPanel().hidden(datapanel::Role::Label).empty());
        QVERIFY(!all->isEnabled());

        window().runsTable().selectRun(bench().history().runs().front().number);
        QVERIFY(find(QStringLiteral("Restore the selected run"))->isEnabled());
    }

    void theVerdictIsCopied() {
        find(QStringLiteral("Copy verdict"))->trigger();
        const QString text = QApplication::clipboard()->text();
        QVERIFY2(text.contains(
                     QString::fromStdString(bench().results().diagnosis->sentences.front().text)),
                 qPrintable(text));
    }

    void aTestIsStartedAndStopped() {
        find(QStringLiteral("Test: No batch effect"))->trigger();
        QVERIFY(window().evidence().isTesting());
        QVERIFY(!find(QStringLiteral("Test: Shuffled batches"))->isEnabled());
        QAction* stop = find(QStringLiteral("Stop the test"));
        QVERIFY(stop->isVisible());
        stop->trigger();
        QVERIFY(!window().evidence().isTesting() && !stop->isVisible());
        QVERIFY(find(QStringLiteral("Test: Shuffled batches"))->isEnabled());
        window().showEvidence(false);
    }

    void aSweepIsStartedAndCopiedAsACommand() {
        QAction* copy = find(QStringLiteral("Copy sweep as command"));
        QAction* sweep = find(QStringLiteral("Sweep a parameter over its range"));
        const QSignalSpy finished(&window().sweep().runner(), &workbench::SweepRunner::finished);
        sweep->trigger();
        QVERIFY(window().sweep().isVisible());
        QCOMPARE(sweep->text(), QStringLiteral("Stop the sweep"));
        QVERIFY(!copy->isEnabled());
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, patience);
        QCOMPARE(sweep->text(), QStringLiteral("Sweep a parameter over its range"));
        QVERIFY(copy->isEnabled());
        copy->trigger();
        QCOMPARE(QApplication::clipboard()->text(),
                 QStringLiteral("counterpoint-cli sweep --batch batch --label cell_type --method "
                                "harmony --set theta=0,1,2,3,4,5,6,7,8 --out sweep"));
    }

    void aMethodIsChosen() {
        find(QStringLiteral("Method: ComBat"))->trigger();
        QCOMPARE(bench().settings().method, std::string("combat"));
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
        QVERIFY(find(QStringLiteral("Method: ComBat"))->isChecked());
        QVERIFY(find(QStringLiteral("Undo"))->isEnabled());
        QVERIFY(find(QStringLiteral("Compare"))->isEnabled());
    }
};

int main(int argc, char** argv) {
    return test::runWindowTest<MenusTest>(argc, argv, "menus_test");
}

#include "menus_test.moc"
