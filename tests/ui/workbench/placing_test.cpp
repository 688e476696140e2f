// What places the cells in the window: layouts, dimensions, and subsets placed anew.

#include "core/data/matrix.h"
#include "core/io/h5ad_writer.h"
#include "core/simulate/simulate.h"
#include "tests/ui/workbench/controls.h"
#include "tests/ui/workbench/driver.h"
#include "ui/embedding/embedding_panel.h"
#include "ui/session/session.h"
#include "ui/support/segments.h"
#include "ui/workbench/compare_page.h"
#include "ui/workbench/layout_titles.h"
#include "ui/workbench/message_bar.h"
#include "ui/workbench/view_area.h"

#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QTemporaryDir>

#include <cmath>

using namespace counterpoint;
using test::patience;

class PlacingTest : public QObject {
    Q_OBJECT

    test::WindowDriver m_driver;

    workbench::Workbench& bench() { return m_driver.bench(); }
    workbench::ViewArea& views() { return m_driver.window->views(); }
    embedding::EmbeddingView& view(std::size_t place = 0) { return views().panel(place).view(); }
    void place(const QString& layout) {
        Q_EMIT views().bar().placing().chosenByUser(layout);
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
        QTest::qWait(500);  // the glide
    }
    void setDimensions(int dims) {
        Q_EMIT views().bar().dimensions().chosen(dims - 2);
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
        QTest::qWait(500);
    }
    void inBothThemes(const QString& name) {
        if (qEnvironmentVariableIsEmpty("COUNTERPOINT_SCREENSHOTS")) return;
        for (const QSize size : {QSize(1440, 900), QSize(1280, 800)}) {
            m_driver.window->resize(size);
            m_driver.screenshot(QStringLiteral("%1-%2-light").arg(name).arg(size.width()));
            support::applyTheme(*qApp, support::ThemeChoice::Dark);
            m_driver.screenshot(QStringLiteral("%1-%2-dark").arg(name).arg(size.width()));
            support::applyTheme(*qApp, support::ThemeChoice::Light);
        }
        m_driver.window->resize(1440, 900);
    }

  private Q_SLOTS:
    void initTestCase() {
        COUNTERPOINT_OPEN_WINDOW(m_driver);
        bench().openDemo();
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
        QTest::qWait(500);
    }

    void cleanupTestCase() { m_driver.close(); }

    void theMapIsShownFirst() {
        QCOMPARE(views().bar().placing().text(), QStringLiteral("UMAP"));
        QCOMPARE(view().axisNames(),
                 (QStringList{QStringLiteral("UMAP1"), QStringLiteral("UMAP2")}));
    }

    void componentsPlaceTheCellsAndTheirAxesSayHowMuchTheyHold() {
        const std::size_t runs = bench().history().runs().size();
        place(QStringLiteral("pca:2,4"));
        const pipeline::Results& results = bench().results();
        QCOMPARE(results.layout->cols, std::size_t{2});
        for (const std::size_t cell : {std::size_t{0}, std::size_t{77}}) {
            QCOMPARE((*results.layout)(cell, 0), results.pca->scores(cell, 1));
            QCOMPARE((*results.layout)(cell, 1), results.pca->scores(cell, 3));
        }
        const QString share = QString::number(100.0 * results.pca->varianceRatio[1], 'f', 1);
        QCOMPARE(view().axisNames()[0], QStringLiteral("PC2 (%1\u202F%)").arg(share));
        QCOMPARE(views().bar().placing().text(), QStringLiteral("PC2 × PC4"));
        QCOMPARE(bench().history().runs().size(), runs);  // another look, no other run
        inBothThemes(QStringLiteral("placing-pca"));
    }

    void anyTwoComponentsAreFoundByTheirNumbers() {
        embedding::ColourChooser chooser(
            views().bar().placing().choices(),
            [this](const QString& text) {
                return workbench::layoutSearch(text, bench().results(), bench().settings(),
                                               bench().registry());
            },
            {}, embedding::ViewStyle(), nullptr);
        chooser.field()->setText(QStringLiteral("3 7"));
        QCOMPARE(chooser.list()->count(), 2);
        QCOMPARE(chooser.list()->item(0)->text(), QStringLiteral("PC3 × PC7"));
        QCOMPARE(chooser.list()->item(1)->text(), QStringLiteral("Harmony 3 × 7"));
        chooser.field()->setText(QStringLiteral("3 700"));
        QCOMPARE(chooser.list()->count(), 0);
        views().bar().placing().click();
        auto* open = views().bar().placing().findChild<embedding::ColourChooser*>();
        QVERIFY(open != nullptr);
        QCOMPARE(test::namelessControls(*open).join(u'\n'), QString());
        m_driver.screenshot(*open, QStringLiteral("placing-list"));
        open->close();
    }

    void correctedComponentsStandBesideThoseOfBefore() {
        place(QStringLiteral("corrected:1,2"));
        QCOMPARE(view().axisNames(),
                 (QStringList{QStringLiteral("Harmony 1"), QStringLiteral("Harmony 2")}));
        QCOMPARE((*bench().results().layout)(5, 0), bench().results().integration->embedding(5, 0));
        views().setViewLayout(workbench::ViewLayout::BeforeAfter);
        QVERIFY(view(0).axisNames()[0].startsWith(QStringLiteral("PC1 (")));
        QCOMPARE(view(1).axisNames()[0], QStringLiteral("Harmony 1"));
        inBothThemes(QStringLiteral("placing-corrected"));
        views().setViewLayout(workbench::ViewLayout::Two);
    }

    void aLayoutIsUndoneAndKeptInTheSession() {
        const pipeline::LayoutChoice corrected = bench().settings().layout;
        const session::Session saved = session::fromText(
            session::toText(bench().session(), bench().registry()), bench().registry());
        QCOMPARE(saved.settings.layout, corrected);
        bench().undo();
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
        QCOMPARE(pipeline::textOf(bench().settings().layout), std::string("pca:2,4"));
        QCOMPARE(views().bar().placing().text(), QStringLiteral("PC2 × PC4"));
        bench().redo();
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
        QCOMPARE(bench().settings().layout, corrected);
    }

    void threeDimensionsAreSeenFromAnySide() {
        place(QStringLiteral("umap"));
        setDimensions(3);
        QCOMPARE(bench().results().layout->cols, std::size_t{3});
        QCOMPARE(view().axisNames().size(), 3);
        const QImage front = view().grabFramebuffer();
        const QImage other = view(1).grabFramebuffer();
        QTest::mousePress(&view(), Qt::LeftButton, {}, {200, 200});
        QMouseEvent move(QEvent::MouseMove, QPointF(280, 170),
                         view().mapToGlobal(QPointF(280, 170)), Qt::NoButton, Qt::LeftButton,
                         Qt::NoModifier);
        QApplication::sendEvent(&view(), &move);
        QTest::mouseRelease(&view(), Qt::LeftButton, {}, {280, 170});
        QVERIFY(!view().camera()->turn().isIdentity());
        QTest::qWait(400);
        QVERIFY(view().grabFramebuffer() != front);
        QVERIFY2(view(1).grabFramebuffer() != other, "linked views turn together");
        inBothThemes(QStringLiteral("placing-3d"));
        QTest::keyClick(&view(), Qt::Key_Home);
        QVERIFY(view().camera()->turn().isIdentity());
    }

    void aLassoInSpaceTakesWhatIsSeenInsideIt() {
        view().camera()->orbit({70.0, 40.0});
        QTest::qWait(400);
        views().setTool(embedding::Tool::Box);
        QTest::mousePress(&view(), Qt::LeftButton, {}, {1, 1});
        const QPointF corner(view().width() / 2.0, view().height() - 2.0);
        QMouseEvent move(QEvent::MouseMove, corner, view().mapToGlobal(corner), Qt::NoButton,
                         Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&view(), &move);
        QTest::mouseRelease(&view(), Qt::LeftButton, {}, corner.toPoint());
        QTRY_VERIFY(!views().selection().empty());
        const data::Embedding& layout = *bench().results().layout;
        const std::vector<float> seen = view().camera()->flattened(layout.values);
        std::vector<std::uint32_t> expected;
        for (std::size_t cell = 0; cell < layout.rows; ++cell) {
            const QPointF at = view().camera()->toScreen(
                {double{seen[2 * cell]}, double{seen[2 * cell + 1]}}, view().size());
            if (at.x() <= corner.x()) expected.push_back(static_cast<std::uint32_t>(cell));
        }
        QCOMPARE(views().selection(), expected);
        views().setTool(embedding::Tool::Pan);
        views().clearSelection();
        setDimensions(2);
        QVERIFY(view().camera()->turn().isIdentity());
        QCOMPARE(bench().results().layout->cols, std::size_t{2});
    }

    void aSubsetIsPlacedAnewAndThereIsAWayBack() {
        const data::Categories& label = *bench().results().cells->label;
        std::vector<std::uint32_t> cells;
        for (std::size_t cell = 0; cell < label.size(); ++cell)
            if (label.codes[cell] < 3) cells.push_back(static_cast<std::uint32_t>(cell));
        views().select(cells, QStringLiteral("three types"));
        auto* strip = &views().subset();
        QVERIFY(!strip->isVisible());
        views().reembedAction()->trigger();
        QVERIFY(strip->isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(strip->layout() && !strip->isBusy(), patience);
        QTRY_COMPARE(view().drawnCells(), cells.size());
        QVERIFY(view().badges().front().startsWith(QStringLiteral("subset: ")));
        for (const std::uint32_t cell : cells) QVERIFY(std::isfinite((*strip->layout())(cell, 0)));
        QCOMPARE(test::namelessControls(views()).join(u'\n'), QString());
        inBothThemes(QStringLiteral("placing-subset"));
        m_driver.window->findChild<QPushButton*>(QStringLiteral("leaveSubset"))->click();
        QVERIFY(!strip->isVisible());
        QVERIFY(view().badges().isEmpty());
        QTRY_COMPARE(view().drawnCells(), label.size());
    }

    void aSubsetCanBeStoppedAndEndsWithItsIntegration() {
        views().reembedSelection();
        QVERIFY(views().subset().isBusy());
        views().reembedSelection();
        QVERIFY(!views().subset().isBusy());
        views().subset().leave();
        views().reembedSelection();
        QTRY_VERIFY_WITH_TIMEOUT(views().subset().layout() != nullptr, patience);
        plugin::Values values = bench().settings().methodValues;
        values["theta"] = 0.7;
        bench().setMethodValues(values, false);
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
        QVERIFY(views().subset().layout() == nullptr);
        QVERIFY(!views().subset().isVisible());
        views().clearSelection();
    }

    void movesBetweenRunsHaveArrows() {
        const auto& runs = bench().history().runs();
        plugin::Values values = bench().settings().methodValues;
        values["theta"] = 0.0;
        bench().setMethodValues(values, false);
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
        m_driver.window->compareRuns(runs.front().number, runs.back().number);
        workbench::ComparePage& page = m_driver.window->comparePage();
        QVERIFY(page.arrows().empty());
        page.setMode(workbench::CompareMode::Moves);
        QVERIFY(!page.arrows().empty());
        QTest::qWait(500);
        const QImage with = page.panel(0).grab().toImage();
        QCOMPARE(test::namelessControls(page).join(u'\n'), QString());
        inBothThemes(QStringLiteral("placing-moves"));
        page.setMode(workbench::CompareMode::SideBySide);
        QVERIFY(page.arrows().empty());
        page.compare(runs.front().number, runs.front().number);
        page.setMode(workbench::CompareMode::Moves);
        QVERIFY2(page.arrows().empty(), "a run has not moved from itself");
        QVERIFY(!page.findChild<QLabel*>(QStringLiteral("movesNote"))->text().isEmpty());
        QVERIFY(page.panel(0).grab().toImage() != with);
        m_driver.window->endCompare();
    }

    void layoutsOfTheFileAreOfferedAndForgottenWithIt() {
        simulate::SimulateOptions options;
        options.cells = 900;
        options.genes = 150;
        const data::Dataset made = simulate::simulate(options, {});
        data::Embedding plane(made.cells(), 2);
        data::Embedding space(made.cells(), 3);
        for (std::size_t i = 0; i < plane.values.size(); ++i)
            plane.values[i] = static_cast<float>(i % 31);
        for (std::size_t i = 0; i < space.values.size(); ++i)
            space.values[i] = static_cast<float>(i % 37);
        QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("stored.h5ad"));
        io::H5adContents contents;
        contents.x = &made.counts;
        contents.obs = &made.obs;
        contents.var = &made.var;
        contents.obsm = {{"X_tsne", &plane}, {"X_deep", &space}};
        io::writeH5ad(file.toStdString(), contents, {});
        m_driver.window->openFiles({file});
        QTRY_VERIFY_WITH_TIMEOUT(!bench().isOpening() && bench().dataset()->obsm.size() == 2,
                                 patience);
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);

        place(QStringLiteral("obsm:X_tsne"));
        QCOMPARE(view().axisNames(),
                 (QStringList{QStringLiteral("X_tsne 1"), QStringLiteral("X_tsne 2")}));
        QCOMPARE(views().bar().placing().text(), QStringLiteral("X_tsne"));
        QVERIFY2(!views().bar().dimensions().isEnabled(), "the file decides");
        place(QStringLiteral("obsm:X_deep"));
        QCOMPARE(view().axisNames().size(), 3);
        QCOMPARE(views().bar().dimensions().current(), 1);
        m_driver.screenshot(QStringLiteral("placing-stored"));

        bench().openDemo();
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled() && bench().dataset()->obsm.empty(), patience);
        QCOMPARE(views().bar().placing().text(), QStringLiteral("UMAP"));
        QVERIFY(m_driver.window->messages().sentence().isEmpty());
    }
};

int main(int argc, char** argv) {
    return test::runWindowTest<PlacingTest>(argc, argv, "placing");
}

#include "placing_test.moc"
