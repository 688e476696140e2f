// Exploring the cells in the real window: genes, selections, markers, layouts, categories.

#include "tests/ui/workbench/driver.h"
#include "ui/data/category_tree.h"
#include "ui/data/data_panel.h"
#include "ui/embedding/embedding_panel.h"
#include "ui/embedding/legend.h"
#include "ui/selection/markers_table.h"
#include "ui/selection/selection_card.h"
#include "ui/support/theme.h"
#include "ui/workbench/selection_page.h"
#include "ui/workbench/view_area.h"

#include <QAction>
#include <QColorDialog>
#include <QDir>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QSignalSpy>
#include <QSlider>
#include <QTimer>
#include <QToolButton>

using namespace counterpoint;
using embedding::Tool;
using test::patience;
using test::pixelsOf;
using workbench::ViewLayout;

namespace {

void drag(QWidget& widget, const QList<QPoint>& path, Qt::KeyboardModifiers held = {}) {
    QTest::mousePress(&widget, Qt::LeftButton, held, path.front());
    for (const QPoint& at : path) {
        QMouseEvent move(QEvent::MouseMove, at, widget.mapToGlobal(QPointF(at)), Qt::NoButton,
                         Qt::LeftButton, held);
        QApplication::sendEvent(&widget, &move);
    }
    QTest::mouseRelease(&widget, Qt::LeftButton, held, path.back());
}

/// Without a window manager no window is active, so that shortcuts do not reach it.
void press(QAction* action, Qt::Key key) {
    QCOMPARE(action->shortcut(), QKeySequence(key));
    action->trigger();
}

}  // namespace

class ExploringTest : public QObject {
    Q_OBJECT

    test::WindowDriver m_driver;

    workbench::Workbench& bench() { return m_driver.window->workbench(); }
    workbench::ViewArea& views() { return m_driver.window->views(); }
    embedding::EmbeddingView& view(std::size_t place) { return views().panel(place).view(); }
    std::size_t cells() { return bench().results().cells->batch.size(); }
    QImage grab(std::size_t place) { return view(place).grabFramebuffer(); }

  private Q_SLOTS:
    void initTestCase() {
        COUNTERPOINT_OPEN_WINDOW(m_driver);
        const QString file = qEnvironmentVariable("COUNTERPOINT_TEST_FILE");
        if (file.isEmpty())
            bench().openDemo();
        else
            m_driver.window->openFiles({file});
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
        QTest::qWait(400);
    }

    void cleanupTestCase() { m_driver.close(); }

    /// Size and opacity of the points, in the bar or where it has no room behind its button.
    void pointsCanBeSizedInANarrowWindowWhileCellsAreSelected() {
        m_driver.window->resize(1280, 800);
        views().select({0, 1, 2, 3, 4, 5}, QStringLiteral("A rather long name of a population"));
        auto* more = m_driver.window->findChild<QToolButton*>(QStringLiteral("pointsMenu"));
        QVERIFY(more);
        const auto inBar = [&] {
            int shown = 0;
            for (const QSlider* slider : views().findChildren<QSlider*>())
                if (slider->isVisible() && slider->window() == m_driver.window.get()) ++shown;
            return shown;
        };
        QTRY_VERIFY(more->isVisible() || inBar() >= 2);
        QVERIFY2(more->isVisible() != (inBar() >= 2), "in one place");
        QVERIFY2(more->geometry().right() < more->parentWidget()->width(), "within the bar");
        QSlider* size = nullptr;
        for (QSlider* slider : more->menu()->findChildren<QSlider*>())
            if (slider->accessibleName() == QStringLiteral("Size")) size = slider;
        QVERIFY(size);
        more->menu()->popup(more->mapToGlobal(QPoint(0, more->height())));
        QTRY_VERIFY(size->isVisible());
        m_driver.screenshot(*more->menu(), QStringLiteral("exploring-points-menu"));
        size->setValue(60);
        QCOMPARE(view(0).pointSize(), 6.0);
        QTest::keyClick(size, Qt::Key_Right);
        QCOMPARE(view(0).pointSize(), 6.1);
        more->menu()->close();
        m_driver.screenshot(QStringLiteral("exploring-narrow-selected"));
        views().clearSelection();
        QTRY_VERIFY2(inBar() >= 2 && !more->isVisible(), "without a selection there is room");
        m_driver.window->resize(1440, 900);
        QTRY_VERIFY(!more->isVisible());
        for (const QSlider* slider : views().findChildren<QSlider*>())
            if (slider->accessibleName() == QStringLiteral("Size")) QCOMPARE(slider->value(), 61);
    }

    void aGeneIsFoundByTypingAndColoursTheView() {
        auto& choice = views().panel(0).choice();
        QTest::mouseClick(&choice, Qt::LeftButton);
        auto* chooser = choice.findChild<embedding::ColourChooser*>();
        QVERIFY(chooser);
        const auto& search = views().colourings().geneSearch();
        QVERIFY(search.size() > 100);
        const QString gene = search.title(3);
        QTest::keyClicks(chooser->field(), gene.toLower());
        QVERIFY(chooser->list()->count() > 0);
        QCOMPARE(chooser->list()->item(0)->text(), gene);
        if (!qEnvironmentVariable("COUNTERPOINT_SCREENSHOTS").isEmpty())
            chooser->grab().save(QDir(qEnvironmentVariable("COUNTERPOINT_SCREENSHOTS"))
                                     .filePath(QStringLiteral("chooser.png")));
        QTest::keyClick(chooser->field(), Qt::Key_Return);
        QCOMPARE(views().colourKey(0), workbench::geneKey(search.name(3)));
        QTRY_VERIFY(choice.text() == gene);
        // The bar of the legend comes with the values, which are fetched in the background.
        QTRY_COMPARE(views().panel(0).legend().focusPolicy(), Qt::TabFocus);
        QTRY_VERIFY(pixelsOf(grab(0), support::Theme::current().zero) > 100);
        m_driver.screenshots(QStringLiteral("gene"));
    }

    void whatTheQualityFilterMeasuredColoursTheView() {
        const auto choices = views().colourings().choices();
        QVERIFY(std::ranges::any_of(choices, [](const embedding::ColourChoice& choice) {
            return choice.key == QLatin1String("quality:counts");
        }));
        const auto coloured = views().colourings().find(QStringLiteral("quality:genes"));
        QVERIFY(coloured && coloured->range);
        const auto& quality = bench().results().filtered->quality;
        std::uint32_t most = 0;
        for (const std::uint32_t cell : quality.keptCells)
            most = std::max(most, quality.genesPerCell[cell]);
        QCOMPARE(coloured->range->most, static_cast<double>(most));
        const bool mitochondrial =
            std::ranges::any_of(quality.mitoPercent, [](float percent) { return percent > 0.0F; });
        QCOMPARE(views().colourings().find(QStringLiteral("quality:mito"))->cells() > 0,
                 mitochondrial);
    }

    void theHandlesOfTheLegendClip() {
        auto& legend = views().panel(0).legend();
        QSignalSpy clipped(&legend, &embedding::Legend::clipChanged);
        const QImage before = grab(0);
        for (int step = 0; step < 20; ++step) QTest::keyClick(&legend, Qt::Key_Left);
        QCOMPARE(clipped.size(), 20);
        QVERIFY(clipped.last()[1].toDouble() < clipped.first()[1].toDouble());
        QVERIFY(grab(0) != before);
    }

    void aPastedListIsAMeanAndTwoAreABlend() {
        const auto& search = views().colourings().geneSearch();
        const QString two = search.title(1) + QStringLiteral(", ") + search.title(2);
        const auto found = views().colourings().search(two);
        QCOMPARE(found.size(), std::size_t{2});
        for (const auto& choice : found) {
            views().setColourKey(0, choice.key);
            QTRY_COMPARE(views().panel(0).choice().text(), choice.title);
            QTest::qWait(100);
        }
        views().setColourKey(0, found.front().key);
        m_driver.screenshots(QStringLiteral("blend"));
        const auto unknown = views().colourings().search(two + QStringLiteral(" NOSUCHGENE"));
        QVERIFY(unknown.back().key.isEmpty());
        QVERIFY(unknown.back().title.contains(QStringLiteral("NOSUCHGENE")));
        views().setColourKey(0, workbench::obsKey(bench().settings().roles.batch));
    }

    void aBoxAndALassoSelectInEveryView() {
        press(views().bar().toolAction(Tool::Box), Qt::Key_R);
        QCOMPARE(view(1).tool(), Tool::Box);
        const QRect area = view(0).rect();
        drag(view(0), {area.center(), area.bottomRight() - QPoint(2, 2)});
        QTRY_VERIFY(!views().selection().empty());
        const std::size_t boxed = views().selection().size();
        QVERIFY(boxed < cells());
        press(views().bar().toolAction(Tool::Lasso), Qt::Key_L);
        QCOMPARE(view(0).tool(), Tool::Lasso);
        drag(view(1), {QPoint(4, 4), QPoint(area.width() - 4, 4), area.center()},
             Qt::ShiftModifier);
        QTRY_VERIFY(views().selection().size() > boxed);
        const std::size_t both = views().selection().size();
        drag(view(0),
             {area.center(), QPoint(area.right() - 2, area.center().y()),
              area.bottomRight() - QPoint(2, 2), QPoint(area.center().x(), area.bottom())},
             Qt::AltModifier);
        QTRY_VERIFY(views().selection().size() < both);
        const std::size_t left = views().selection().size();
        press(views().invertAction(), Qt::Key_I);
        QCOMPARE(views().selection().size(), cells() - left);
        QVERIFY(pixelsOf(grab(0), support::Theme::current().outside) > 500);
        QVERIFY(pixelsOf(grab(1), support::Theme::current().outside) > 500);
    }

    void aNamedSetIsKeptAndColours() {
        auto& card = m_driver.window->selectionPage().card();
        card.name()->setText(QStringLiteral("My cells"));
        QTest::keyClick(card.name(), Qt::Key_Return);
        QCOMPARE(card.sets()->count(), 1);
        views().setColourKey(1, QStringLiteral("sets:"));
        QCOMPARE(views().panel(1).choice().text(), QStringLiteral("Named selections"));
        m_driver.screenshots(QStringLiteral("selection"));
        view(0).setFocus();
        QTest::keyClick(&view(0), Qt::Key_Escape);
        QVERIFY(views().selection().empty());
        QTest::mouseClick(card.sets()->viewport(), Qt::LeftButton, {},
                          card.sets()->visualItemRect(card.sets()->item(0)).center());
        QVERIFY(!views().selection().empty());
        views().setColourKey(1, workbench::obsKey(bench().settings().roles.label));
    }

    void markersOfASelectionAreRankedAndColour() {
        auto& page = m_driver.window->selectionPage();
        page.findMarkers();
        QVERIFY(page.isBusy());
        QTRY_VERIFY_WITH_TIMEOUT(!page.isBusy(), patience);
        QCOMPARE(page.markers().markers().size(),
                 std::size_t{views().colourings().geneSearch().size()});
        QVERIFY(page.markers().markers().front().auc > 0.5);
        QTest::mouseClick(page.markers().viewport(), Qt::LeftButton, {}, QPoint(40, 10));
        QVERIFY(views().colourKey(0).startsWith(QStringLiteral("gene:")));
        QTest::qWait(300);
        m_driver.screenshots(QStringLiteral("markers"));
        views().setColourKey(0, workbench::obsKey(bench().settings().roles.batch));
        views().clearSelection();
    }

    void layoutsShareCameraAndCells() {
        views().setViewLayout(ViewLayout::Four);
        QCOMPARE(views().panelCount(), std::size_t{4});
        QTRY_COMPARE(view(3).drawnCells(), cells());
        m_driver.screenshots(QStringLiteral("layout-four"));
        views().setViewLayout(ViewLayout::EachBatch);
        QCOMPARE(views().panelCount(), bench().results().cells->batch.levelCount());
        QTest::qWait(300);
        QVERIFY(pixelsOf(grab(0), support::Theme::current().outside) > 500);
        m_driver.screenshots(QStringLiteral("layout-batches"));
        views().setViewLayout(ViewLayout::BeforeAfter);
        QCOMPARE(views().panelCount(), std::size_t{2});
        QTest::qWait(300);
        m_driver.screenshots(QStringLiteral("layout-before-after"));
        views().setViewLayout(ViewLayout::One);
        QCOMPARE(views().panelCount(), std::size_t{1});
        QTRY_COMPARE(view(0).drawnCells(), cells());
        m_driver.screenshots(QStringLiteral("layout-one"));
        views().setViewLayout(ViewLayout::Two);
        QTRY_COMPARE(view(1).drawnCells(), cells());
    }

    void aCategoryTakesAnotherColourEverywhere() {
        const std::string column = bench().settings().roles.label;
        const auto levels = bench().results().cells->label->levels;
        const QColor color(0x12, 0x34, 0xAB);
        QTimer::singleShot(300, this, [color] {
            auto* dialog = qobject_cast<QColorDialog*>(QApplication::activeModalWidget());
            QVERIFY(dialog);
            dialog->setCurrentColor(color);
            dialog->accept();
        });
        views().askForColor(column, levels.front());
        QCOMPARE(views().colourings().colorsOf(column, levels).front(), color);
        QCOMPARE(m_driver.window->dataPanel().colors(datapanel::Role::Label).front(), color);
        QTRY_VERIFY(pixelsOf(grab(1), color) > 50);
    }

    void pointingAtACategoryHighlightsAndADoubleClickIsolates() {
        auto& legend = views().panel(1).legend();
        const int before = pixelsOf(grab(1), support::Theme::current().outside);
        Q_EMIT legend.categoryPointed(0);
        QTRY_VERIFY(pixelsOf(grab(1), support::Theme::current().outside) > before + 500);
        Q_EMIT legend.categoryPointed(-1);
        QTRY_VERIFY(pixelsOf(grab(1), support::Theme::current().outside) <= before + 100);

        Q_EMIT legend.isolateRequested(0);
        const std::size_t levels = bench().results().cells->label->levelCount();
        QCOMPARE(m_driver.window->dataPanel().hidden(datapanel::Role::Label).size(), levels - 1);
        // Hidden cells cannot be selected.
        views().setTool(Tool::Box);
        drag(view(0), {QPoint(1, 1), view(0).rect().bottomRight() - QPoint(1, 1)});
        QTRY_VERIFY(!views().selection().empty());
        QVERIFY(views().selection().size() <= bench().results().cells->label->counts().front());
        views().clearSelection();
        Q_EMIT legend.isolateRequested(0);
        QVERIFY(m_driver.window->dataPanel().hidden(datapanel::Role::Label).empty());
    }
};

int main(int argc, char** argv) {
    return test::runWindowTest<ExploringTest>(argc, argv, "exploring_test");
}

#include "exploring_test.moc"
