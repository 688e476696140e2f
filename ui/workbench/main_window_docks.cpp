// The docks of the main window: data and tuning, the diagnosis, the runs.

#include "ui/charts/convergence_plot.h"
#include "ui/charts/trade_off_chart.h"
#include "ui/compare/changes_list.h"
#include "ui/compare/differences_table.h"
#include "ui/data/data_panel.h"
#include "ui/diagnosis/verdict_panel.h"
#include "ui/metrics/population_table.h"
#include "ui/metrics/score_board.h"
#include "ui/runs/runs_table.h"
#include "ui/support/dock_frame.h"
#include "ui/support/fonts.h"
#include "ui/support/icons.h"
#include "ui/support/page_stack.h"
#include "ui/support/reading_order.h"
#include "ui/tour/tour.h"
#include "ui/tuning/tuning_form.h"
#include "ui/workbench/evidence_panel.h"
#include "ui/workbench/main_window.h"
#include "ui/workbench/plot_pages.h"
#include "ui/workbench/runs_view.h"
#include "ui/workbench/selection_page.h"
#include "ui/workbench/sweep_page.h"

#include <QDockWidget>
#include <QStatusBar>
#include <QTabBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <cmath>

namespace counterpoint::workbench {

const std::vector<std::string>& shownMetrics() {
    static const std::vector<std::string> ids{"ilisi",           "kbet",      "asw_batch",
                                              "pcr_comparison",  "clisi",     "asw_label",
                                              "isolated_labels", "nmi_kmeans"};
    return ids;
}

QDockWidget* MainWindow::addDock(const QString& name, const QString& title, QWidget* content,
                                 Qt::DockWidgetArea area) {
    auto* dock = new QDockWidget(title, this);
    dock->setObjectName(name);
    dock->setWidget(content);
    addDockWidget(area, dock);
    return dock;
}

void MainWindow::makeDocks() {
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);

    m_data = new datapanel::DataPanel(this);
    m_dataDock = addDock(QStringLiteral("dataDock"), tr("Data"), m_data, Qt::LeftDockWidgetArea);
    support::dress(*m_dataDock);

    m_tuning = new tuning::TuningForm(this);
    m_tuningDock =
        addDock(QStringLiteral("tuningDock"), tr("Tuning"), m_tuning, Qt::LeftDockWidgetArea);
    m_tuningHead = support::dress(*m_tuningDock);

    makeDiagnosisDock();
    makeRunsDock();
    sizeDocks();
}

void MainWindow::makeDiagnosisDock() {
    m_scores = new scores::ScoreBoard(this);
    std::vector<plugin::MetricInfo> shown;
    for (const std::string& id : shownMetrics()) shown.push_back(m_registry.metric(id).info());
    m_scores->setMetrics(shown);
    auto* page = new QWidget(this);
    page->setProperty("surface", QStringLiteral("panel"));
    page->setAttribute(Qt::WA_StyledBackground);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 10, 0, 0);
    column->setSpacing(0);
    m_verdict = new diagnosis::VerdictPanel(page);
    auto* verdict = new QVBoxLayout;
    verdict->setContentsMargins(12, 0, 12, 10);
    verdict->addWidget(m_verdict);
    column->addLayout(verdict);
    m_diagnosisPages = new support::PageStack(page);
    column->addWidget(m_diagnosisPages, 1);
    auto* scored = new QWidget(m_diagnosisPages);
    column = new QVBoxLayout(scored);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* board = new QVBoxLayout;
    board->setContentsMargins(12, 0, 12, 12);
    board->addWidget(m_scores);
    m_changes = new compare::ChangesList(scored);
    m_changes->hide();
    board->addWidget(m_changes);
    column->addLayout(board);
    m_diagnosisPages->addWidget(scored);
    m_evidence = new EvidencePanel(*m_workbench, *m_views, m_diagnosisPages);
    m_diagnosisPages->addWidget(m_evidence);
    m_plots = new PlotPages(scored);
    m_tradeOff = new charts::TradeOffChart(m_plots);
    m_convergence = new charts::ConvergencePlot(m_plots);
    m_sweep = new SweepPage(*m_workbench, m_plots);
    connect(m_tradeOff, &charts::TradeOffChart::restoreRequested, this, &MainWindow::restoreRun);
    connect(m_tradeOff, &charts::TradeOffChart::valueRequested, m_sweep, &SweepPage::take);
    connect(m_sweep, &SweepPage::changed, this, &MainWindow::showSweep);
    m_plots->addPlot(m_tradeOff, tr("Trade-off"));
    m_plots->addPlot(m_sweep, tr("Sweep"));
    m_plots->addPlot(m_convergence, tr("Convergence"));
    column->addWidget(m_plots, 1);
    m_populations = new scores::PopulationTable(page);
    m_populationsFrame = new support::DockFrame(tr("Populations"), m_populations, page);
    m_populationsFrame->head()->setDockButtonsVisible(false);
    m_populationsFrame->head()->setSubtitle(tr("worst first"));
    m_populationTabs = new QTabBar(m_populationsFrame);
    m_populationTabs->setAccessibleName(tr("What is shown of populations"));
    m_populationTabs->setDrawBase(false);
    for (const QString& name : {tr("Mixing"), tr("Markers"), tr("Condition")})
        m_populationTabs->addTab(name);
    for (const int unknown : {1, 2}) m_populationTabs->setTabVisible(unknown, false);
    m_populationTabs->hide();
    m_populationsFrame->head()->addWidget(m_populationTabs);
    connect(m_populationTabs, &QTabBar::currentChanged, m_populations, [this](int view) {
        m_populations->setView(static_cast<scores::PopulationView>(view));
    });
    m_plots->setBelow(m_populationsFrame, tr("Populations"));
    m_scoresDock =
        addDock(QStringLiteral("scoresDock"), tr("Diagnosis"), page, Qt::RightDockWidgetArea);
    m_scoresHead = support::dress(*m_scoresDock);
    m_diagnosisTabs = new QTabBar(m_scoresHead);
    m_diagnosisTabs->setAccessibleName(tr("Scores or evidence"));
    m_diagnosisTabs->setDrawBase(false);
    m_diagnosisTabs->addTab(tr("Scores"));
    m_diagnosisTabs->addTab(tr("Evidence"));
    m_diagnosisTabs->setTabToolTip(1, tr("What the verdict rests on, what it takes for one "
                                         "population, and experiments on the method"));
    m_scoresHead->addWidget(m_diagnosisTabs);
    connect(m_diagnosisTabs, &QTabBar::currentChanged, m_diagnosisPages,
            &QStackedWidget::setCurrentIndex);
}

void MainWindow::makeRunsDock() {
    m_runs = new runs::RunsTable(this);
    m_runs->setColumns(runColumns(m_registry, shownMetrics()));
    m_differences = new compare::DifferencesTable(this);
    m_selection = new SelectionPage(*m_workbench, *m_views, this);
    m_runPages = new support::PageStack(this);
    m_runsDock =
        addDock(QStringLiteral("runsDock"), tr("Runs"), m_runPages, Qt::BottomDockWidgetArea);
    m_runsHead = support::dress(*m_runsDock);
    m_runTabs = new QTabBar(m_runsHead);
    m_runTabs->setAccessibleName(tr("Runs, selection or differences"));
    m_runTabs->setDrawBase(false);
    m_runTabs->setUsesScrollButtons(false);  // all of them, whichever there are
    for (const auto& [widget, name] :
         {std::pair<QWidget*, QString>(m_runs, tr("Runs")),
          std::pair<QWidget*, QString>(m_selection, tr("Selection")),
          std::pair<QWidget*, QString>(m_differences, tr("Differences"))}) {
        m_runPages->addWidget(widget);
        m_runTabs->addTab(name);
    }
    m_runTabs->setTabVisible(m_runPages->indexOf(m_differences), false);
    m_runsHead->setTabs(m_runTabs);
    auto* table = new QToolButton(m_runsHead);
    table->setDefaultAction(m_exportRunsAction);
    table->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    table->setIconSize(support::iconBesideText);
    table->setAutoRaise(true);
    m_runsHead->addWidget(table);
    connect(m_runTabs, &QTabBar::currentChanged, this, [this, table](int shown) {
        m_runPages->setCurrentIndex(shown);
        table->setVisible(m_runPages->currentWidget() == m_runs);
        showRunsHead();
    });
    showRunsHead();
}

void MainWindow::sizeDocks() {
    m_sideWidths = usualSideWidths;
    sizeSideDocks();
    resizeDocks({m_runsDock}, {support::scaled(257)}, Qt::Vertical);
    resizeDocks({m_dataDock, m_tuningDock}, {480, 320}, Qt::Vertical);
}

void MainWindow::sizeSideDocks() {
    const auto [left, right] = m_sideWidths[m_isNarrow ? 1 : 0];
    resizeDocks({m_dataDock, m_scoresDock}, {support::scaled(left), support::scaled(right)},
                Qt::Horizontal);
    layout()->activate();  // they may be asked for their widths at once
}

/// Tab goes through the window as one reads it, not in the order in which its parts were made.
bool MainWindow::focusNextPrevChild(bool next) {
    std::vector<QWidget*> sections{menuWidget(), m_dataDock, m_tuningDock, centralWidget(),
                                   m_scoresDock, m_runsDock, statusBar()};
    if (m_tour->isRunning()) sections.push_back(m_tour->card());
    QWidget* found = support::nextInReadingOrder(sections, focusWidget(), next);
    if (found == nullptr) return false;
    found->setFocus(next ? Qt::TabFocusReason : Qt::BacktabFocusReason);
    return true;
}

/// The docks at the sides yield where the window is narrow, and come back to what they were where
/// it is wide again; in between they are as the user left them.
void MainWindow::resizeEvent(QResizeEvent* event) {
    QMainWindow::resizeEvent(event);
    yieldSideDocks();
    m_docksTimer.start();
}

void MainWindow::yieldSideDocks() {
    const bool isNarrow = width() < support::scaled(1360);
    if (isNarrow == m_isNarrow) return;
    const auto isBeside = [](const QDockWidget& dock) {
        return dock.isVisible() && !dock.isFloating();
    };
    if (!m_textsChange && isBeside(*m_dataDock) && isBeside(*m_scoresDock)) {
        const auto unscaled = [](int width) {
            return static_cast<int>(std::lround(width / support::fontScale()));
        };
        m_sideWidths[m_isNarrow ? 1 : 0] = {unscaled(m_dataDock->width()),
                                            unscaled(m_scoresDock->width())};
    }
    m_isNarrow = isNarrow;
    sizeSideDocks();
}

/// Docks grow and shrink with their texts.
std::function<void()> MainWindow::dockSizesFor(double by) {
    if (showsStartPage()) return [] {};
    m_textsChange = true;
    const auto times = [by](int size) { return static_cast<int>(std::lround(by * size)); };
    return [this, wasNarrow = m_isNarrow, left = times(m_dataDock->width()),
            right = times(m_scoresDock->width()), below = times(m_runsDock->height())] {
        yieldSideDocks();
        m_textsChange = false;
        if (m_isNarrow != wasNarrow)  // or the window has become so meanwhile
            sizeSideDocks();
        else
            resizeDocks({m_dataDock, m_scoresDock}, {left, right}, Qt::Horizontal);
        resizeDocks({m_runsDock}, {below}, Qt::Vertical);
        layout()->activate();  // later needs are another's
    };
}

}  // namespace counterpoint::workbench
