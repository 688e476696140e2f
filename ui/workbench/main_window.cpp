#include "ui/workbench/main_window.h"

#include "ui/charts/convergence_plot.h"
#include "ui/commands/command_search.h"
#include "ui/data/data_panel.h"
#include "ui/diagnosis/verdict_panel.h"
#include "ui/metrics/population_table.h"
#include "ui/metrics/score_board.h"
#include "ui/runs/runs_table.h"
#include "ui/start/recovery_bar.h"
#include "ui/start/start_page.h"
#include "ui/support/dock_frame.h"
#include "ui/support/follow_theme.h"
#include "ui/support/fonts.h"
#include "ui/support/page_stack.h"
#include "ui/support/text_size.h"
#include "ui/support/theme.h"
#include "ui/tuning/tuning_form.h"
#include "ui/workbench/colourings.h"
#include "ui/workbench/compare_page.h"
#include "ui/workbench/message_bar.h"
#include "ui/workbench/selection_page.h"
#include "ui/workbench/session_keeper.h"
#include "ui/workbench/status_line.h"
#include "ui/workbench/view_area.h"

#include <QApplication>
#include <QComboBox>
#include <QDockWidget>
#include <QFileDialog>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QScreen>
#include <QSettings>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

#include <algorithm>
#include <set>

namespace counterpoint::workbench {

namespace {

QStringList batchColumns(const data::Roles& roles) {
    QStringList columns;
    for (const std::string& column : roles.batches()) columns << QString::fromStdString(column);
    return columns;
}

}  // namespace

MainWindow::MainWindow(const plugin::Registry& registry, QWidget* parent)
    : QMainWindow(parent),
      m_registry(registry),
      m_workbench(std::make_unique<Workbench>(registry)) {
    setWindowTitle(QStringLiteral("Counterpoint"));
    // Before the least size, which may lay everything out anew.
    support::followTextSize(*this, [this](double by) { return dockSizesFor(by); });
    support::followTheme(*this,
                         [this] { setMinimumSize(support::scaled(1024), support::scaled(700)); });
    resize(QSize(support::scaled(1440), support::scaled(900)).boundedTo(screen()->availableSize()));
    setAcceptDrops(true);
    setDockOptions(AnimatedDocks | AllowNestedDocks);

    auto* centre = new QWidget(this);
    auto* column = new QVBoxLayout(centre);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_messages = new MessageBar(centre);
    m_views = new ViewArea(*m_workbench, centre);
    makeStart();
    m_centre = new support::PageStack(centre);
    m_centre->addWidget(m_start);
    m_centre->addWidget(m_views);
    m_compare = new ComparePage(*m_workbench, *m_views, m_centre);
    m_centre->addWidget(m_compare);
    column->addWidget(m_recovery);
    column->addWidget(m_messages);
    column->addWidget(m_centre, 1);
    setCentralWidget(centre);
    m_commandSearch = new commands::CommandSearch(this);
    m_status = new StatusLine(*m_workbench, this);
    setStatusBar(m_status);
    connect(m_views, &ViewArea::cellsShown, m_status, &StatusLine::setShownCells);

    makeActions();
    makeToolBar();
    makeDocks();
    makeMenus();
    makeTour();
    connectWorkbench();
    connectCategories();
    watchArrangement();
    showMethod();
    updateActions();
    m_defaultLayout = saveState();
    restoreGeometry(QSettings().value(QStringLiteral("window/geometry")).toByteArray());
    m_workLayout =
        QSettings().value(QStringLiteral("window/layout"), m_defaultLayout).toByteArray();
    for (QDockWidget* dock : docks()) dock->hide();
    offerRecovery();
}

// The workbench goes first: its threads end before the widgets they report to.
MainWindow::~MainWindow() {
    m_sessions.reset();
    m_workbench.reset();
}

void MainWindow::connectWorkbench() {
    Workbench* bench = m_workbench.get();
    connect(bench, &Workbench::openingStarted, this, [this] {
        m_restored = {};
        m_messages->clearAll();
        updateActions();
    });
    connect(bench, &Workbench::opened, this, [this] {
        const QScopedValueRollback arranging(m_arranging, true);
        const auto dataset = m_workbench->dataset();
        setWindowTitle(tr("%1 · Counterpoint").arg(QString::fromStdString(dataset->name)));
        m_data->setDataset(dataset, m_workbench->settings().roles);
        m_scores->clear();
        m_verdict->clear();
        m_exactDiagnosis.reset();
        m_convergence->setRounds({});
        m_populations->setRows({});
        endCompare();
        showWork();
        restoreWindow();
        arrangeAnew();
        rememberRecent();
        updateActions();
    });
    connect(bench, &Workbench::waitsForRun, this, [this] {
        const auto& info = m_registry.method(m_workbench->settings().method).info();
        m_messages->showNotice(
            m_workbench->settings().roles.batch.empty()
                ? tr("No column is chosen as batch: choose one under Batch in the Data panel")
                : tr("%1 learns for a while: press Run to start; the map, the scores and the loss "
                     "move while it does, and Stop keeps what it has")
                      .arg(QString::fromStdString(info.title)));
        m_scores->markStale();
        m_verdict->markStale();
        showNow();
        showScoresTag();
        updateActions();
    });
    connect(bench, &Workbench::sourceDiffers, this, [this] {
        m_messages->showLastingNotice(
            tr("%1 is not the file this session was made with: its checksum differs. Runs kept in "
               "the session may not fit these data")
                .arg(QString::fromStdString(m_workbench->dataset()->name)));
    });
    connect(bench, &Workbench::settingsChanged, this, [this] {
        const data::Roles& roles = m_workbench->settings().roles;
        if (m_data->roles() != roles) {
            m_data->setRoles(roles);
            showColours();
        }
        m_views->hideOnlyBy({roles.batch, roles.label});
        showHidden();
        m_scores->setLabelled(!roles.label.empty());
        m_tuning->setColumns(batchColumns(roles));
        if (m_shownMethod != m_workbench->settings().method) {
            m_messages->clearAll();  // they spoke of the method before
            showMethod();
        }
        if (m_tuning->values() != m_workbench->settings().methodValues)
            m_tuning->setValues(m_workbench->settings().methodValues);
        updateActions();
    });
    connect(bench, &Workbench::runStarted, this, [this](bool live) {
        m_messages->clear();
        m_live = live;
        m_shownBefore = m_workbench->results().integration;
        showTraining();
        m_scores->markStale();
        m_verdict->markStale();
        showNow();
        showScoresTag();
        updateActions();
    });
    connect(bench, &Workbench::resultsChanged, this, &MainWindow::showScores);
    for (const auto news : {&Workbench::resultsChanged, &Workbench::runStopped})
        connect(bench, news, this, &MainWindow::showTraining);
    connect(bench, &Workbench::runFinished, this, &MainWindow::showTraining);
    connect(bench, &Workbench::runFinished, this, [this] {
        if (!m_live) {
            m_tuning->setExact(m_tuning->values());
            m_exactDiagnosis = m_workbench->results().diagnosis;
        }
        if (!isComparing()) showPopulationTabs();
        showScoresTag();
        updateActions();
    });
    const auto ended = [this] {
        markOld();
        showNow();
        showScoresTag();
        updateActions();
    };
    connect(bench, &Workbench::runStopped, this, ended);
    connect(bench, &Workbench::failed, this,
            [this, ended](const QString& sentence, const QString& detail) {
                m_messages->showError(sentence, detail);
                ended();
            });
    connect(&support::themeNotifier(), &support::ThemeNotifier::changed, this, [this] {
        showColours();
        showPopulations();
    });
    connect(bench, &Workbench::savingStarted, this, &MainWindow::updateActions);
    connect(bench, &Workbench::saved, this, [this](const QString& folder) {
        statusBar()->showMessage(tr("Saved to %1").arg(folder), 6000);
        updateActions();
    });

    connect(m_tuning, &tuning::TuningForm::changing, bench,
            [bench](const plugin::Values& values) { bench->setMethodValues(values, true); });
    connect(m_tuning, &tuning::TuningForm::settled, bench,
            [bench](const plugin::Values& values) { bench->setMethodValues(values, false); });
    connect(m_data, &datapanel::DataPanel::rolesChanged, this, [this](const data::Roles& roles) {
        m_workbench->setRoles(roles);
        rememberRecent();
    });
    connect(&m_workbench->history(), &RunHistory::changed, this, &MainWindow::showRuns);
    connect(bench, &Workbench::runFinished, this, &MainWindow::showRuns);
    connect(m_runs, &runs::RunsTable::restoreRequested, this, &MainWindow::restoreRun);
    connect(m_runs, &runs::RunsTable::pinToggled, bench, &Workbench::pinRun);
    connect(m_runs, &runs::RunsTable::removeRequested, bench, &Workbench::removeRun);
    connect(m_runs, &runs::RunsTable::renameRequested, bench, &Workbench::renameRun);
    connect(m_runs, &runs::RunsTable::compareRequested, this, &MainWindow::compareWith);
    connect(m_compare, &ComparePage::changed, this, &MainWindow::showComparison);
    connect(m_compare, &ComparePage::closeRequested, this, &MainWindow::endCompare);
    connect(m_verdict, &diagnosis::VerdictPanel::cellsRequested, this, &MainWindow::selectClaim);
    connect(m_verdict, &diagnosis::VerdictPanel::moreRequested, this, [this] { showEvidence(); });
    connect(m_populations, &scores::PopulationTable::populationChosen, this,
            &MainWindow::selectPopulation);
    connect(m_verdict, &diagnosis::VerdictPanel::retryRequested, bench, &Workbench::run);
    connect(m_scores, &scores::ScoreBoard::retryRequested, bench, &Workbench::run);
    connect(m_scores, &scores::ScoreBoard::colorRequested, this,
            [this](const std::string& id) { m_views->setColourKey(0, scoreKey(id)); });
}

/// The Data panel, the views and the selection speak of the same categories.
void MainWindow::connectCategories() {
    const auto column = [this](datapanel::Role role) -> const std::string& {
        const data::Roles& roles = m_workbench->settings().roles;
        return role == datapanel::Role::Batch ? roles.batch : roles.label;
    };
    const auto levelOf = [this, column](datapanel::Role role, int code) {
        const data::Column* found = m_workbench->dataset()->obs.find(column(role));
        if (found == nullptr || code < 0) return std::optional<std::string>();
        return std::optional(data::asCategories(*found).levels.at(static_cast<std::size_t>(code)));
    };
    connect(m_data, &datapanel::DataPanel::visibilityChanged, this,
            [this, column, levelOf](datapanel::Role role, const std::vector<int>& codes) {
                std::set<std::string> hidden;
                for (const int code : codes)
                    if (const auto level = levelOf(role, code)) hidden.insert(*level);
                const bool missing = std::ranges::find(codes, -1) != codes.end();
                m_views->setHiddenLevels(column(role), hidden, missing);
            });
    connect(m_workbench.get(), &Workbench::shownRestored, this, [this] {
        showHidden();
        updateMenus();
    });
    connect(m_workbench.get(), &Workbench::stepsChanged, this, &MainWindow::updateActions);
    connect(m_data, &datapanel::DataPanel::colorRequested, this,
            [this, column, levelOf](datapanel::Role role, int code) {
                if (const auto level = levelOf(role, code))
                    m_views->askForColor(column(role), *level);
            });
    connect(m_data, &datapanel::DataPanel::categoryPointed, this,
            [this, column, levelOf](datapanel::Role role, int code) {
                m_views->highlight(column(role), levelOf(role, code));
            });
    connect(&m_views->cellSelection(), &selection::CellSelection::setsChanged, m_sessions.get(),
            &SessionKeeper::touch);
    connect(m_views, &ViewArea::isolateRequested, m_data, &datapanel::DataPanel::isolate);
    connect(m_views, &ViewArea::regionSelected, this, [this] { showRunPage(m_selection); });
    connect(m_workbench.get(), &Workbench::colorsChanged, this, [this] {
        showColours();
        showPopulations();
    });
    connect(m_selection, &SelectionPage::saved, this, [this](const QString& path) {
        statusBar()->showMessage(tr("Saved to %1").arg(path), 6000);
    });
    connect(m_selection, &SelectionPage::failed, m_messages, &MessageBar::showError);
}

/// The columns whose categories the Data panel shows, where the data have them.
void MainWindow::forRoleColumns(const std::function<void(datapanel::Role, const std::string&,
                                                         const data::Column&)>& visit) const {
    const auto dataset = m_workbench->dataset();
    const data::Roles& roles = m_workbench->settings().roles;
    for (const auto& [role, name] : {std::pair(datapanel::Role::Batch, roles.batch),
                                     std::pair(datapanel::Role::Label, roles.label)})
        if (const data::Column* column = dataset ? dataset->obs.find(name) : nullptr)
            visit(role, name, *column);
}

/// The categories that are not drawn, unchecked in the Data panel.
void MainWindow::showHidden() {
    const auto& hidden = m_workbench->shown().hidden;
    forRoleColumns([&](datapanel::Role role, const std::string& name, const data::Column& column) {
        std::vector<int> codes;
        if (const auto found = hidden.find(name); found != hidden.end()) {
            const std::vector<std::string> levels = data::asCategories(column).levels;
            for (std::size_t code = 0; code < levels.size(); ++code)
                if (found->second.levels.contains(levels[code]))
                    codes.push_back(static_cast<int>(code));
            if (found->second.missing) codes.push_back(-1);
        }
        if (codes != m_data->hidden(role)) m_data->setHiddenCodes(role, codes);
    });
}

/// The colours of categories, those of the user among them, in the Data panel.
void MainWindow::showColours() {
    forRoleColumns([&](datapanel::Role role, const std::string& name, const data::Column& column) {
        m_data->setColors(
            role, withOwnColors(m_workbench->colors(), name, data::asCategories(column).levels,
                                datapanel::columnColors(*m_workbench->dataset(), name,
                                                        support::Theme::current())));
    });
}

void MainWindow::showMethod() {
    const std::string& id = m_workbench->settings().method;
    m_shownMethod = id;
    m_method->setCurrentIndex(m_method->findData(QString::fromStdString(id)));
    const plugin::MethodInfo& info = m_registry.method(id).info();
    m_tuning->setParameters(info.parameters, batchColumns(m_workbench->settings().roles));
    showTraining();
    m_data->form().setMethod(QString::fromStdString(info.title), info.takesCovariates);
}

/// The method, and of one that trains, whether it began anew or goes on from where it was.
void MainWindow::showTraining() {
    const plugin::MethodInfo& info = m_registry.method(m_workbench->settings().method).info();
    QString text = QString::fromStdString(info.title);
    const auto& shown = m_workbench->results().integration;
    if (info.trains && m_workbench->isRunning() && shown && shown != m_shownBefore) {
        text += tr(", epoch %1, ").arg(shown->rounds);
        text += shown->takenOver > 0 ? tr("on from %1").arg(shown->takenOver) : tr("begun anew");
    }
    m_tuningHead->setSubtitle(text);
}

void MainWindow::updateActions() {
    const bool open = m_workbench->dataset() != nullptr;
    const bool busy = m_workbench->isRunning() || m_workbench->isOpening();
    m_runAction->setEnabled(open && !busy);
    m_stopAction->setEnabled(busy);
    m_run->setEnabled(m_runAction->isEnabled());
    m_run->setText(m_workbench->canGoOn() ? tr("Go on") : tr("Run"));
    m_stop->setEnabled(busy);
    m_method->setEnabled(open);
    m_tuning->setEnabled(open);
    m_saveAction->setEnabled(m_workbench->canSave());
    const KeptRun* current = m_workbench->history().find(m_workbench->currentRun());
    m_snapshotAction->setEnabled(current != nullptr && !current->pinned);
    m_figureAction->setEnabled(m_workbench->results().layout != nullptr);
    m_saveSessionAction->setEnabled(open);
    m_saveSessionAsAction->setEnabled(open);
    for (QAction* copy : m_copyActions) copy->setEnabled(m_workbench->results().layoutSettled);
    m_undoAction->setEnabled(m_workbench->canUndo());
    m_redoAction->setEnabled(m_workbench->canRedo());
    updateMenus();
}

void MainWindow::askForResultFolder() {
    const QString folder = QFileDialog::getExistingDirectory(
        this, tr("Save figures, tables, methods text and .h5ad to a folder"),
        QSettings().value(QStringLiteral("save/folder")).toString());
    if (folder.isEmpty()) return;
    QSettings().setValue(QStringLiteral("save/folder"), folder);
    m_workbench->saveResults(folder);
}

void MainWindow::setTheme(const QString& choice) {
    support::applyTheme(*qobject_cast<QApplication*>(QApplication::instance()),
                        support::themeChoiceFrom(choice));
    QSettings().setValue(QStringLiteral("window/theme"), choice);
}

}  // namespace counterpoint::workbench
