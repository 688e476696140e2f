#pragma once

#include "ui/session/autosave.h"
#include "ui/session/session.h"

#include <QObject>
#include <QTimer>

#include <functional>

namespace counterpoint::workbench {

class Workbench;

/// Keeps the session on the disk: a moment after every change as an autosave, for after a crash,
/// and in a file when the user says so.
class SessionKeeper : public QObject {
    Q_OBJECT

  public:
    /// `complete` adds to a session what only the window knows.
    SessionKeeper(Workbench& workbench, std::function<void(session::Session&)> complete,
                  QObject* parent = nullptr);

    /// Something changed that the workbench does not know of, as the layout of the window.
    void touch();
    /// Everything as it is now.
    session::Session current() const;
    /// Writes the session to `path`. Throws base::Error(Io).
    void saveTo(const QString& path);
    /// Where the session was saved last, or opened from; empty: nowhere yet.
    QString path() const { return m_path; }
    void setPath(const QString& path) { m_path = path; }
    /// The window closes as the user wished: nothing needs to be recovered.
    void end();

    /// The newest session that a crash left behind, if any.
    static std::vector<session::Autosave::Left> leftBehind() {
        return session::Autosave::leftBehind();
    }
    /// Goes on with it: it stays until this program has written a state of its own.
    void takeOver(const session::Autosave::Left& left) { m_autosave.takeOver(left); }

  private:
    void autosave();

    Workbench& m_workbench;
    std::function<void(session::Session&)> m_complete;
    session::Autosave m_autosave;
    QTimer m_delay;
    QString m_path;
    bool m_ended = false;
};

}  // namespace counterpoint::workbench
