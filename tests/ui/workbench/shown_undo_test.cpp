// What the user chose to see is undone and redone like settings: cells, categories, colours, views.

#include "tests/ui/workbench/controls.h"
#include "tests/ui/workbench/hand.h"
#include "ui/data/data_panel.h"
#include "ui/session/session.h"
#include "ui/workbench/view_area.h"

using namespace counterpoint;
using test::patience;
using workbench::ViewLayout;

class ShownUndoTest : public QObject {
    Q_OBJECT

    test::WindowDriver m_driver;

    workbench::Workbench& bench() { return m_driver.bench(); }
    workbench::ViewArea& views() { return m_driver.window->views(); }
    datapanel::DataPanel& dock() { return *m_driver.window->findChild<datapanel::DataPanel*>(); }

  private Q_SLOTS:
    void initTestCase() {
        COUNTERPOINT_OPEN_WINDOW(m_driver);
        bench().openDemo();
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
    }

    void cleanupTestCase() { m_driver.close(); }

    /// A file that was just opened, and its first scores, are nothing to undo.
    void nothingIsToBeUndoneAfterOpening() { QVERIFY(!bench().canUndo()); }

    void everyChoiceIsAStep() {
        const workbench::ShownState first = views().shownState();
        const std::vector<std::uint32_t> cells{3, 5, 8};
        views().select(cells, QStringLiteral("three"));
        views().cellSelection().keep(QStringLiteral("Mine"));
        const QString own = views().colourKey(0);
        views().setColourKey(0, QStringLiteral("score:ilisi"));
        const std::string batch = bench().settings().roles.batch;
        Q_EMIT dock().visibilityChanged(datapanel::Role::Batch, {0});
        dock().setHiddenCodes(datapanel::Role::Batch, {0});
        views().setViewLayout(ViewLayout::Four);
        const workbench::ShownState last = views().shownState();

        bench().undo();
        QCOMPARE(views().viewLayout(), ViewLayout::Two);
        QCOMPARE(views().shownState().hidden.size(), std::size_t{1});
        bench().undo();
        QVERIFY(views().shownState().hidden.empty());
        QVERIFY(dock().hidden(datapanel::Role::Batch).empty());  // the box is checked again
        QCOMPARE(views().colourKey(0), QStringLiteral("score:ilisi"));
        bench().undo();
        QCOMPARE(views().colourKey(0), own);
        bench().undo();
        QVERIFY(views().cellSelection().sets().empty());
        QCOMPARE(views().selection(), cells);
        bench().undo();
        QVERIFY(views().selection().empty());
        QVERIFY(views().shownState() == first);
        QVERIFY(!bench().canUndo());

        for (int i = 0; i < 5; ++i) bench().redo();
        QVERIFY(!bench().canRedo());
        QVERIFY(views().shownState() == last);
        QCOMPARE(views().selection(), cells);
        QCOMPARE(views().cellSelection().sets().front().name, QStringLiteral("Mine"));
        QCOMPARE(dock().hidden(datapanel::Role::Batch), std::vector<int>{0});
        QCOMPARE(views().shownState().hidden.at(batch).levels.size(), std::size_t{1});
    }

    /// The selection is of cells of the file: going back to other quality limits finds them.
    void settingsAndWhatIsShownAreOneHistory() {
        const workbench::ShownState shown = views().shownState();
        pipeline::Settings settings = bench().settings();
        settings.methodValues["theta"] = 4.0;
        bench().apply(settings);
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
        views().clearSelection();
        bench().undo();
        QVERIFY(views().shownState() == shown);
        QCOMPARE(std::get<double>(bench().settings().methodValues.at("theta")), 4.0);
        bench().undo();
        QVERIFY(views().shownState() == shown);
        QVERIFY(std::get<double>(bench().settings().methodValues.at("theta")) != 4.0);
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
        QVERIFY(views().shownState() == shown);
        QVERIFY(bench().canRedo());
    }

    void whatASessionBringsIsNoStep() {
        const session::Session saved = bench().session();
        bench().openSession(saved);
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
        QVERIFY(!bench().canUndo());
    }
};

int main(int argc, char** argv) {
    return test::runWindowTest<ShownUndoTest>(argc, argv, "shown_undo");
}

#include "shown_undo_test.moc"
