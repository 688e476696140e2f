#pragma once

#include "core/pipeline/sweep.h"
#include "core/plugin/registry.h"

#include <QObject>
#include <QString>

#include <memory>
#include <thread>

namespace counterpoint::workbench {

/// One sweep in the background, beside the runs that follow the slider: a thread and a cache of its
/// own, so that neither waits for the other. A new sweep stops the one before. Lives on the
/// window's thread.
class SweepRunner : public QObject {
    Q_OBJECT

  public:
    explicit SweepRunner(const plugin::Registry& registry, QObject* parent = nullptr);
    ~SweepRunner() override;

    bool isRunning() const { return m_running; }
    /// Tries the values of one parameter, everything else as in `base`.
    void start(pipeline::ChainInput base, pipeline::SweepAxis axis, int threads);
    void stop();

  Q_SIGNALS:
    void started();
    void progressed(int done, int all);
    void finished(const std::shared_ptr<const counterpoint::pipeline::Sweep>& sweep);
    /// Ended without an answer; an empty sentence means that it was stopped.
    void failed(const QString& sentence);

  private:
    const plugin::Registry& m_registry;
    bool m_running = false;
    quint64 m_number = 0;  ///< of the newest sweep: news of older ones are dropped
    std::jthread m_thread;
};

}  // namespace counterpoint::workbench
