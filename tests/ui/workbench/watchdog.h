#pragma once

#include <QElapsedTimer>
#include <QTimer>

#include <algorithm>

namespace counterpoint::test {

/// Measures how long the event loop leaves a timer waiting.
class Watchdog {
  public:
    Watchdog() {
        m_timer.setTimerType(Qt::PreciseTimer);
        QObject::connect(&m_timer, &QTimer::timeout,
                         [this] { m_longest = std::max(m_longest, m_since.restart()); });
    }
    void start() {
        m_longest = 0;
        m_since.start();
        m_timer.start(0);
    }
    qint64 stop() {
        m_timer.stop();
        return std::max(m_longest, m_since.elapsed());
    }

  private:
    QTimer m_timer;
    QElapsedTimer m_since;
    qint64 m_longest = 0;
};

}  // namespace counterpoint::test
