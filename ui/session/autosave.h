#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QLockFile>
#include <QString>
#include <QThreadPool>

#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace counterpoint::session {

/// Keeps the newest state of this window on the disk, for after a crash: every text given to
/// `save` is written in the background to a temporary name and renamed; when the window is faster
/// than the disk, only the newest is written. A lock file tells that the program still lives.
class Autosave {
  public:
    /// What a program that ended without a word left behind.
    struct Left {
        QString path;
        QDateTime when;
    };

    /// Where autosaves lie: a folder of the user's own, made if missing.
    static QString defaultFolder();
    /// Autosaves whose program no longer lives, newest first.
    static std::vector<Left> leftBehind(const QString& folder = defaultFolder());
    /// Deletes one of those.
    static void remove(const Left& left);

    explicit Autosave(const QString& folder = defaultFolder());
    /// Waits for what is being written. The autosave stays; see `forget`.
    ~Autosave();
    Autosave(const Autosave&) = delete;
    Autosave& operator=(const Autosave&) = delete;

    void save(const QByteArray& text);
    /// Deletes what another program left behind as soon as this one has written something.
    void takeOver(const Left& left);
    /// Deletes it: the session ended as the user wished.
    void forget();
    QString path() const { return m_path; }

  private:
    void writeNewest();

    QString m_path;
    std::unique_ptr<QLockFile> m_lock;
    std::mutex m_mutex;
    std::optional<QByteArray> m_newest;  ///< not yet written
    std::optional<Left> m_takenOver;     ///< to delete after the next writing
    QThreadPool m_writer;
};

}  // namespace counterpoint::session
