#include "ui/workbench/session_keeper.h"

#include "ui/workbench/workbench.h"

namespace counterpoint::workbench {

namespace {

/// Long enough that a hand on a slider does not write with every step, short enough to lose little.
constexpr int delay = 300;  // ms

}  // namespace

SessionKeeper::SessionKeeper(Workbench& workbench, std::function<void(session::Session&)> complete,
                             QObject* parent)
    : QObject(parent), m_workbench(workbench), m_complete(std::move(complete)) {
    m_delay.setSingleShot(true);
    m_delay.setInterval(delay);
    connect(&m_delay, &QTimer::timeout, this, &SessionKeeper::autosave);
    connect(&workbench, &Workbench::opened, this, [this] {
        m_path.clear();
        touch();
    });
    connect(&workbench, &Workbench::settingsChanged, this, &SessionKeeper::touch);
    connect(&workbench, &Workbench::colorsChanged, this, &SessionKeeper::touch);
    connect(&workbench, &Workbench::stepsChanged, this, &SessionKeeper::touch);
    connect(&workbench.history(), &RunHistory::changed, this, &SessionKeeper::touch);
}

void SessionKeeper::touch() {
    if (!m_ended && m_workbench.dataset() && !m_delay.isActive()) m_delay.start();
}

session::Session SessionKeeper::current() const {
    session::Session session = m_workbench.session();
    m_complete(session);
    return session;
}

void SessionKeeper::saveTo(const QString& path) {
    session::write(path, session::toText(current(), m_workbench.registry()));
    m_path = path;
}

void SessionKeeper::autosave() {
    m_autosave.save(session::toText(current(), m_workbench.registry()));
}

void SessionKeeper::end() {
    m_ended = true;
    m_delay.stop();
    m_autosave.forget();
}

}  // namespace counterpoint::workbench
