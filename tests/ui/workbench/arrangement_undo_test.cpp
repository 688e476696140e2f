// Docks, the order of tables and comparing are undone and redone like settings; what the camera
// looked at has a history of its own.

#include "tests/ui/workbench/hand.h"
#include "ui/embedding/embedding_panel.h"
#include "ui/runs/runs_table.h"
#include "ui/workbench/compare_page.h"
#include "ui/workbench/view_area.h"

#include <QAction>
#include <QDockWidget>
#include <QHeaderView>
#include <QMouseEvent>

using namespace counterpoint;
using test::patience;
using workbench::CompareMode;

class ArrangementUndoTest : public QObject {
    Q_OBJECT

    test::WindowDriver m_driver;

    workbench::MainWindow& window() { return *m_driver.window; }
    workbench::Workbench& bench() { return m_driver.bench(); }
    embedding::ViewCamera& camera() { return *window().views().panel(0).view().camera(); }
    QDockWidget& dock(const char* name) {
        return *window().findChild<QDockWidget*>(QLatin1String(name));
    }
    QAction* action(const QString& text) {
        for (QAction* one : window().findChildren<QAction*>())
            if (one->text() == text) return one;
        return nullptr;
    }
    void setTheta(double theta) {
        plugin::Values values = bench().settings().methodValues;
        values["theta"] = theta;
        bench().setMethodValues(values, false);
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
    }
    double theta() { return std::get<double>(bench().settings().methodValues.at("theta")); }
    /// Until docks have come to rest and were noted.
    static void rest() { QTest::qWait(300); }
    /// A hand on what lies between a dock and the views.
    void dragEdge(int by) {
        const QDockWidget& data = dock("dataDock");
        const QPointF from(data.geometry().right() + 2, data.geometry().center().y());
        const auto send = [&](QEvent::Type type, QPointF at, Qt::MouseButton button,
                              Qt::MouseButtons held) {
            QMouseEvent event(type, at, window().mapToGlobal(at), button, held, Qt::NoModifier);
            QApplication::sendEvent(&window(), &event);
            QTest::qWait(50);
        };
        send(QEvent::MouseButtonPress, from, Qt::LeftButton, Qt::LeftButton);
        for (const double part : {0.3, 0.7, 1.0})
            send(QEvent::MouseMove, from + QPointF(part * by, 0), Qt::NoButton, Qt::LeftButton);
        send(QEvent::MouseButtonRelease, from + QPointF(by, 0), Qt::LeftButton, Qt::NoButton);
        rest();
    }

  private Q_SLOTS:
    void initTestCase() {
        COUNTERPOINT_OPEN_WINDOW(m_driver);
        bench().openDemo();
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
        rest();
        QVERIFY(!bench().canUndo());  // docks that appear with the first file are no step
        setTheta(1.0);
    }
    void cleanupTestCase() { m_driver.close(); }

    void aClosedDockComesBack() {
        dock("tuningDock").close();
        rest();
        QVERIFY(bench().canUndo());
        window().undo();
        QVERIFY(!dock("tuningDock").isHidden());
        QCOMPARE(theta(), 1.0);  // a step of its own
        window().redo();
        QVERIFY(dock("tuningDock").isHidden());
        window().undo();
        rest();
        QVERIFY(bench().canRedo());  // that docks moved by undo is no step
    }

    void aFloatingDockGoesBackToItsPlace() {
        dock("dataDock").setFloating(true);
        rest();
        QVERIFY(dock("dataDock").isFloating());
        window().undo();
        QVERIFY(!dock("dataDock").isFloating());
        rest();
        QVERIFY(bench().canRedo());
    }

    void aDraggedEdgeGoesBack() {
        const int before = dock("dataDock").width();
        dragEdge(60);
        const int after = dock("dataDock").width();
        QVERIFY(after > before + 30);
        window().undo();
        rest();
        QCOMPARE(dock("dataDock").width(), before);
        window().redo();
        rest();
        QCOMPARE(dock("dataDock").width(), after);
        window().undo();
        rest();
    }

    /// Another size of the window is no step, and settings that are undone leave docks alone.
    void docksStayWhereSettingsAreUndone() {
        dock("runsDock").close();
        rest();
        setTheta(3.0);
        window().resize(1600, 950);
        rest();
        const int width = dock("dataDock").width();
        window().undo();
        rest();
        QCOMPARE(theta(), 1.0);
        QVERIFY(dock("runsDock").isHidden());
        QCOMPARE(dock("dataDock").width(), width);
        window().undo();
        QVERIFY(!dock("runsDock").isHidden());
        window().resize(1440, 900);
        rest();
    }

    void theOrderOfRunsComesBack() {
        setTheta(2.0);
        QHeaderView& head = *window().runsTable().horizontalHeader();
        const int own = head.sortIndicatorSection();
        const auto runs = [this] {
            std::vector<int> ids;
            for (const runs::RunRow& row : window().runsTable().rows()) ids.push_back(row.id);
            return ids;
        };
        const std::vector<int> first = runs();
        window().runsTable().sortByColumn(1, Qt::DescendingOrder);
        window().runsTable().sortByColumn(1, Qt::AscendingOrder);
        const std::vector<int> sorted = runs();
        window().undo();
        QCOMPARE(head.sortIndicatorOrder(), Qt::DescendingOrder);
        QVERIFY(runs() != sorted);
        window().undo();
        QCOMPARE(head.sortIndicatorSection(), own);
        QCOMPARE(runs(), first);
        window().redo();
        window().redo();
        QCOMPARE(runs(), sorted);
        window().undo();
        window().undo();
    }

    void comparingIsLeftAndComesBack() {
        const auto& all = bench().history().runs();
        QVERIFY(all.size() >= 2);
        workbench::ComparePage& page = window().comparePage();
        window().compareRuns(all.front().number, all.back().number);
        page.setMode(CompareMode::Swipe);
        page.swap();
        page.setColourKey(QStringLiteral("obs:batch"));
        const workbench::Compared last = page.compared();
        QCOMPARE(last.runs[0], all.back().number);

        window().undo();
        QVERIFY(page.compared().key != last.key);
        window().undo();
        QCOMPARE(page.compared().runs[0], all.front().number);
        QCOMPARE(page.mode(), CompareMode::Swipe);
        window().undo();
        QVERIFY(page.mode() != CompareMode::Swipe);
        QVERIFY(window().isComparing());
        window().undo();
        QVERIFY(!window().isComparing());
        for (int i = 0; i < 4; ++i) window().redo();
        QVERIFY(window().isComparing());
        QVERIFY(page.compared() == last);

        window().endCompare();
        window().undo();
        QVERIFY(window().isComparing());
        QVERIFY(page.compared() == last);
        window().redo();
        QVERIFY(!window().isComparing());
    }

    void theCameraHasAWayOfItsOwn() {
        QAction* back = action(QStringLiteral("Previous view"));
        QAction* forward = action(QStringLiteral("Next view"));
        QVERIFY(back != nullptr && forward != nullptr);
        QVERIFY(!back->isEnabled());
        const double all = camera().unitsPerPixel();
        camera().zoom(3.0, {100, 100}, {400, 300});
        QVERIFY(back->isEnabled());
        const double near = camera().unitsPerPixel();
        QVERIFY(near < all / 2.0);
        // Settings go back, the camera stays.
        setTheta(4.0);
        window().undo();
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
        QCOMPARE(camera().unitsPerPixel(), near);
        QVERIFY(back->isEnabled());
        QCOMPARE(back->shortcut(), QKeySequence(Qt::ALT | Qt::Key_Left));
        QCOMPARE(forward->shortcut(), QKeySequence(Qt::ALT | Qt::Key_Right));
        back->trigger();
        QTRY_VERIFY(!camera().movedByUser());
        QTRY_VERIFY(forward->isEnabled());
        forward->trigger();
        QTRY_COMPARE(camera().unitsPerPixel(), near);
    }

    /// It kept the frame of the file before, where none of the other's cells may be.
    void anotherFileIsFramedAnew() {
        camera().pan({5000, 5000});
        QVERIFY(camera().movedByUser());
        const test::MadeFile other(300, 200);
        QVERIFY(other.open(m_driver));
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
        QVERIFY(!camera().movedByUser());
        QVERIFY(!window().trail().canGoBack());
        QVERIFY(!bench().canUndo());
        rest();
        QVERIFY(!bench().canUndo());
    }
};

int main(int argc, char** argv) {
    return test::runWindowTest<ArrangementUndoTest>(argc, argv, "arrangement_undo_test");
}

#include "arrangement_undo_test.moc"
