#include "app/desktop/start_times.h"

#include <QAbstractEventDispatcher>
#include <QCoreApplication>
#include <QEvent>
#include <QWidget>

#include <chrono>
#include <cstdio>

namespace counterpoint {

StartTimes::StartTimes()
    : m_startedAt(qEnvironmentVariable("COUNTERPOINT_STARTED_AT").toLongLong()) {}

void StartTimes::reached(const char* what) {
    if (m_startedAt <= 0) return;
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    const auto nanoseconds = std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
    m_marks.push_back({what, static_cast<double>(nanoseconds - m_startedAt) * 1e-6});
}

void StartTimes::endWith(QWidget& page) {
    if (m_startedAt <= 0) return;
    page.installEventFilter(this);
    connect(QAbstractEventDispatcher::instance(), &QAbstractEventDispatcher::aboutToBlock, this,
            &StartTimes::end);
}

bool StartTimes::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Paint && !m_painted) {
        m_painted = true;
        watched->removeEventFilter(this);
        watched->event(event);
        reached("painted");
        return true;
    }
    return QObject::eventFilter(watched, event);
}

void StartTimes::end() {
    if (!m_painted) return;
    disconnect(QAbstractEventDispatcher::instance(), nullptr, this, nullptr);
    reached("idle");
    for (const Mark& mark : m_marks) std::printf("%s %.3f\n", mark.what.c_str(), mark.milliseconds);
    std::fflush(stdout);
    QCoreApplication::quit();
}

}  // namespace counterpoint
