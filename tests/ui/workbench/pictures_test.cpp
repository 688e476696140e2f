// Pictures of the window as a user meets it, page by page and dialog by dialog, in both themes, at
// the least size and on a large screen. Kept where COUNTERPOINT_SCREENSHOTS names a folder; looked
// at by people, so the test itself asks only that something is on each.

#include "tests/ui/workbench/driver.h"
#include "ui/commands/command_search.h"
#include "ui/commands/key_list.h"
#include "ui/compare/swipe_stage.h"
#include "ui/data/data_panel.h"
#include "ui/figures/figure_dialog.h"
#include "ui/start/open_wizard.h"
#include "ui/workbench/compare_page.h"
#include "ui/workbench/evidence_panel.h"
#include "ui/workbench/message_bar.h"
#include "ui/workbench/selection_page.h"
#include "ui/workbench/sweep_page.h"
#include "ui/workbench/view_area.h"

#include <QAction>
#include <QDockWidget>
#include <QFile>
#include <QSignalSpy>
#include <QTabBar>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTextStream>

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

    /// What a user would see, unless it is a blank.
    static void take(QWidget& widget, const QString& name) {
        // Views glide, labels are placed in the background.
        QTest::qWait(qEnvironmentVariableIsEmpty("COUNTERPOINT_SCREENSHOTS") ? 50 : 700);
        const QImage picture = widget.grab().toImage();
        std::set<QRgb> colors;
        for (int y = 0; y < picture.height(); y += 7)
            for (int x = 0; x < picture.width(); x += 7) colors.insert(picture.pixel(x, y));
        QVERIFY2(colors.size() > 10, qPrintable(name));
        const QString folder = qEnvironmentVariable("COUNTERPOINT_SCREENSHOTS");
        if (folder.isEmpty()) return;
        QDir().mkpath(folder);
        QVERIFY(picture.save(QDir(folder).filePath(name + QStringLiteral(".png"))));
    }
    /// In both themes; of the window itself at both sizes.
    void takeAll(QWidget& widget, const QString& name) {
        const bool whole = &widget == m_driver.window.get();
        for (const bool dark : {false, true}) {
            support::applyTheme(*qApp,
                                dark ? support::ThemeChoice::Dark : support::ThemeChoice::Light);
            const QString themed =
                name + (dark ? QStringLiteral("-dark") : QStringLiteral("-light"));
            if (!whole) {
                take(widget, themed);
                continue;
            }
            for (const QSize size : {QSize(1280, 800), QSize(2560, 1440)}) {
                window().resize(size);
                take(widget, themed + QStringLiteral("-%1").arg(size.width()));
            }
        }
        support::applyTheme(*qApp, support::ThemeChoice::Light);
        window().resize(1440, 900);
    }
    void takeAll(const QString& name) { takeAll(window(), name); }

    void trigger(const QKeySequence& keys) {
        for (QAction* action : window().actions())
            if (action->shortcut() == keys) action->trigger();
    }

  private Q_SLOTS:
    void initTestCase() { COUNTERPOINT_OPEN_WINDOW(m_driver); }
    void cleanupTestCase() { m_driver.close(); }

    void startPageAndWizard() {
        takeAll(QStringLiteral("page-start"));
        QFile file(m_folder.filePath(QStringLiteral("made.csv")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QTextStream text(&file);
        text << "cell,GENE1,GENE2,GENE3\n";
        for (int cell = 0; cell < 60; ++cell)
            text << "cell" << cell << "," << cell % 4 << "," << cell % 3 << "," << cell % 5 << "\n";
        file.close();
        window().askAndOpen({file.fileName(), file.fileName()});
        QTRY_VERIFY_WITH_TIMEOUT(window().wizard() != nullptr, patience);
        takeAll(*window().wizard(), QStringLiteral("dialog-wizard"));
        window().wizard()->reject();
    }

    void theWorkbenchAndItsDocks() {
        bench().openDemo();
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
        takeAll(QStringLiteral("page-work"));
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
        auto* dock = window().findChild<QDockWidget*>(QStringLiteral("selectionDock"));
        dock->raise();
        window().selectionPage().findMarkers();
        QTRY_VERIFY_WITH_TIMEOUT(!window().selectionPage().isBusy(), patience);
        takeAll(QStringLiteral("page-selection"));
        window().views().clearSelection();
        window().findChild<QDockWidget*>(QStringLiteral("runsDock"))->raise();
    }

    void aSweepAndTheConvergence() {
        auto& sweep = window().sweep();
        const QSignalSpy finished(&sweep.runner(), &workbench::SweepRunner::finished);
        sweep.toggle();
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, patience);
        auto* tabs = qobject_cast<QTabWidget*>(sweep.parentWidget()->parentWidget());
        auto* dock = window().findChild<QDockWidget*>(QStringLiteral("scoresDock"));
        for (int tab = 0; tab < tabs->count(); ++tab) {
            tabs->setCurrentIndex(tab);
            takeAll(*dock, QStringLiteral("scoresDock-plot%1").arg(tab));
        }
        tabs->setCurrentIndex(0);
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
            takeAll(QLatin1String(name));
        }
        window().endCompare();
        takeAll(*window().findChild<QDockWidget*>(QStringLiteral("runsDock")),
                QStringLiteral("runsDock-two"));
    }

    void dialogs() {
        figures::FigureDialog* figure = window().exportFigure();
        QVERIFY(figure);
        figure->choose(1);
        takeAll(*figure, QStringLiteral("dialog-figure"));
        figure->close();
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
    }
};

int main(int argc, char** argv) {
    return test::runWindowTest<PicturesTest>(argc, argv, "pictures_test");
}

#include "pictures_test.moc"
