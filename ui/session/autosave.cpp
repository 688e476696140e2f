#include "ui/session/autosave.h"

#include "core/base/error.h"
#include "ui/session/session.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

namespace counterpoint::session {

namespace {

QString lockOf(const QString& autosave) {
    return autosave + QStringLiteral(".lock");
}

/// Whether the program that made the autosave, whose number is in its name, still holds the lock. A
/// program that looks for autosaves takes the lock too, for a moment: that tells of nobody's life.
bool isHeldByItsOwner(const QFileInfo& autosave) {
    QLockFile lock(lockOf(autosave.filePath()));
    lock.setStaleLockTime(0);  // QLockFile knows the marks of a dead program
    if (lock.tryLock(0)) return false;
    if (lock.error() != QLockFile::LockFailedError) return true;  // nothing that may be read here
    qint64 holder = 0;
    QString host;
    QString application;
    return lock.getLockInfo(&holder, &host, &application) &&
           autosave.fileName().section(u'-', 0, 0).toLongLong() == holder;
}

}  // namespace

QString Autosave::defaultFolder() {
    QString folder = QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation) +
                     QStringLiteral("/autosave");
    QDir().mkpath(folder);
    return folder;
}

std::vector<Autosave::Left> Autosave::leftBehind(const QString& folder) {
    std::vector<Left> all;
    const QString pattern = QStringLiteral("*.") + QLatin1String(fileSuffix);
    for (const QFileInfo& file : QDir(folder).entryInfoList({pattern}, QDir::Files, QDir::Time))
        if (!isHeldByItsOwner(file)) all.push_back({file.filePath(), file.lastModified()});
    return all;
}

void Autosave::remove(const Left& left) {
    QFile::remove(left.path);
}

Autosave::Autosave(const QString& folder) {
    m_writer.setMaxThreadCount(1);
    const QString stem = folder + QStringLiteral("/%1").arg(QCoreApplication::applicationPid());
    for (int window = 1; !m_lock; ++window) {
        m_path = QStringLiteral("%1-%2.%3").arg(stem).arg(window).arg(QLatin1String(fileSuffix));
        auto lock = std::make_unique<QLockFile>(lockOf(m_path));
        lock->setStaleLockTime(0);
        if (lock->tryLock(0) && !QFile::exists(m_path))
            m_lock = std::move(lock);
        else if (lock->error() == QLockFile::PermissionError || window > 100)
            break;  // nowhere to write: go on without
    }
}

Autosave::~Autosave() {
    m_writer.waitForDone();
}

void Autosave::save(const QByteArray& text) {
    if (!m_lock) return;
    const std::lock_guard guard(m_mutex);
    const bool waiting = m_newest.has_value();
    m_newest = text;
    if (!waiting) m_writer.start([this] { writeNewest(); });
}

void Autosave::takeOver(const Left& left) {
    const std::lock_guard guard(m_mutex);
    m_takenOver = left;
}

void Autosave::writeNewest() {
    std::optional<QByteArray> text;
    std::optional<Left> older;
    {
        const std::lock_guard guard(m_mutex);
        text.swap(m_newest);
        older = m_takenOver;
    }
    if (!text) return;
    try {
        write(m_path, *text);
        if (older) remove(*older);
    } catch (const base::Error&) {
        // A full disk must not stop the work; the next change tries again.
    }
}

void Autosave::forget() {
    {
        const std::lock_guard guard(m_mutex);
        m_newest.reset();
    }
    m_writer.waitForDone();
    QFile::remove(m_path);
}

}  // namespace counterpoint::session
