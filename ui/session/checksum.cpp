#include "ui/session/checksum.h"

#include "core/base/hash.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace counterpoint::session {

namespace {

constexpr qint64 partSize = 4096;
constexpr qint64 parts = 256;

bool addFile(base::Hasher& hasher, const QString& path, const base::Job& job) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) return false;
    const qint64 size = file.size();
    hasher.add(static_cast<std::uint64_t>(size));
    const bool whole = size <= partSize * parts;
    const qint64 count = whole ? (size + partSize - 1) / partSize : parts;
    for (qint64 part = 0; part < count; ++part) {
        job.checkStop();
        const qint64 at = whole ? part * partSize : (size - partSize) / (parts - 1) * part;
        if (!file.seek(part + 1 == count && !whole ? size - partSize : at)) return false;
        const QByteArray bytes = file.read(partSize);
        hasher.add(std::string_view(bytes.data(), static_cast<std::size_t>(bytes.size())));
    }
    return true;
}

}  // namespace

QString checksumOf(const QStringList& paths, const base::Job& job) {
    base::Hasher hasher;
    for (const QString& path : paths) {
        if (!QFileInfo(path).isDir()) {
            if (!addFile(hasher, path, job)) return {};
            continue;
        }
        for (const QFileInfo& file : QDir(path).entryInfoList(QDir::Files, QDir::Name))
            if (!addFile(hasher, file.filePath(), job)) return {};
    }
    return QStringLiteral("parts256:") + QString::fromStdString(hasher.hex());
}

}  // namespace counterpoint::session
