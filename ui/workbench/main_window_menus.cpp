// The menus of the main window. Every entry does something that can also be done elsewhere, and is
// off where that means nothing.

#include "core/report/methods_text.h"
#include "core/report/verdict.h"
#include "ui/charts/convergence_plot.h"
#include "ui/charts/trade_off_chart.h"
#include "ui/data/data_panel.h"
#include "ui/embedding/embedding_panel.h"
#include "ui/runs/runs_table.h"
#include "ui/support/theme.h"
#include "ui/tuning/tuning_form.h"
#include "ui/workbench/compare_page.h"
#include "ui/workbench/evidence_panel.h"
#include "ui/workbench/evidence_view.h"
#include "ui/workbench/main_window.h"
#include "ui/workbench/plot_pages.h"
#include "ui/workbench/selection_page.h"
#include "ui/workbench/sweep_page.h"
#include "ui/workbench/sweep_view.h"
#include "ui/workbench/view_area.h"

#include <QAction>
#include <QActionGroup>
#include <QApplication>
#include <QComboBox>
#include <QDockWidget>
#include <QItemSelectionModel>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QTabBar>
#include <QVBoxLayout>

#include <algorithm>

namespace counterpoint::workbench {

void MainWindow::makeMenus() {
    // One widget over the full width, docks included: the menus, and the toolbar below them.
    auto* top = new QWidget(this);
    auto* column = new QVBoxLayout(top);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* menus = new QMenuBar(top);
    column->addWidget(menus);
    column->addWidget(m_toolBar);
    setMenuWidget(top);

    fillFileMenu(*menus->addMenu(tr("&File")));
    fillEditMenu(*menus->addMenu(tr("&Edit")));
    fillViewMenu(*menus->addMenu(tr("&View")));
    fillDataMenu(*menus->addMenu(tr("&Data")));
    fillTuneMenu(*menus->addMenu(tr("&Tune")));
    fillDiagnoseMenu(*menus->addMenu(tr("D&iagnose")));
    fillRunsMenu(*menus->addMenu(tr("&Runs")));
    fillHelpMenu(*menus->addMenu(tr("&Help")));

    connect(&m_views->cellSelection(), &selection::CellSelection::changed, this,
            &MainWindow::updateMenus);
    connect(&m_views->subset(), &SubsetView::changed, this, &MainWindow::updateMenus);
    connect(m_data, &datapanel::DataPanel::visibilityChanged, this, &MainWindow::updateMenus);
    connect(m_sweep, &SweepPage::changed, this, &MainWindow::updateMenus);
    connect(&m_sweep->runner(), &SweepRunner::started, this, &MainWindow::updateMenus);
    connect(&m_sweep->runner(), &SweepRunner::finished, this, &MainWindow::updateMenus);
    connect(&m_sweep->runner(), &SweepRunner::failed, this, &MainWindow::updateMenus);
    connect(m_evidence, &EvidencePanel::changed, this, &MainWindow::updateMenus);
    connect(m_runs->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &MainWindow::updateMenus);
}

void MainWindow::enableWhile(QAction* action, std::function<bool()> means) {
    m_conditions.emplace_back(action, std::move(means));
}

/// Turns on what means something now.
void MainWindow::updateMenus() {
    for (const auto& [action, means] : m_conditions) action->setEnabled(means());
    for (const auto& [id, action] : m_methodActions)
        action->setChecked(id == m_workbench->settings().method);
    if (m_sweepAction != nullptr)
        m_sweepAction->setText(m_sweep->runner().isRunning()
                                   ? tr("Stop the sweep")
                                   : tr("Sweep a parameter over its range"));
    if (m_testAction != nullptr) m_testAction->setVisible(m_evidence->isTesting());
    if (m_advancedAction != nullptr) m_advancedAction->setChecked(m_tuning->areAdvancedShown());
}

void MainWindow::fillFileMenu(QMenu& file) {
    file.addAction(m_openAction);
    file.addMenu(m_recentMenu);
    fillRecentMenu();
    file.addAction(m_demoAction);
    file.addAction(tr("Open the demo, corrected too much"), m_workbench.get(),
                   [this] { m_workbench->openDemo(true); });
    file.addSeparator();
    file.addAction(m_saveSessionAction);
    file.addAction(m_saveSessionAsAction);
    file.addSeparator();
    file.addAction(m_saveAction);
    file.addAction(m_figureAction);
    file.addSeparator();
    file.addAction(tr("Quit"), QKeySequence::Quit, this, &QWidget::close);
}

void MainWindow::fillEditMenu(QMenu& edit) {
    edit.addAction(m_undoAction);
    edit.addAction(m_redoAction);
    edit.addSeparator();
    const auto open = [this] { return m_workbench->dataset() != nullptr; };
    for (const auto tool : {embedding::Tool::Pan, embedding::Tool::Box, embedding::Tool::Lasso}) {
        edit.addAction(m_views->bar().toolAction(tool));
        enableWhile(m_views->bar().toolAction(tool), open);
    }
    const auto selected = [this] { return !m_views->selection().empty(); };
    edit.addAction(m_views->invertAction());
    enableWhile(m_views->invertAction(), selected);
    enableWhile(edit.addAction(tr("Select nothing"), m_views, &ViewArea::clearSelection), selected);
    edit.addSeparator();
    for (QAction* copy : m_copyActions) edit.addAction(copy);
    edit.addSeparator();
    edit.addAction(m_searchAction);
}

void MainWindow::fillViewMenu(QMenu& view) {
    const auto open = [this] { return m_workbench->dataset() != nullptr; };
    const auto add = [&](QAction* action) {
        view.addAction(action);
        enableWhile(action, open);
    };
    ViewBar& bar = m_views->bar();
    add(bar.fitAction());
    view.addAction(m_backAction);
    view.addAction(m_forwardAction);
    enableWhile(m_backAction, [this] { return trail().canGoBack(); });
    enableWhile(m_forwardAction, [this] { return trail().canGoForward(); });
    for (const embedding::ViewTrail* trail : {&m_views->trail(), &m_compare->trail()})
        connect(trail, &embedding::ViewTrail::changed, this, &MainWindow::updateMenus);
    add(bar.labelsAction());
    view.addSeparator();
    for (const auto layout : {ViewLayout::One, ViewLayout::Two, ViewLayout::Four,
                              ViewLayout::BeforeAfter, ViewLayout::EachBatch})
        add(bar.layoutAction(layout));
    view.addSeparator();
    for (QDockWidget* dock : docks()) add(dock->toggleViewAction());
    enableWhile(view.addAction(tr("Selected cells"), this, [this] { showRunPage(m_selection); }),
                open);
    enableWhile(view.addAction(tr("Reset layout"), this,
                               [this] {
                                   restoreState(m_defaultLayout);
                                   sizeDocks();
                               }),
                open);
    view.addSeparator();
    auto* themes = new QActionGroup(this);
    for (const auto& [key, text] : {std::pair(QStringLiteral("system"), tr("Theme of the desktop")),
                                    std::pair(QStringLiteral("light"), tr("Light theme")),
                                    std::pair(QStringLiteral("dark"), tr("Dark theme"))}) {
        auto* theme = view.addAction(text, this, [this, choice = key] { setTheme(choice); });
        theme->setCheckable(true);
        theme->setActionGroup(themes);
        theme->setChecked(support::themeChoice() == support::themeChoiceFrom(key));
    }
}

void MainWindow::fillDataMenu(QMenu& menu) {
    const auto open = [this] { return m_workbench->dataset() != nullptr; };
    const auto role = [&](const QString& text, datapanel::Role which) {
        enableWhile(menu.addAction(text, this,
                                   [this, which] {
                                       m_dataDock->show();
                                       m_dataDock->raise();
                                       QComboBox* combo = m_data->form().combo(which);
                                       combo->setFocus(Qt::ShortcutFocusReason);
                                       combo->showPopup();
                                   }),
                    open);
    };
    role(tr("Choose the batch column"), datapanel::Role::Batch);
    role(tr("Choose the column of cell types"), datapanel::Role::Label);
    role(tr("Choose what must not mix"), datapanel::Role::KeepApart);
    enableWhile(menu.addAction(tr("Correct for another batch column"), this,
                               [this] {
                                   m_dataDock->show();
                                   m_dataDock->raise();
                                   m_data->form().addBatch();
                               }),
                open);
    menu.addSeparator();
    for (const std::size_t view : {std::size_t{0}, std::size_t{1}}) {
        QAction* colour = menu.addAction(
            view == 0 ? tr("Colour the first view by…") : tr("Colour the second view by…"), this,
            [this, view] {
                endCompare();
                m_views->panel(view).choice().click();
            });
        enableWhile(colour, [this, open, view] { return open() && view < m_views->panelCount(); });
    }
    const auto hides = [this] {
        return !m_data->hidden(datapanel::Role::Batch).empty() ||
               !m_data->hidden(datapanel::Role::Label).empty();
    };
    enableWhile(menu.addAction(tr("Show every category"), this,
                               [this] {
                                   const data::Roles& roles = m_workbench->settings().roles;
                                   m_data->setHiddenCodes(datapanel::Role::Batch, {});
                                   m_data->setHiddenCodes(datapanel::Role::Label, {});
                                   m_views->setHiddenLevels(roles.batch, {});
                                   m_views->setHiddenLevels(roles.label, {});
                                   updateMenus();
                               }),
                [open, hides] { return open() && hides(); });
    menu.addSeparator();
    const auto selected = [this] { return !m_views->selection().empty(); };
    enableWhile(menu.addAction(tr("Find markers of the selection"), m_selection,
                               [this] {
                                   showRunPage(m_selection);
                                   m_selection->findMarkers();
                               }),
                selected);
    menu.addAction(m_views->reembedAction());
    enableWhile(m_views->reembedAction(),
                [this, selected] { return selected() || m_views->subset().layout() != nullptr; });
}

void MainWindow::fillTuneMenu(QMenu& tune) {
    const auto open = [this] { return m_workbench->dataset() != nullptr; };
    tune.addAction(m_runAction);
    tune.addAction(m_stopAction);
    tune.addSeparator();
    auto* methods = new QActionGroup(this);
    for (const auto& method : m_registry.methods()) {
        const std::string id = method->info().id;
        QAction* action =
            tune.addAction(tr("Method: %1").arg(QString::fromStdString(method->info().title)));
        action->setCheckable(true);
        action->setActionGroup(methods);
        connect(action, &QAction::triggered, this, [this, id] { m_workbench->setMethod(id); });
        enableWhile(action, open);
        m_methodActions.emplace_back(id, action);
    }
    tune.addSeparator();
    m_advancedAction = tune.addAction(tr("More settings"));
    m_advancedAction->setCheckable(true);
    connect(m_advancedAction, &QAction::triggered, this, [this](bool shown) {
        m_tuningDock->show();
        m_tuning->setAdvancedShown(shown);
    });
    connect(&tune, &QMenu::aboutToShow, this, &MainWindow::updateMenus);
    const auto hasAdvanced = [this] {
        const auto& all = m_registry.method(m_workbench->settings().method).info().parameters;
        return std::ranges::any_of(all, &plugin::Parameter::advanced);
    };
    enableWhile(m_advancedAction, [open, hasAdvanced] { return open() && hasAdvanced(); });
    enableWhile(tune.addAction(tr("All settings to their defaults"), m_tuning,
                               &tuning::TuningForm::resetAll),
                open);
}

void MainWindow::fillDiagnoseMenu(QMenu& diagnose) {
    const auto open = [this] { return m_workbench->dataset() != nullptr; };
    const auto judged = [this] { return m_workbench->results().diagnosis != nullptr; };
    enableWhile(diagnose.addAction(tr("Evidence behind the verdict"),
                                   QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_V), this,
                                   [this] { showEvidence(m_diagnosisTabs->currentIndex() == 0); }),
                open);
    QAction* copy = diagnose.addAction(tr("Copy verdict"));
    connect(copy, &QAction::triggered, this, [this, copy] {
        copyText(copy->text(),
                 QString::fromStdString(report::verdictText(*m_workbench->results().diagnosis)));
    });
    enableWhile(copy, [this, judged] { return judged() && !m_workbench->isStale(); });
    diagnose.addSeparator();
    const auto plot = [&](const QString& text, QWidget* page) {
        enableWhile(diagnose.addAction(text, this, [this, page] { showPlot(page); }), open);
    };
    plot(tr("Trade-off of the runs"), m_tradeOff);
    plot(tr("Convergence of the method"), m_convergence);
    m_sweepAction = diagnose.addAction(QString());
    connect(m_sweepAction, &QAction::triggered, this, [this] {
        showPlot(m_sweep);
        m_sweep->toggle();
    });
    enableWhile(m_sweepAction, [this] { return m_sweep->canToggle(); });
    QAction* sweep = diagnose.addAction(tr("Copy sweep as command"));
    connect(sweep, &QAction::triggered, this,
            [this, sweep] { copyText(sweep->text(), sweepCommand()); });
    enableWhile(sweep, [this] { return !sweepCommand().isEmpty(); });
    diagnose.addSeparator();
    for (const diagnosis::Experiment& one : experimentsOf({}, {})) {
        QAction* test = diagnose.addAction(tr("Test: %1").arg(one.title));
        test->setToolTip(one.help);
        connect(test, &QAction::triggered, this, [this, id = one.id] {
            showEvidence();
            m_evidence->test(id, 0);
        });
        enableWhile(test, [this, id = one.id] { return m_evidence->canTest(id); });
    }
    m_testAction = diagnose.addAction(tr("Stop the test"), m_evidence, &EvidencePanel::stopTest);
}

void MainWindow::fillRunsMenu(QMenu& runs) {
    runs.addAction(m_snapshotAction);
    runs.addAction(m_compareAction);
    runs.addSeparator();
    const auto chosen = [this] {
        return m_workbench->history().find(m_runs->selectedRun()) != nullptr;
    };
    enableWhile(runs.addAction(tr("Restore the selected run"), this,
                               [this] { restoreRun(m_runs->selectedRun()); }),
                chosen);
    enableWhile(runs.addAction(tr("Remove the selected run"), this,
                               [this] { m_workbench->removeRun(m_runs->selectedRun()); }),
                chosen);
    runs.addSeparator();
    runs.addAction(m_exportRunsAction);
}

void MainWindow::fillHelpMenu(QMenu& help) {
    help.addAction(m_keysAction);
    enableWhile(help.addAction(tr("90-second tour"), this, &MainWindow::startTour),
                [this] { return !m_workbench->isOpening() && !m_tourWaits; });
    help.addAction(tr("About Counterpoint"), this, [this] {
        QMessageBox::about(
            this, tr("About Counterpoint"),
            tr("<b>Counterpoint %1</b><br>Tune single-cell batch integration while you "
               "watch.<br><br>"
               "Free software under the GPL, version 3 or later. It never uses the network.")
                .arg(QApplication::applicationVersion()));
    });
}

void MainWindow::showPlot(QWidget* page) {
    endCompare();
    showEvidence(false);
    m_plots->showPage(page);
}

/// The command that repeats the sweep that is shown; empty where there is none, or no words for it.
QString MainWindow::sweepCommand() const {
    const auto& sweep = m_sweep->sweep();
    const auto dataset = m_workbench->dataset();
    if (!sweep || !dataset) return {};
    const auto command =
        report::asSweepCommand(*dataset, sweep->settings, axisOf(*sweep, m_registry), m_registry);
    return command ? QString::fromStdString(*command) : QString();
}

}  // namespace counterpoint::workbench
