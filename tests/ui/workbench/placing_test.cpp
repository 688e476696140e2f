// What places the cells in the window: layouts, dimensions, and subsets placed anew.

#include "core/data/matrix.h"
#include "core/embed/umap.h"
#include "tests/ui/workbench/controls.h"
#include "tests/ui/workbench/hand.h"
#include "ui/embedding/embedding_panel.h"
#include "ui/session/session.h"
#include "ui/support/eliding_label.h"
#include "ui/support/segments.h"
#include "ui/workbench/compare_page.h"
#include "ui/workbench/layout_titles.h"
#include "ui/workbench/message_bar.h"
#include "ui/workbench/view_area.h"

#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>

#include <algorithm>
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
        m_driver.screenshots(QStringLiteral("placing-pca"));
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
        m_driver.screenshots(QStringLiteral("placing-corrected"));
        views().setViewLayout(workbench::ViewLayout::Two);
    }

    void aLayoutIsUndoneAndKeptInTheSession() {
        const pipeline::LayoutChoice corrected = bench().settings().layout;
        const session::Session saved = session::fromText(
            session::toText(bench().session(), bench().registry()), bench().registry());
        QCOMPARE(saved.settings.layout, corrected);
        bench().undo();  // back to before and after,
        bench().undo();  // to two views,
        QCOMPARE(bench().settings().layout, corrected);
        bench().undo();
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
        QCOMPARE(pipeline::textOf(bench().settings().layout), std::string("pca:2,4"));
        QCOMPARE(views().bar().placing().text(), QStringLiteral("PC2 × PC4"));
        for (int i = 0; i < 3; ++i) bench().redo();
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
        // Figures show the same axes: of length 1, at right angles, the third no longer at the eye.
        const auto axes = views().seen().space;
        QCOMPARE(axes.size(), std::size_t{3});
        for (std::size_t a = 0; a < 3; ++a) {
            QCOMPARE(QString::fromStdString(axes[a].name), view().axisNames()[qsizetype(a)]);
            for (std::size_t b = 0; b < 3; ++b)
                QVERIFY(std::abs(axes[a].right * axes[b].right + axes[a].up * axes[b].up +
                                 axes[a].near * axes[b].near - (a == b ? 1.0 : 0.0)) < 1e-5);
        }
        QVERIFY(axes[2].near < 0.99);
        QTest::qWait(400);
        QVERIFY(view().grabFramebuffer() != front);
        QVERIFY2(view(1).grabFramebuffer() != other, "linked views turn together");
        m_driver.screenshots(QStringLiteral("placing-3d"));
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
        QVERIFY(strip->findChild<support::ElidingLabel*>());  // in little room, "…"
        QTRY_VERIFY_WITH_TIMEOUT(strip->layout() && !strip->isBusy(), patience);
        QTRY_COMPARE(view().drawnCells(), cells.size());
        QVERIFY(view().badges().front().startsWith(QStringLiteral("subset: ")));
        for (const std::uint32_t cell : cells) QVERIFY(std::isfinite((*strip->layout())(cell, 0)));
        QCOMPARE(test::namelessControls(views()).join(u'\n'), QString());
        m_driver.screenshots(QStringLiteral("placing-subset"));
        // Other layouts show the subset alone too, and the map is then its own again.
        place(QStringLiteral("pca:1,2"));
        QVERIFY(strip->isVisible());
        QTRY_COMPARE(view().drawnCells(), cells.size());
        QCOMPARE(view().axisNames()[0].left(3), QStringLiteral("PC1"));
        QVERIFY(strip->findChild<QLabel*>()->text().contains(QStringLiteral("among all")));
        m_driver.screenshots(QStringLiteral("placing-subset-pca"));
        place(QStringLiteral("umap"));
        QVERIFY(strip->isVisible());
        QCOMPARE(views().bar().placing().text(), QStringLiteral("UMAP"));
        QCOMPARE(views().seen().layout, strip->layout());
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
        m_driver.screenshots(QStringLiteral("placing-moves"));
        page.setMode(workbench::CompareMode::SideBySide);
        QVERIFY(page.arrows().empty());
        page.compare(runs.front().number, runs.front().number);
        page.setMode(workbench::CompareMode::Moves);
        QVERIFY2(page.arrows().empty(), "a run has not moved from itself");
        QVERIFY(!page.findChild<QLabel*>(QStringLiteral("movesNote"))->text().isEmpty());
        QVERIFY(page.panel(0).grab().toImage() != with);
        m_driver.window->endCompare();
    }

    void movesInSpaceHaveArrowsThatTurnWithTheCells() {
        setDimensions(3);
        const int still = bench().currentRun();
        plugin::Values values = bench().settings().methodValues;
        values["theta"] = 4.0;
        bench().setMethodValues(values, false);
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
        m_driver.window->compareRuns(still, bench().currentRun());
        workbench::ComparePage& page = m_driver.window->comparePage();
        page.setMode(workbench::CompareMode::Moves);
        QVERIFY(!page.arrows().empty());
        QVERIFY(std::ranges::any_of(page.arrows(), [](const support::Arrow& arrow) {
            return arrow.from.z() != arrow.to.z();
        }));
        QTest::qWait(500);
        page.panel(0).view().camera()->orbit({60.0, 40.0});
        QTest::qWait(400);
        m_driver.screenshots(QStringLiteral("placing-moves-3d"));
        page.setMode(workbench::CompareMode::SideBySide);
        m_driver.window->endCompare();
        setDimensions(2);
    }

    void mapsLieAsThatOfAPinnedRun() {
        const int pinned = bench().currentRun();
        bench().pinRun(pinned, true);
        const auto frame = bench().history().find(pinned)->results.layout;
        plugin::Values values = bench().settings().methodValues;
        values["theta"] = 1.3;
        bench().setMethodValues(values, false);
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
        const data::Embedding& map = *bench().results().layout;
        const data::Embedding again = embed::aligned(map, *frame);
        for (std::size_t i = 0; i < map.values.size(); ++i)
            QVERIFY2(std::abs(map.values[i] - again.values[i]) < 1e-3F, "nothing left to turn");
        bench().pinRun(pinned, false);
    }

    void layoutsOfTheFileAreOfferedAndForgottenWithIt() {
        data::Embedding plane(900, 2);
        data::Embedding space(900, 3);
        data::Embedding wide(900, 6);
        for (data::Embedding* embedding : {&plane, &space, &wide})
            for (std::size_t i = 0; i < embedding->values.size(); ++i)
                embedding->values[i] = static_cast<float>(i % (29 + 2 * embedding->cols));
        const test::MadeFile stored(900, 150,
                                    {{"X_tsne", plane}, {"X_deep", space}, {"X_wide", wide}});
        QVERIFY(stored.open(m_driver));
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

        // Of one with more columns they are chosen, by their numbers too.
        place(QStringLiteral("obsm:X_wide:5,2"));
        QCOMPARE(view().axisNames(),
                 (QStringList{QStringLiteral("X_wide 5"), QStringLiteral("X_wide 2")}));
        QCOMPARE(views().bar().placing().text(), QStringLiteral("X_wide 5 × 2"));
        QCOMPARE((*bench().results().layout)(0, 0), wide(0, 4));
        const auto found = workbench::layoutSearch(QStringLiteral("3 6"), bench().results(),
                                                   bench().settings(), bench().registry());
        QCOMPARE(found.back().title, QStringLiteral("X_wide 3 × 6"));
        QVERIFY(views().bar().dimensions().isEnabled());
        setDimensions(3);
        QCOMPARE(views().bar().placing().text(), QStringLiteral("X_wide 5 × 2 × 1"));
        QCOMPARE(bench().results().layout->cols, std::size_t{3});
        m_driver.screenshots(QStringLiteral("placing-columns"));

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
