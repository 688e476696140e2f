#pragma once

#include "core/base/error.h"
#include "core/base/job.h"

#include <QObject>
#include <QString>

#include <functional>
#include <memory>
#include <thread>
#include <utility>

namespace counterpoint::support {

/// One piece of work at a time on a thread of its own, for answers a view waits for: a newer piece
/// stops the older, and only the newest answers, on the owner's thread. Work must look at its job's
/// stop request every few milliseconds, because starting and destroying wait for stopped work.
class Background : public QObject {
  public:
    explicit Background(QObject* parent = nullptr) : QObject(parent) {}

    bool isBusy() const { return m_busy; }

    /// Calls `work(job)` on the other thread, then `done(answer)` here; `failed` is told the
    /// sentence of an error, never that the work was stopped.
    template <class Work, class Done>
    void start(int threads, Work work, Done done,
               std::function<void(const QString& sentence)> failed = {}) {
        m_thread.request_stop();
        const quint64 number = ++m_number;
        m_busy = true;
        m_thread =
            std::jthread([this, number, threads, work = std::move(work), done = std::move(done),
                          failed = std::move(failed)](const std::stop_token& stop) {
                const auto fail = [&](const QString& sentence) {
                    report(number, [failed, sentence] {
                        if (failed) failed(sentence);
                    });
                };
                try {
                    using Answer = decltype(work(base::Job()));
                    auto answer = std::make_shared<Answer>(work(base::Job(stop, threads, 0)));
                    report(number, [done, answer] { done(std::move(*answer)); });
                } catch (const base::Cancelled&) {
                    report(number, [] {});
                } catch (const base::Error& error) {
                    fail(QString::fromUtf8(error.what()));
                } catch (const std::exception&) {
                    fail(tr("There is not enough memory"));
                }
            });
    }

    /// Stops the work; it will not answer any more.
    void stop() {
        m_thread.request_stop();
        ++m_number;
        m_busy = false;
    }

  private:
    template <class Action>
    void report(quint64 number, Action action) {
        QMetaObject::invokeMethod(
            this,
            [this, number, action] {
                if (number != m_number) return;
                m_busy = false;
                action();
            },
            Qt::QueuedConnection);
    }

    quint64 m_number = 0;  ///< of the newest piece
    bool m_busy = false;
    std::jthread m_thread;  ///< last member: ends before what it reports to
};

}  // namespace counterpoint::support
