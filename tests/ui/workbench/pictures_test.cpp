// Pictures of the window as a user meets it, page by page and dialog by dialog: see pictures.h.

#include "tests/ui/workbench/pictures.h"

#include "ui/charts/trade_off_chart.h"
#include "ui/commands/command_search.h"
#include "ui/commands/key_list.h"
#include "ui/compare/swipe_stage.h"
#include "ui/data/data_panel.h"
#include "ui/figures/figure_dialog.h"
#include "ui/runs/runs_table.h"
#include "ui/start/open_wizard.h"
#include "ui/support/fonts.h"
#include "ui/workbench/compare_page.h"
#include "ui/workbench/evidence_panel.h"
#include "ui/workbench/message_bar.h"
#include "ui/workbench/selection_page.h"
#include "ui/workbench/sweep_page.h"
#include "ui/workbench/view_area.h"

#include <QAction>
#include <QComboBox>
#include <QDockWidget>
#include <QFile>
#include <QSignalSpy>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTextStream>

#include <algorithm>
#include <array>
#include <set>

using namespace counterpoint;
using test::patience;
using workbench::CompareMode;
using workbench::ViewLayout;

class PicturesTest : public QObject {
    Q_OBJECT

    test::WindowDriver m_driver;
    QTemporaryDir m_folder;

    workbench::MainWindow& window() { return *m_driver.window; }
    workbench::Workbench& bench() { return m_driver.bench(); }

    void takeAll(QWidget& widget, const QString& name) { test::takeAll(m_driver, widget, name); }
    void takeAll(const QString& name) { takeAll(window(), name); }
    void takeLargeToo(QWidget& widget, const QString& name) {
        test::takeLargeToo(m_driver, widget, name);
    }

    /// Some cells of what is shown as the start page draws them: place from 0 to 1000, batch and
    /// cell type from the largest to the smallest, as they are coloured.
    void writeMap(const QString& path) {
        const pipeline::Results& results = bench().results();
        const data::Embedding& layout = *results.layout;
        const auto ranks = [](const data::Categories& column) {
            const std::vector<std::size_t> counts = column.counts();
            std::vector<int> rank;
            for (const std::size_t count : counts)
                rank.push_back(static_cast<int>(std::ranges::count_if(
                    counts, [count](std::size_t other) { return other > count; })));
            return rank;
        };
        const std::vector<int> batch = ranks(results.cells->batch);
        const std::vector<int> type = ranks(*results.cells->label);
        std::array<float, 2> low{};
        float extent = 0.0F;
        for (std::size_t axis = 0; axis < 2; ++axis) {
            float least = layout(0, axis);
            float most = least;
            for (std::size_t cell = 0; cell < layout.rows; ++cell) {
                least = std::min(least, layout(cell, axis));
                most = std::max(most, layout(cell, axis));
            }
            low[axis] = (least + most) / 2.0F;
            extent = std::max(extent, most - least);
        }
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QTextStream text(&file);
        for (std::size_t cell = 0; cell < layout.rows; cell += 5) {
            for (std::size_t axis = 0; axis < 2; ++axis)
                text << qRound(500 + 1000 * (layout(cell, axis) - low[axis]) / extent) << ' ';
            text << batch[static_cast<std::size_t>(results.cells->batch.codes[cell])] << ' '
                 << type[static_cast<std::size_t>(results.cells->label->codes[cell])] << '\n';
        }
    }

    void trigger(const QKeySequence& keys) {
        for (QAction* action : window().actions())
            if (action->shortcut() == keys) action->trigger();
    }

  private Q_SLOTS:
    void initTestCase() { COUNTERPOINT_OPEN_WINDOW(m_driver); }
    void cleanupTestCase() { m_driver.close(); }

    void startPageAndWizard() {
        takeLargeToo(window(), QStringLiteral("page-start"));
        QFile file(m_folder.filePath(QStringLiteral("made.csv")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QTextStream text(&file);
        text << "cell,GENE1,GENE2,GENE3\n";
        for (int cell = 0; cell < 60; ++cell)
            text << "cell" << cell << "," << cell % 4 << "," << cell % 3 << "," << cell % 5 << "\n";
        file.close();
        window().askAndOpen({file.fileName(), file.fileName()});
        QTRY_VERIFY_WITH_TIMEOUT(window().wizard() != nullptr, patience);
        takeLargeToo(*window().wizard(), QStringLiteral("dialog-wizard"));
        window().wizard()->reject();
        QFile bad(m_folder.filePath(QStringLiteral("bad.h5ad")));
        QVERIFY(bad.open(QIODevice::WriteOnly));
        bad.write("no HDF5");
        bad.close();
        window().askAndOpen({bad.fileName()});
        QTRY_VERIFY_WITH_TIMEOUT(!window().messages().sentence().isEmpty(), patience);
        takeLargeToo(window(), QStringLiteral("page-start-bad-file"));
        window().messages().clearAll();
    }

    /// Makes the maps of the start page anew where COUNTERPOINT_MAPS names their folder.
    void theMapsOfTheStartPage() {
        const QString folder = qEnvironmentVariable("COUNTERPOINT_MAPS");
        if (folder.isEmpty()) QSKIP("COUNTERPOINT_MAPS names no folder");
        for (const bool tooMuch : {true, false}) {
            bench().openDemo(tooMuch);
            QTRY_VERIFY_WITH_TIMEOUT(!bench().isOpening() && m_driver.settled(), patience);
            writeMap(QDir(folder).filePath(tooMuch ? QStringLiteral("demo_too_much.txt")
                                                   : QStringLiteral("demo_clean_start.txt")));
        }
    }

    void theWorkbenchAndItsDocks() {
        bench().openDemo();
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
        takeLargeToo(window(), QStringLiteral("page-work"));
        for (const char* dock : {"dataDock", "tuningDock", "scoresDock", "runsDock"})
            takeAll(*window().findChild<QDockWidget*>(QLatin1String(dock)), QLatin1String(dock));
        window().showEvidence();
        takeAll(QStringLiteral("page-evidence"));
        window().showEvidence(false);
        for (QTabBar* tabs : window().findChildren<QTabBar*>()) {
            if (tabs->count() < 3 || tabs->tabText(0) != QStringLiteral("Mixing")) continue;
            tabs->setCurrentIndex(1);
            takeAll(*window().findChild<QDockWidget*>(QStringLiteral("scoresDock")),
                    QStringLiteral("scoresDock-markers"));
            tabs->setCurrentIndex(0);
        }
    }

    /// Every control that Tab can reach, once each and back to the first; what was made last, the
    /// sliders of another method, is still where it is seen.
    void tabReachesEveryControlInReadingOrder() {
        bench().setMethod("none");
        bench().setMethod("harmony");
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
        window().findChild<QComboBox*>(QStringLiteral("method"))->setFocus();
        QWidget* first = window().focusWidget();
        QList<QWidget*> reached{first};
        QStringList places;
        const auto sectionOf = [](const QWidget* widget) {
            for (; widget != nullptr; widget = widget->parentWidget())
                if (qobject_cast<const QDockWidget*>(widget)) return widget->objectName();
            return QString();
        };
        for (int i = 0; i < 400; ++i) {
            QTest::keyClick(window().focusWidget(), Qt::Key_Tab);
            QWidget* now = window().focusWidget();
            if (now == first) break;
            if (now == reached.back()) continue;  // from link to link in a text
            QVERIFY2(!reached.contains(now), now->metaObject()->className());
            reached << now;
            if (places.isEmpty() || places.back() != sectionOf(now)) places << sectionOf(now);
        }
        for (QWidget* widget : window().findChildren<QWidget*>())
            if (widget->isVisible() && widget->isEnabled() && test::isControl(*widget) &&
                (widget->focusPolicy() & Qt::TabFocus) == Qt::TabFocus &&
                widget->focusProxy() == nullptr && widget->window() == &window())
                QVERIFY2(reached.contains(widget), qPrintable(widget->accessibleName()));
        places.removeAll(QString());
        QCOMPARE(places, (QStringList{QStringLiteral("dataDock"), QStringLiteral("tuningDock"),
                                      QStringLiteral("scoresDock"), QStringLiteral("runsDock")}));
    }

    void aTrainingMethodAndItsCovariates() {
        bench().setMethod("scvi");
        takeAll(QStringLiteral("page-scvi"));
        bench().setMethod("harmony");
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
    }

    void severalBatchColumnsInTheDocks() {
        window().dataPanel().form().addBatch();
        takeAll(*window().findChild<QDockWidget*>(QStringLiteral("dataDock")),
                QStringLiteral("dataDock-adding"));
        window().dataPanel().form().setRoles(bench().settings().roles);
    }

    void everyLayoutOfViews() {
        auto& views = window().views();
        for (const auto& [layout, name] :
             {std::pair(ViewLayout::Four, "views-four"),
              std::pair(ViewLayout::EachBatch, "views-batches"),
              std::pair(ViewLayout::BeforeAfter, "views-before-after")}) {
            views.setViewLayout(layout);
            takeAll(QLatin1String(name));
        }
        views.setViewLayout(ViewLayout::Two);
        views.setColourKey(0, QStringLiteral("score:ilisi"));
        takeAll(QStringLiteral("views-score"));
        views.setColourKey(0, QStringLiteral("obs:batch"));
    }

    void theSelectionAndItsMarkers() {
        std::vector<std::uint32_t> cells;
        for (std::uint32_t cell = 0; cell < 400; ++cell) cells.push_back(cell);
        window().views().cellSelection().select(cells, QStringLiteral("Selection"));
        window().showRunPage(&window().selectionPage());
        window().selectionPage().findMarkers();
        QTRY_VERIFY_WITH_TIMEOUT(!window().selectionPage().isBusy(), patience);
        takeLargeToo(window(), QStringLiteral("page-selection"));
        window().views().clearSelection();
        window().showRunPage(&window().runsTable());
    }

    void aSweepAndTheConvergence() {
        auto& sweep = window().sweep();
        const QSignalSpy finished(&sweep.runner(), &workbench::SweepRunner::finished);
        sweep.toggle();
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, patience);
        auto* tabs = window().findChild<QTabBar*>(QStringLiteral("plotTabs"));
        auto* dock = window().findChild<QDockWidget*>(QStringLiteral("scoresDock"));
        for (int tab = 0; tab < 3; ++tab) {
            tabs->setCurrentIndex(tab);
            takeAll(*dock, QStringLiteral("scoresDock-plot%1").arg(tab));
        }
        // In little room the populations take the strip of tabs.
        test::takeAll(m_driver, window(), QStringLiteral("page-sweep"),
                      [tabs] { tabs->setCurrentIndex(1); });
        tabs->setCurrentIndex(0);
        // Under a hand on another slider: old in words, and the answer a dot of its own.
        const plugin::Values before = bench().settings().methodValues;
        plugin::Values values = before;
        values["sigma"] = 0.2;
        bench().setMethodValues(values, true);
        QTRY_VERIFY_WITH_TIMEOUT(window().tradeOff().now() && !bench().isRunning(), patience);
        takeAll(*dock, QStringLiteral("scoresDock-sweep-old"));
        bench().setMethodValues(before, false);
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
    }

    void runsCompared() {
        plugin::Values values = bench().settings().methodValues;
        values["theta"] = 0.0;
        bench().setMethodValues(values, false);
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
        window().compareRuns(bench().history().runs().front().number, bench().currentRun());
        for (const auto& [mode, name] : {std::pair(CompareMode::SideBySide, "compare-beside"),
                                         std::pair(CompareMode::Swipe, "compare-swipe"),
                                         std::pair(CompareMode::Moves, "compare-moves")}) {
            window().comparePage().setMode(mode);
            takeLargeToo(window(), QLatin1String(name));
        }
        window().endCompare();
        takeAll(*window().findChild<QDockWidget*>(QStringLiteral("runsDock")),
                QStringLiteral("runsDock-two"));
    }

    void figures() {
        figures::FigureDialog* figure = window().exportFigure();
        QVERIFY(figure);
        figure->choose(1);
        takeAll(*figure, QStringLiteral("dialog-figure"));
        figure->setLegend(report::LegendPlace::Right);
        figure->setHeightMm(120.0);
        takeAll(*figure, QStringLiteral("dialog-figure-right"));
        figure->setLegend(report::LegendPlace::OnData);
        takeAll(*figure, QStringLiteral("dialog-figure-named"));
        figure->preview().setZoom(figures::Zoom::Double);
        takeAll(*figure, QStringLiteral("dialog-figure-near"));
        figure->preview().setZoom(figures::Zoom::Fit);
        figure->setHeightMm(40.0);
        takeAll(*figure, QStringLiteral("dialog-figure-refused"));
        figure->setHeightMm(std::nullopt);
        figure->choose(figure->findChild<QComboBox*>(QStringLiteral("figureChoice"))->count() - 1);
        figure->setWidthMm(85);
        takeAll(*figure, QStringLiteral("dialog-figure-small"));
        figure->close();
    }

    void keysAndCommands() {
        trigger(QKeySequence(Qt::Key_Question));
        auto* keys = window().findChild<commands::KeyList*>();
        QVERIFY(keys);
        takeAll(*keys, QStringLiteral("dialog-keys"));
        keys->close();
        auto& search = window().commandSearch();
        search.open(window().allCommands());
        takeAll(search, QStringLiteral("dialog-commands"));
        search.hide();
    }

    void messagesOfFailure() {
        window().openFiles({m_folder.filePath(QStringLiteral("missing.h5ad"))});
        QTRY_VERIFY_WITH_TIMEOUT(!window().messages().sentence().isEmpty(), patience);
        takeAll(QStringLiteral("page-failure"));
        window().messages().clearAll();
    }
};

int main(int argc, char** argv) {
    return test::runWindowTest<PicturesTest>(argc, argv, "pictures_test");
}

#include "pictures_test.moc"
