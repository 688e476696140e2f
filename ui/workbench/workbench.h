#pragma once

#include "core/pipeline/results.h"
#include "core/pipeline/settings.h"
#include "core/plugin/registry.h"
#include "ui/workbench/run_bridge.h"
#include "ui/workbench/run_history.h"

#include <QObject>
#include <QString>
#include <QStringList>

#include <memory>
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
    /// True while what is shown belongs to other settings than the ones chosen.
    bool isStale() const { return m_stale; }
    int threads() const { return m_threads; }
    /// Every finished run of this dataset.
    RunHistory& history() { return m_history; }
    /// The run on screen; 0 while what is shown is none of them.
    int currentRun() const { return m_stale ? 0 : m_currentRun; }

    /// Reads a file, or several as one dataset in which each is a batch, in the background and runs
    /// it; what is open stays until that has worked.
    void openFiles(const QStringList& paths);
    void openDemo();

    void setRoles(const data::Roles& roles);
    void setMethod(const std::string& id);
    /// `live`: the hand is still on the slider.
    void setMethodValues(const plugin::Values& values, bool live);
    /// Takes settings as a whole, as those of an earlier run.
    void apply(const pipeline::Settings& settings);
    /// Back and forth through the settings that were let go of, not those a slider passed through.
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
    void settingsChanged();
    void runStarted(bool live);
    void progressed(counterpoint::pipeline::Stage stage, double fraction);
    /// Something new is in results().
    void resultsChanged();
    void runFinished(double seconds);
    void runStopped();
    void savingStarted(const QString& folder);
    void saved(const QString& folder);
    /// One sentence for the user; what is shown stays as it was.
    void failed(const QString& sentence, const QString& detail);

  private:
    using Opener = std::function<std::shared_ptr<const data::Dataset>(const base::Job&)>;
    void openInBackground(const QString& name, Opener opener);
    void accept(std::shared_ptr<const data::Dataset> dataset);
    void request(bool live);
    void rememberStep();

    const plugin::Registry& m_registry;
    const int m_threads;
    std::shared_ptr<const data::Dataset> m_dataset;
    pipeline::Settings m_settings;
    pipeline::Results m_results;
    pipeline::Results m_finished;  ///< of the last run that was not stopped
    bool m_running = false;
    bool m_opening = false;
    bool m_stale = false;
    bool m_saving = false;
    bool m_stopping = false;  ///< stopped by the user, nothing asked for since
    quint64 m_ticket = 0;     ///< of the newest request
    bool m_ticketLive = false;
    pipeline::Settings m_ticketSettings;  ///< of the newest request
    RunHistory m_history;
    int m_currentRun = 0;
    std::vector<pipeline::Settings> m_steps;  ///< for undo and redo
    std::size_t m_step = 0;                   ///< the one in use
    quint64 m_openings = 0;                   ///< tells a late opener that it is no longer wanted
    RunBridge m_bridge;
    std::jthread m_opener;
    std::jthread m_saver;
};

}  // namespace counterpoint::workbench
