#pragma once

#include "core/plugin/registry.h"
#include "ui/session/session.h"
#include "ui/workbench/workbench.h"

#include <QList>
#include <QMainWindow>
#include <QSize>
#include <QStringList>
#include <QTimer>

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

class QAction;
class QComboBox;
class QDockWidget;
class QMenu;
class QPushButton;
class QStackedWidget;
class QTabBar;

namespace counterpoint::charts {
class ConvergencePlot;
class TradeOffChart;
}  // namespace counterpoint::charts
namespace counterpoint::commands {
struct Command;
class CommandSearch;
}  // namespace counterpoint::commands
namespace counterpoint::compare {
class ChangesList;
class DifferencesTable;
}  // namespace counterpoint::compare
namespace counterpoint::datapanel {
class DataPanel;
enum class Role;
}  // namespace counterpoint::datapanel
namespace counterpoint::diagnosis {
class VerdictPanel;
}
namespace counterpoint::embedding {
class ViewTrail;
}
namespace counterpoint::figures {
struct FigureChoice;
class FigureDialog;
}  // namespace counterpoint::figures
namespace counterpoint::runs {
class RunsTable;
}
namespace counterpoint::scores {
struct PopulationRow;
class PopulationTable;
class ScoreBoard;
}  // namespace counterpoint::scores
namespace counterpoint::start {
class Inspector;
class OpenWizard;
class RecoveryBar;
class StartPage;
struct Proposal;
struct RecentFile;
}  // namespace counterpoint::start
namespace counterpoint::support {
class DockFrame;
class DockHead;
}  // namespace counterpoint::support
namespace counterpoint::tour {
class Tour;
}
namespace counterpoint::tuning {
class TuningForm;
}

namespace counterpoint::workbench {

class ComparePage;
class EvidencePanel;
class MessageBar;
class PlotPages;
class SelectionPage;
class SessionKeeper;
class StatusLine;
class SweepPage;
class ViewArea;

/// The scores on the cards and in the runs table (ids), in the order of the two families.
const std::vector<std::string>& shownMetrics();

/// The one window: data and tuning at the left, the cells twice in the middle, scores at the right,
/// messages on top, the job at the bottom. Holds the widgets together; what is open and what runs
/// is the Workbench's business.
class MainWindow : public QMainWindow {
    Q_OBJECT

  public:
    explicit MainWindow(const plugin::Registry& registry, QWidget* parent = nullptr);
    ~MainWindow() override;

    Workbench& workbench() { return *m_workbench; }
    ViewArea& views() { return *m_views; }
    tuning::TuningForm& tuningForm() { return *m_tuning; }
    scores::ScoreBoard& scoreBoard() { return *m_scores; }
    SweepPage& sweep() { return *m_sweep; }
    charts::TradeOffChart& tradeOff() { return *m_tradeOff; }
    PlotPages& plots() { return *m_plots; }
    SelectionPage& selectionPage() { return *m_selection; }
    datapanel::DataPanel& dataPanel() { return *m_data; }
    diagnosis::VerdictPanel& verdict() { return *m_verdict; }
    EvidencePanel& evidence() { return *m_evidence; }
    /// Shows what is behind the verdict in place of the scores, or the scores again.
    void showEvidence(bool shown = true);
    /// Shows the runs, the selection or the differences in the dock below the views.
    void showRunPage(QWidget* page);
    runs::RunsTable& runsTable() { return *m_runs; }
    scores::PopulationTable& populationTable() { return *m_populations; }
    MessageBar& messages() { return *m_messages; }
    StatusLine& status() { return *m_status; }

    start::StartPage& startPage() { return *m_start; }
    start::RecoveryBar& recovery() { return *m_recovery; }
    /// The wizard while it asks, else null.
    start::OpenWizard* wizard() const { return m_wizard; }
    commands::CommandSearch& commandSearch() { return *m_commandSearch; }
    SessionKeeper& sessions() { return *m_sessions; }

    /// Opens a file, or several as one dataset in which each is a batch, with the roles remembered
    /// for it or those that suggest themselves; or a session.
    void openFiles(const QStringList& paths);
    /// Looks at the files and asks in the wizard what they mean, then opens them; a session opens
    /// at once.
    void askAndOpen(const QStringList& paths);
    void openSession(const QString& path);
    /// Goes on with what a crash left behind, if anything.
    void recover();
    bool showsStartPage() const;
    ComparePage& comparePage() { return *m_compare; }
    compare::DifferencesTable& differences() { return *m_differences; }
    compare::ChangesList& changes() { return *m_changes; }
    /// Puts two kept runs side by side.
    void compareRuns(int first, int second);
    /// Compares the run on screen with `other`, or with the selected or else the one before.
    void compareWith(int other = 0);
    void endCompare();
    bool isComparing() const;
    /// One step back, through what was set, shown and arranged; where the camera was is a history
    /// of its own.
    void undo();
    void redo();
    /// What was looked at before and after this, on the page in the centre.
    embedding::ViewTrail& trail() const;
    /// Opens the export dialog. Null while there is nothing to export.
    figures::FigureDialog* exportFigure();
    /// Shows what is where, on what is open or else on the demo.
    void startTour();
    tour::Tour& tour() { return *m_tour; }
    /// Everything that can be asked for by name: menus, parameters, columns, runs.
    std::vector<commands::Command> allCommands();
    /// Asks the user where a file went; answers with its path, empty when it is lost. A dialog,
    /// unless a test answers.
    void setLocator(std::function<QString(const QString& missing)> locator) {
        m_locator = std::move(locator);
    }

  protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool focusNextPrevChild(bool next) override;
    bool event(QEvent* event) override;

  private:
    void makeActions();
    void makeToolBar();
    void makeMenus();
    void fillFileMenu(QMenu& file);
    void fillEditMenu(QMenu& edit);
    void fillViewMenu(QMenu& view);
    void fillDataMenu(QMenu& menu);
    void fillTuneMenu(QMenu& tune);
    void fillDiagnoseMenu(QMenu& diagnose);
    void fillRunsMenu(QMenu& runs);
    void fillHelpMenu(QMenu& help);
    /// An action is on while it means something: see updateMenus.
    void enableWhile(QAction* action, std::function<bool()> means);
    void updateMenus();
    void showPlot(QWidget* page);
    void makeTour();
    void walkTour();
    QString sweepCommand() const;
    QDockWidget* addDock(const QString& name, const QString& title, QWidget* content,
                         Qt::DockWidgetArea area);
    std::array<QDockWidget*, 4> docks() const;
    void makeDocks();
    void makeDiagnosisDock();
    void makeRunsDock();
    void sizeDocks();
    void sizeSideDocks();
    void yieldSideDocks();
    /// What gives docks the sizes that suit texts `by` times as large.
    std::function<void()> dockSizesFor(double by);
    void watchArrangement();
    QList<QSize> dockSizes() const;
    QStringList dockPlaces() const;
    void noteDocks();
    Arrangement arrangement() const;
    /// Tells the workbench how the window is arranged now: a step for undo where the user did it.
    void rememberArrangement(const QString& gesture = {});
    /// With another file there is nothing to go back to.
    void arrangeAnew();
    void arrange(const Arrangement& wanted);
    void connectWorkbench();
    void connectCategories();
    void forRoleColumns(const std::function<void(datapanel::Role, const std::string&,
                                                 const data::Column&)>& visit) const;
    void showColours();

    void makeStart();
    void askForFile();
    void askForResultFolder();
    void showWizard(const start::Proposal& proposal);
    void openSession(const QByteArray& text, const QString& path, const QString& name);
    void saveSession(bool elsewhere);
    void restoreWindow();
    void rememberRecent();
    void fillRecentMenu();
    void offerRecovery();
    void showWork();
    void showCommands();
    void showKeys();
    void beginCompare();
    void showComparison();
    std::vector<figures::FigureChoice> figureChoices();
    void copyText(const QString& what, const QString& text);
    void showMethod();
    void showTraining();
    void showScores();
    /// Scores and verdict that are not of the settings chosen say so, or why there are none.
    void markOld();
    void showVerdict();
    void showPopulations();
    /// The labelled populations of one result, with what its verdict says of them.
    std::vector<scores::PopulationRow> populationsOf(const pipeline::Results& results,
                                                     const data::Roles& roles) const;
    bool showComparedPopulations();
    void showPopulationTabs();
    void showScoresTag();
    void showRuns();
    void showRunsHead();
    void showTradeOff();
    void showNow();
    void showSweep();
    void showConvergence();
    void restoreRun(int number);
    void selectPopulation(const QString& name);
    void selectClaim(int claim);
    void exportRuns();
    void takeSnapshot();
    void updateActions();
    void showHidden();
    void setTheme(const QString& choice);

    const plugin::Registry& m_registry;
    std::unique_ptr<Workbench> m_workbench;
    ViewArea* m_views = nullptr;
    MessageBar* m_messages = nullptr;
    QStackedWidget* m_centre = nullptr;
    start::StartPage* m_start = nullptr;
    start::RecoveryBar* m_recovery = nullptr;
    start::Inspector* m_inspector = nullptr;
    start::OpenWizard* m_wizard = nullptr;
    std::optional<bool> m_rememberRoles;  ///< of what is being opened
    std::function<QString(const QString&)> m_locator;
    std::unique_ptr<SessionKeeper> m_sessions;
    /// Of the session that is being opened, what the workbench does not know.
    struct Restored {
        QString path;  ///< empty: none, or one that was recovered
        QStringList colourKeys;
        std::vector<session::SavedSet> sets;
        std::optional<session::SavedSweep> sweep;
        QByteArray figure;
        QByteArray views;
    };
    Restored m_restored;
    QByteArray m_figureSettings;  ///< of the export dialog, kept in the session
    QByteArray m_workLayout;      ///< of the docks, while the start page hides them
    tour::Tour* m_tour = nullptr;
    bool m_tourWaits = false;  ///< for the demo
    commands::CommandSearch* m_commandSearch = nullptr;
    ComparePage* m_compare = nullptr;
    compare::DifferencesTable* m_differences = nullptr;
    compare::ChangesList* m_changes = nullptr;  ///< in place of the scores while comparing
    QTabBar* m_runTabs = nullptr;  ///< runs, selection, and differences while comparing
    QStackedWidget* m_runPages = nullptr;
    QMenu* m_recentMenu = nullptr;
    StatusLine* m_status = nullptr;
    tuning::TuningForm* m_tuning = nullptr;
    datapanel::DataPanel* m_data = nullptr;
    diagnosis::VerdictPanel* m_verdict = nullptr;
    EvidencePanel* m_evidence = nullptr;
    QTabBar* m_diagnosisTabs = nullptr;  ///< scores or evidence
    QStackedWidget* m_diagnosisPages = nullptr;
    std::shared_ptr<const diagnose::Diagnosis> m_exactDiagnosis;  ///< of the last settled run
    scores::ScoreBoard* m_scores = nullptr;
    scores::PopulationTable* m_populations = nullptr;
    support::DockFrame* m_populationsFrame = nullptr;
    QTabBar* m_populationTabs = nullptr;  ///< the views of the table
    support::DockHead* m_tuningHead = nullptr;
    support::DockHead* m_scoresHead = nullptr;
    QDockWidget* m_dataDock = nullptr;
    QDockWidget* m_tuningDock = nullptr;
    QDockWidget* m_scoresDock = nullptr;
    QDockWidget* m_runsDock = nullptr;
    SelectionPage* m_selection = nullptr;
    runs::RunsTable* m_runs = nullptr;
    PlotPages* m_plots = nullptr;
    charts::TradeOffChart* m_tradeOff = nullptr;
    SweepPage* m_sweep = nullptr;
    charts::ConvergencePlot* m_convergence = nullptr;
    std::shared_ptr<const plugin::IntegrationResult> m_shownIntegration;
    using PopulationSources = std::tuple<std::shared_ptr<const pipeline::Cells>, pipeline::Scores,
                                         std::shared_ptr<const diagnose::Diagnosis>>;
    PopulationSources m_shownPopulations;  ///< what the table shows
    support::DockHead* m_runsHead = nullptr;
    QWidget* m_toolBar = nullptr;
    QComboBox* m_method = nullptr;
    std::string m_shownMethod;  ///< whose parameters the form shows
    QPushButton* m_run = nullptr;
    QPushButton* m_stop = nullptr;
    QAction* m_openAction = nullptr;
    QAction* m_demoAction = nullptr;
    QAction* m_saveAction = nullptr;
    QAction* m_saveSessionAction = nullptr;
    QAction* m_saveSessionAsAction = nullptr;
    QAction* m_searchAction = nullptr;
    QAction* m_snapshotAction = nullptr;
    QAction* m_compareAction = nullptr;
    QAction* m_figureAction = nullptr;
    QAction* m_keysAction = nullptr;
    std::vector<QAction*> m_copyActions;
    std::vector<std::pair<QAction*, std::function<bool()>>> m_conditions;  ///< of menu entries
    std::vector<std::pair<std::string, QAction*>> m_methodActions;         ///< by id
    QAction* m_sweepAction = nullptr;     ///< starts one or stops it
    QAction* m_testAction = nullptr;      ///< stops the experiment that runs
    QAction* m_advancedAction = nullptr;  ///< shows the advanced settings
    QAction* m_runAction = nullptr;
    QAction* m_stopAction = nullptr;
    QAction* m_exportRunsAction = nullptr;
    QAction* m_undoAction = nullptr;
    QAction* m_redoAction = nullptr;
    QAction* m_backAction = nullptr;     ///< to what was looked at before
    QAction* m_forwardAction = nullptr;  ///< and after
    QByteArray m_defaultLayout;
    std::vector<QByteArray> m_dockLayouts{1};  ///< to which undo and redo may go
    int m_docksShown = 0;                      ///< the one in use
    QStringList m_dockPlaces;                  ///< in it
    bool m_docksMoved = false;                 ///< by the user, not noted yet
    QList<QSize> m_grippedSizes;               ///< of the docks when the mouse was pressed
    QTimer m_docksTimer;                       ///< runs until docks have come to rest
    bool m_arranging = false;                  ///< by undo or another file, not by the user
    bool m_isNarrow = false;                   ///< the docks at the sides have yielded
    using SideWidths = std::array<std::pair<int, int>, 2>;
    static constexpr SideWidths usualSideWidths{{{272, 392}, {248, 352}}};
    /// Of the docks at the left and the right, in a wide window and in a narrow one, for texts of
    /// the usual size.
    SideWidths m_sideWidths = usualSideWidths;
    bool m_textsChange = false;  ///< the docks do not have their new sizes yet
    bool m_live = false;         ///< the running job follows the slider
    /// What was shown when the running job started.
    std::shared_ptr<const plugin::IntegrationResult> m_shownBefore;
};

}  // namespace counterpoint::workbench
