#pragma once

#include "core/pipeline/results.h"
#include "core/pipeline/settings.h"
#include "core/plugin/registry.h"
#include "ui/session/session.h"
#include "ui/workbench/run_bridge.h"
#include "ui/workbench/run_history.h"
#include "ui/workbench/shown_state.h"

#include <QObject>
#include <QString>
#include <QStringList>

#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

namespace counterpoint::workbench {

/// The model behind the window: what is open, what the settings are, what runs and what is there to
/// show. Lives on the window's thread; nothing here computes. Views follow its signals.
class Workbench : public QObject {
    Q_OBJECT

  public:
    explicit Workbench(const plugin::Registry& registry, QObject* parent = nullptr);
    ~Workbench() override;

    const plugin::Registry& registry() const { return m_registry; }
    std::shared_ptr<const data::Dataset> dataset() const { return m_dataset; }
    const pipeline::Settings& settings() const { return m_settings; }
    const pipeline::Results& results() const { return m_results; }
    bool isRunning() const { return m_running; }
    bool isOpening() const { return m_opening; }
    /// True after a training was stopped: run() goes on with it.
    bool canGoOn() const { return m_canGoOn; }
    /// True while what is shown belongs to other settings than the ones chosen.
    bool isStale() const { return m_stale; }
    /// Why what was asked for last could not be run; empty where it could, or is running.
    const QString& failure() const { return m_failure; }
    int threads() const { return m_threads; }
    /// Every finished run of this dataset.
    RunHistory& history() { return m_history; }
    /// The run on screen; 0 while what is shown is none of them.
    int currentRun() const { return !m_stale && m_history.find(m_currentRun) ? m_currentRun : 0; }

    /// Reads a file, or several as one dataset in which each is a batch, in the background and runs
    /// it, seen through `roles` or those that suggest themselves, its values taken for `values` or
    /// what they look like; what is open stays until that has worked.
    void openFiles(const QStringList& paths, const std::optional<data::Roles>& roles = {},
                   std::optional<data::ValueKind> values = {});
    /// `tooMuch`: integrated much too strongly, to show what that looks like.
    void openDemo(bool tooMuch = false);
    /// Goes on with a session: its data, settings and runs. The paths of its source must be there.
    void openSession(const session::Session& saved);
    /// Where the open data came from.
    const session::Source& source() const { return m_source; }
    /// Settings, runs and colours; what belongs to the window is for the window to add.
    session::Session session() const;

    /// Colours the user gave to levels.
    const session::LevelColors& colors() const { return m_colors; }
    void setColor(const std::string& column, const std::string& level, const QColor& color);
    void renameRun(int number, const QString& name);
    void pinRun(int number, bool pinned);
    void removeRun(int number);

    void setRoles(const data::Roles& roles);
    void setMethod(const std::string& id);
    /// `live`: the hand is still on the slider.
    void setMethodValues(const plugin::Values& values, bool live);
    /// Takes settings as a whole, as those of an earlier run.
    void apply(const pipeline::Settings& settings);
    /// What the user chose to see is a step of its own; what followed by itself belongs to the step
    /// there is. Changes of one `gesture`, as a hand on a slider, are one step as long as nothing
    /// else comes between; without a name each is its own.
    void setShown(const ShownState& shown, const QString& gesture = {});
    const ShownState& shown() const { return *m_shown; }
    void followShown(const ShownState& shown);
    /// Back and forth through settings, colours, names, pins and removals of runs, and what was
    /// chosen to be seen; of settings those that were let go of, not those a slider passed through.
    void undo();
    void redo();
    bool canUndo() const { return m_step > 0; }
    bool canRedo() const { return m_step + 1 < m_steps.size(); }
    void run();
    void stop();
    /// Writes the finished run (figures, tables, methods text, .h5ad) to a folder in the
    /// background.
    void saveResults(const QString& folder);
    /// True when there is a finished run to save.
    bool canSave() const { return m_results.layoutSettled && !m_stale && !m_saving; }

  Q_SIGNALS:
    void openingStarted(const QString& name);
    void opened();
    /// The data are not those the session was made with; said after `opened`.
    void sourceDiffers();
    void settingsChanged();
    void colorsChanged();
    /// Undo or redo went to a step with something else to see.
    void shownRestored(const ShownState& shown);
    /// Undo and redo may have become possible or not.
    void stepsChanged();
    void runStarted(bool live);
    void progressed(counterpoint::pipeline::Stage stage, double fraction);
    /// Something new is in results().
    void resultsChanged();
    void runFinished(double seconds);
    void runStopped();
    /// A method that trains was chosen: it starts when it is told to.
    void waitsForRun();
    void savingStarted(const QString& folder);
    void saved(const QString& folder);
    /// One sentence for the user; what is shown stays as it was.
    void failed(const QString& sentence, const QString& detail);

  private:
    /// What to open and with what to go on.
    struct Opening {
        session::Source source;  ///< its checksum is what is expected, where there is one
        std::optional<data::Roles> roles;
        std::optional<std::string> method = {};  ///< in place of the one set
        plugin::Values values;                   ///< of the method, in place of those set
        std::optional<session::Session> session;
    };
    /// A state to which undo goes back.
    struct Step {
        pipeline::Settings settings;
        RunHistory::Labels labels;
        session::LevelColors colors;
        std::shared_ptr<const ShownState> shown;  ///< never null; steps share it
        bool operator==(const Step& other) const;
    };

    void openInBackground(const QString& name, const Opening& opening);
    void accept(std::shared_ptr<const data::Dataset> dataset, const Opening& opening,
                const QString& checksum);
    void showFinished();
    /// `anew`: a method that trains starts from scratch, unless it was stopped on the same way.
    void keepRun(double seconds);
    void request(bool live, bool anew = false);
    bool trains(const pipeline::Settings& settings) const;
    void rememberStep();
    /// Whether there was anything new to remember.
    bool addStep();
    void dropIdleStep();
    void goTo(std::size_t step);

    const plugin::Registry& m_registry;
    const int m_threads;
    std::shared_ptr<const data::Dataset> m_dataset;
    pipeline::Settings m_settings;
    pipeline::Results m_results;
    pipeline::Results m_finished;  ///< of the last run that was not stopped
    bool m_running = false;
    bool m_opening = false;
    bool m_stale = false;
    bool m_canGoOn = false;
    bool m_saving = false;
    QString m_failure;
    bool m_stopping = false;  ///< stopped by the user, nothing asked for since
    quint64 m_ticket = 0;     ///< of the newest request
    bool m_ticketLive = false;
    bool m_ticketAnew = false;
    bool m_ended = true;                  ///< what was asked for last has been finished or stopped
    pipeline::Settings m_ticketSettings;  ///< of the newest request
    RunHistory m_history;
    int m_currentRun = 0;
    session::Source m_source;
    session::LevelColors m_colors;
    std::shared_ptr<const ShownState> m_shown = std::make_shared<const ShownState>();
    std::vector<Step> m_steps;  ///< for undo and redo
    std::size_t m_step = 0;     ///< the one in use
    QString m_gesture;          ///< that made this step and may go on; empty: none
    quint64 m_openings = 0;     ///< tells a late opener that it is no longer wanted
    RunBridge m_bridge;
    std::jthread m_opener;
    std::jthread m_saver;
};

}  // namespace counterpoint::workbench
