#include "ui/workbench/workbench.h"

#include "core/data/value_kind.h"
#include "core/io/open_all.h"
#include "core/report/outputs.h"
#include "core/simulate/simulate.h"
#include "ui/session/checksum.h"

#include <QFileInfo>

#include <algorithm>

namespace counterpoint::workbench {

namespace {

/// One core stays free for the window where there are more than two.
int computeThreads() {
    const int all = base::availableThreads();
    return all > 2 ? all - 1 : all;
}

/// Whether only what comes after the training differs.
bool sameTraining(pipeline::Settings a, const pipeline::Settings& b) {
    a.roles.label = b.roles.label;
    a.roles.keepApart = b.roles.keepApart;
    a.neighbors = b.neighbors;
    a.umap = b.umap;
    a.layout = b.layout;
    a.links = b.links;
    return a == b;
}

}  // namespace

Workbench::Workbench(const plugin::Registry& registry, QObject* parent)
    : QObject(parent),
      m_registry(registry),
      m_threads(computeThreads()),
      m_bridge(registry, m_threads) {
    connect(&m_bridge, &RunBridge::started, this, [this](quint64, bool live) {
        m_running = true;
        Q_EMIT runStarted(live);
    });
    connect(&m_bridge, &RunBridge::progressed, this, &Workbench::progressed);
    connect(&m_bridge, &RunBridge::updated, this, [this](const pipeline::Results& results) {
        if (results.dataset != m_dataset) return;  // news of a file closed meanwhile
        m_results = results;
        Q_EMIT resultsChanged();
    });
    connect(&m_bridge, &RunBridge::finished, this,
            [this](quint64 ticket, const pipeline::Results& results, double seconds) {
                m_running = false;
                if (results.dataset != m_dataset) return;
                m_results = m_finished = results;
                // A newer request may already wait, or a method that waits for a word.
                m_stale = ticket != m_ticket || m_settings != m_ticketSettings;
                m_ended = m_ended || !m_stale;
                keepRun(seconds);
                Q_EMIT resultsChanged();
                Q_EMIT runFinished(seconds);
            });
    connect(&m_bridge, &RunBridge::stopped, this, [this](quint64 ticket) {
        m_running = false;
        if (ticket != m_ticket && !m_stopping) return;  // a newer request takes over
        m_ended = true;
        // Back to the last good state; of a first run and of training, what it had so far.
        m_canGoOn = trains(m_ticketSettings) && m_results.integration &&
                    m_results.integration != m_finished.integration;
        const bool shown = m_canGoOn && m_results.layout;
        if (!shown) showFinished();
        Q_EMIT runStopped();
    });
    connect(&m_bridge, &RunBridge::failed, this,
            [this](const QString& sentence, const QString& detail) {
                m_running = false;
                m_failure = sentence;
                m_failure.replace(0, 1, sentence.left(1).toUpper());
                showFinished();
                Q_EMIT failed(m_failure, detail);
            });
}

/// Back to the last good state, where there is one.
void Workbench::showFinished() {
    if (!m_finished.layout || m_finished.dataset != m_dataset) return;
    m_results = m_finished;
    Q_EMIT resultsChanged();
}

Workbench::~Workbench() = default;

void Workbench::openFiles(const QStringList& paths, const std::optional<data::Roles>& roles,
                          std::optional<data::ValueKind> values) {
    if (paths.isEmpty()) return;
    Opening opening;
    opening.source.values = values;
    for (const QString& path : paths) opening.source.paths << QFileInfo(path).absoluteFilePath();
    opening.roles = roles;
    const QString first = QFileInfo(paths.front()).fileName();
    openInBackground(paths.size() == 1 ? first : tr("%1 and more").arg(first), opening);
}

void Workbench::openDemo(bool tooMuch) {
    Opening opening;
    opening.method = "harmony";
    opening.values["theta"] = tooMuch ? 8.0 : 2.0;  // whatever was tuned before
    openInBackground(tr("demo"), opening);
}

void Workbench::openSession(const session::Session& saved) {
    Opening opening;
    opening.source = saved.source;
    opening.session = saved;
    openInBackground(
        saved.source.isDemo() ? tr("demo") : QFileInfo(saved.source.paths.front()).fileName(),
        opening);
}

void Workbench::openInBackground(const QString& name, const Opening& opening) {
    if (m_opener.joinable()) m_opener.request_stop();
    const quint64 number = ++m_openings;
    m_opening = true;
    Q_EMIT openingStarted(name);
    // Assigning waits for the stopped opener, which looks at its stop token every few milliseconds.
    m_opener = std::jthread([this, number, opening](const std::stop_token& stop) {
        const auto report = [this, number](auto action) {
            QMetaObject::invokeMethod(
                this,
                [this, number, action] {
                    if (number != m_openings) return;
                    m_opening = false;
                    action();
                },
                Qt::QueuedConnection);
        };
        const base::Job job(stop, m_threads, 0);
        try {
            std::vector<std::filesystem::path> files;
            for (const QString& path : opening.source.paths) files.emplace_back(path.toStdString());
            auto dataset =
                files.empty()
                    ? std::make_shared<const data::Dataset>(simulate::demo(job))
                    : data::takenAs(io::openAll(files, {}, job), opening.source.values, job);
            const QString checksum =
                files.empty() ? QString() : session::checksumOf(opening.source.paths, job);
            report([this, dataset, opening, checksum] { accept(dataset, opening, checksum); });
        } catch (const base::Cancelled&) {
            report([this] { Q_EMIT runStopped(); });
        } catch (const base::Error& error) {
            report([this, sentence = QString::fromUtf8(error.what()),
                    detail = QString::fromStdString(error.detail())] {
                Q_EMIT failed(sentence, detail);
            });
        } catch (const std::exception& error) {
            report([this, detail = QString::fromUtf8(error.what())] {
                Q_EMIT failed(tr("The file could not be opened: there is not enough memory, or "
                                 "it is damaged"),
                              detail);
            });
        }
    });
}

void Workbench::accept(std::shared_ptr<const data::Dataset> dataset, const Opening& opening,
                       const QString& checksum) {
    m_bridge.stop();
    m_dataset = std::move(dataset);
    m_source = {opening.source.paths, checksum, opening.source.values};
    m_results = m_finished = {};
    m_failure.clear();
    m_stale = true;
    m_currentRun = 0;
    if (opening.session) {
        m_settings = opening.session->settings;
        m_colors = opening.session->colors;
        m_history.restore(opening.session->runs);
    } else {
        m_settings.layout = {};  // what placed other cells may not be there
        if (opening.method && *opening.method != m_settings.method) {
            m_settings.method = *opening.method;
            m_settings.methodValues.clear();
        }
        m_settings = pipeline::withRoles(
            m_settings, opening.roles ? *opening.roles : data::proposeRoles(m_dataset->obs),
            m_registry);
        for (const auto& [key, value] : opening.values) m_settings.methodValues[key] = value;
        m_settings.links.clear();  // they name cells of the data before
        m_colors.clear();
        m_history.clear();
    }
    m_settings.methodValues = pipeline::completeMethodValues(m_settings, m_registry);
    m_steps = {{m_settings, m_history.labels(), m_colors, m_shown}};
    m_step = 0;
    m_gesture.clear();
    Q_EMIT opened();
    Q_EMIT settingsChanged();
    Q_EMIT colorsChanged();
    if (!opening.source.checksum.isEmpty() && opening.source.checksum != checksum)
        Q_EMIT sourceDiffers();
    request(false);
}

session::Session Workbench::session() const {
    session::Session saved;
    saved.source = m_source;
    saved.settings = m_settings;
    saved.currentRun = currentRun();
    saved.runs = m_history.saved();
    saved.colors = m_colors;
    return saved;
}

void Workbench::setColor(const std::string& column, const std::string& level, const QColor& color) {
    m_colors[column][level] = QColor::fromRgb(color.rgb());  // eight bits each, as in a session
    Q_EMIT colorsChanged();
    rememberStep();
}

void Workbench::renameRun(int number, const QString& name) {
    m_history.rename(number, name);
    rememberStep();
}

void Workbench::pinRun(int number, bool pinned) {
    m_history.setPinned(number, pinned);
    rememberStep();
}

void Workbench::removeRun(int number) {
    m_history.remove(number);
    rememberStep();
}

void Workbench::setRoles(const data::Roles& roles) {
    if (roles == m_settings.roles) return;
    m_settings = pipeline::withRoles(m_settings, roles, m_registry);
    Q_EMIT settingsChanged();
    request(false);
}

void Workbench::setMethod(const std::string& id) {
    if (id == m_settings.method) return;
    m_settings.method = id;
    m_settings.methodValues.clear();
    m_settings.methodValues = pipeline::completeMethodValues(m_settings, m_registry);
    Q_EMIT settingsChanged();
    if (!trains(m_settings)) {
        request(false);
        return;
    }
    // Minutes of work wait for a word.
    m_failure.clear();
    m_bridge.stop();
    m_stale = true;
    rememberStep();
    Q_EMIT waitsForRun();
}

void Workbench::setMethodValues(const plugin::Values& values, bool live) {
    m_settings.methodValues = values;
    Q_EMIT settingsChanged();
    request(live);
}

void Workbench::apply(const pipeline::Settings& settings) {
    if (settings == m_settings) return;
    m_settings = settings;
    Q_EMIT settingsChanged();
    request(false);
}

void Workbench::run() {
    // What was stopped goes on the way it went.
    request(false, !m_canGoOn || m_ticketAnew);
}

bool Workbench::trains(const pipeline::Settings& settings) const {
    return m_registry.method(settings.method).info().trains;
}

void Workbench::stop() {
    if (m_opening) m_opener.request_stop();
    if (m_saving) m_saver.request_stop();
    m_stopping = true;
    m_bridge.stop();
    if (m_running || m_ended || !m_stale || !m_failure.isEmpty()) return;
    // What was asked for and not begun is forgotten without a word.
    m_ended = true;
    Q_EMIT runStopped();
}

void Workbench::saveResults(const QString& folder) {
    if (!canSave()) return;
    m_saving = true;
    Q_EMIT savingStarted(folder);
    m_saver = std::jthread(
        [this, folder, results = m_results, settings = m_settings](const std::stop_token& stop) {
            QString sentence;
            QString detail;
            try {
                report::writeOutputs(folder.toStdString(), results, settings, m_registry,
                                     base::Job(stop, 1, settings.seed));
            } catch (const base::Cancelled&) {
                sentence = tr("Saving was stopped; files written so far are complete");
            } catch (const base::Error& error) {
                sentence = QString::fromUtf8(error.what());
                detail = QString::fromStdString(error.detail());
            } catch (const std::exception& error) {
                sentence = tr("The results could not be saved to %1").arg(folder);
                detail = QString::fromUtf8(error.what());
            }
            QMetaObject::invokeMethod(
                this,
                [this, folder, sentence, detail] {
                    m_saving = false;
                    if (sentence.isEmpty())
                        Q_EMIT saved(folder);
                    else
                        Q_EMIT failed(sentence, detail);
                },
                Qt::QueuedConnection);
        });
}

/// Keeps what was just finished, where it is the answer to what is set now.
void Workbench::keepRun(double seconds) {
    m_currentRun = 0;  // half a training is no run to keep, nor is what a hand passes through
    if (m_canGoOn || m_stale || m_ticketLive) return;
    const plugin::MethodInfo& method = m_registry.method(m_ticketSettings.method).info();
    pipeline::Settings settings = m_ticketSettings;
    if (!method.takesCovariates) settings.roles.covariates.clear();
    m_currentRun =
        m_history.add(QString::fromStdString(method.title), settings, m_finished, seconds);
}

void Workbench::request(bool live, bool anew) {
    if (!m_dataset) return;
    m_failure.clear();
    if (m_settings.roles.batch.empty()) {
        // Nothing can be computed now, and what is shown is of other settings.
        m_bridge.stop();
        m_currentRun = 0;
        m_stale = true;
        if (!live) rememberStep();
        Q_EMIT waitsForRun();
        return;
    }
    m_stale = true;
    if (!live) rememberStep();
    m_stopping = false;
    // Minutes of training are not begun again for another look at what they came to.
    const bool asTrained = !live && !anew && m_ended && !m_ticketLive && trains(m_settings) &&
                           sameTraining(m_settings, m_ticketSettings);
    if (!asTrained) {
        m_canGoOn = false;
        m_ticketAnew = anew;
    }
    m_ended = false;
    m_ticketLive = live;
    m_ticketSettings = m_settings;
    m_ticket = m_bridge.request(
        {m_dataset, m_settings, live, anew, asTrained, m_history.frameFor(m_settings)});
}

}  // namespace counterpoint::workbench
