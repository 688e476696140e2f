// What the user chose to see is undone and redone like settings: cells, categories, colours, views.

#include "tests/ui/workbench/controls.h"
#include "tests/ui/workbench/hand.h"
#include "ui/data/data_panel.h"
#include "ui/embedding/embedding_panel.h"
#include "ui/embedding/legend.h"
#include "ui/session/session.h"
#include "ui/support/numbers.h"
#include "ui/workbench/session_keeper.h"
#include "ui/workbench/status_line.h"
#include "ui/workbench/view_area.h"

#include <QAction>
#include <QSlider>
#include <QTemporaryDir>

#include <algorithm>

using namespace counterpoint;
using test::patience;
using workbench::ViewLayout;

class ShownUndoTest : public QObject {
    Q_OBJECT

    test::WindowDriver m_driver;

    workbench::Workbench& bench() { return m_driver.bench(); }
    workbench::ViewArea& views() { return m_driver.window->views(); }
    datapanel::DataPanel& dock() { return *m_driver.window->findChild<datapanel::DataPanel*>(); }

    /// The one in the bar.
    QSlider* slider(const QString& name) {
        const auto all = views().bar().findChildren<QSlider*>();
        const auto found = std::ranges::find_if(all, [&](const QSlider* one) {
            return one->accessibleName() == name && one->parentWidget() == &views().bar();
        });
        return found == all.end() ? nullptr : *found;
    }

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
        const std::size_t all = bench().dataset()->cells();
        const std::size_t hidden = bench().results().cells->batch.counts()[0];
        const auto says = [&](std::size_t shown) {
            return QStringLiteral("%1 of %2 cells")
                .arg(support::count(static_cast<qint64>(shown)),
                     support::count(static_cast<qint64>(all)));
        };
        QCOMPARE(m_driver.window->status().cellsText(), says(all - hidden));
        bench().undo();
        QVERIFY(views().shownState().hidden.empty());
        QCOMPARE(m_driver.window->status().cellsText(), says(all));
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

    /// One drag is one step however often it moves, and a second drag another one.
    void aDragIsOneStep() {
        auto* size = slider(QStringLiteral("Size"));
        const double own = views().panel(1).view().pointSize();
        const bool automatic = !views().shownState().pointSize;
        QVERIFY(automatic);
        for (const int to : {60, 90}) {
            size->setSliderDown(true);
            for (int tenths = to - 20; tenths <= to; tenths += 5) size->setValue(tenths);
            size->setSliderDown(false);
        }
        QCOMPARE(views().panel(1).view().pointSize(), 9.0);
        bench().undo();
        QCOMPARE(views().panel(1).view().pointSize(), 6.0);
        QCOMPARE(size->value(), 60);
        bench().undo();
        QVERIFY(!views().shownState().pointSize);  // follows the number of cells again
        QCOMPARE(views().panel(1).view().pointSize(), own);
        QVERIFY(qAbs(size->value() - 10.0 * own) < 1.5);
        bench().redo();
        QCOMPARE(views().panel(0).view().pointSize(), 6.0);
        // Keys on from here are a step of their own, and all of them the same.
        for (int key = 0; key < 3; ++key) QTest::keyClick(size, Qt::Key_Right);
        QCOMPARE(views().panel(0).view().pointSize(), 6.3);
        bench().undo();
        QCOMPARE(views().panel(0).view().pointSize(), 6.0);
        bench().undo();
        QVERIFY(!views().shownState().pointSize);
    }

    /// As when the hand comes back to where it was.
    void aDragToAndFroIsNothingToUndo() {
        auto* opacity = slider(QStringLiteral("Opacity"));
        opacity->setValue(70);
        const workbench::ShownState before = views().shownState();
        opacity->setSliderDown(true);
        for (const int percent : {50, 30, 50, 70}) opacity->setValue(percent);
        opacity->setSliderDown(false);
        QVERIFY(views().shownState() == before);
        bench().undo();
        QVERIFY(!views().shownState().opacity);
        QCOMPARE(views().panel(0).view().opacity(), views().panel(1).view().opacity());
    }

    void namesOnTheCells() {
        QAction* names = views().bar().labelsAction();
        QVERIFY(names->isChecked());
        names->trigger();
        QVERIFY(!views().shownState().names);
        bench().undo();
        QVERIFY(names->isChecked());
        QVERIFY(views().shownState().names);
        bench().redo();
        QVERIFY(!names->isChecked());
        bench().undo();
    }

    /// The ends of the bar stay with what is coloured: through the colours of another column, a
    /// dark window and other names, and into the figure.
    void theEndsOfTheBar() {
        const QString score = QStringLiteral("score:ilisi");
        views().setColourKey(1, score);
        const embedding::ColourRange own = *views().colouringOf(score)->range;
        embedding::Legend& legend = views().panel(1).legend();
        const double low = own.least + 0.25 * (own.most - own.least);
        const double high = own.least + 0.75 * (own.most - own.least);
        Q_EMIT legend.gripped();
        for (const double at : {0.9 * high, 0.95 * high, high}) Q_EMIT legend.clipChanged(low, at);
        QCOMPARE(views().colouringOf(score)->range->low, low);
        QCOMPARE(views().colouringOf(score)->range->high, high);
        support::applyTheme(*qApp, support::ThemeChoice::Dark);
        views().setColourKey(1, QStringLiteral("obs:batch"));
        support::applyTheme(*qApp, support::ThemeChoice::Light);
        bench().undo();
        QCOMPARE(views().colourKey(1), score);
        QCOMPARE(views().colouringOf(score)->range->high, high);
        bench().undo();
        QCOMPARE(views().colouringOf(score)->range->low, own.low);
        QCOMPARE(views().colouringOf(score)->range->high, own.high);
        bench().redo();
        QCOMPARE(views().colouringOf(score)->range->high, high);
        bench().undo();
        bench().undo();  // back to what the view had
    }

    void planeAndSpace() {
        QVERIFY(!views().panel(0).view().axisNames().isEmpty());
        QCOMPARE(views().panel(0).view().axisNames().size(), 2);
        views().setDimensions(3);
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
        QCOMPARE(views().panel(0).view().axisNames().size(), 3);
        bench().undo();
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
        QCOMPARE(views().panel(0).view().axisNames().size(), 2);
        bench().redo();
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
        QCOMPARE(views().panel(0).view().axisNames().size(), 3);
        bench().undo();
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
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

    /// How many views, points, names and the ends of bars come back, and hidden categories.
    void aSessionKeepsWhatIsSeen() {
        views().setViewLayout(ViewLayout::Four);
        slider(QStringLiteral("Size"))->setValue(55);
        views().bar().labelsAction()->setChecked(false);
        dock().setHiddenCodes(datapanel::Role::Batch, {1});
        Q_EMIT dock().visibilityChanged(datapanel::Role::Batch, {1});
        views().setColourKey(2, QStringLiteral("score:ilisi"));
        Q_EMIT views().panel(2).legend().clipChanged(1.2, 1.7);
        const workbench::ShownState before = views().shownState();
        const QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("seen.counterpoint"));
        m_driver.window->sessions().saveTo(file);

        views().setViewLayout(ViewLayout::Two);
        views().bar().labelsAction()->setChecked(true);
        bench().openDemo();
        QTRY_VERIFY_WITH_TIMEOUT(!bench().isOpening() && m_driver.settled(), patience);
        QVERIFY(views().shownState().clips.empty());
        QVERIFY(views().shownState().hidden.empty());
        m_driver.window->openFiles({file});
        QTRY_VERIFY_WITH_TIMEOUT(!bench().isOpening() && m_driver.settled(), patience);
        const workbench::ShownState now = views().shownState();
        QCOMPARE(views().viewLayout(), ViewLayout::Four);
        QVERIFY(now.hidden == before.hidden);
        QVERIFY(now.clips == before.clips);
        QCOMPARE(now.pointSize, before.pointSize);
        QVERIFY(!now.names);
        QCOMPARE(views().colourKey(2), QStringLiteral("score:ilisi"));
        QCOMPARE(dock().hidden(datapanel::Role::Batch), std::vector<int>{1});
        QVERIFY(!bench().canUndo());
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
