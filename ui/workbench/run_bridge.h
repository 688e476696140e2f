#pragma once

#include "core/pipeline/runner.h"

#include <QObject>
#include <QString>

#include <deque>
#include <memory>
#include <mutex>
#include <variant>

namespace counterpoint::workbench {

/// Carries a Runner's news from the compute thread to the window's thread as signals, in order.
/// When the window is behind, news of the same kind is replaced by the newest: frames are dropped,
/// never queued up.
class RunBridge : public QObject {
    Q_OBJECT

  public:
    RunBridge(const plugin::Registry& registry, int threads, QObject* parent = nullptr);
    ~RunBridge() override;

    std::uint64_t request(pipeline::Request request) {
        return m_runner.request(std::move(request));
    }
    void stop() { m_runner.stop(); }

  Q_SIGNALS:
    void started(quint64 ticket, bool live);
    void progressed(counterpoint::pipeline::Stage stage, double fraction);
    void updated(const counterpoint::pipeline::Results& results);
    void finished(quint64 ticket, const counterpoint::pipeline::Results& results, double seconds);
    void stopped(quint64 ticket);
    void failed(const QString& sentence, const QString& detail);

  private:
    struct Started {
        std::uint64_t ticket;
        bool live;
    };
    struct Progressed {
        pipeline::Stage stage;
        double fraction;
    };
    struct Updated {
        pipeline::Results results;
    };
    struct Finished {
        std::uint64_t ticket;
        pipeline::Results results;
        double seconds;
    };
    struct Stopped {
        std::uint64_t ticket;
    };
    struct Failed {
        QString sentence;
        QString detail;
    };
    using News = std::variant<Started, Progressed, Updated, Finished, Stopped, Failed>;

    void post(News news);
    void deliver();
    pipeline::RunnerListener listener();

    std::mutex m_mutex;
    std::deque<News> m_news;
    bool m_posted = false;
    pipeline::Runner m_runner;  ///< last: its thread posts news from the first moment
};

}  // namespace counterpoint::workbench
