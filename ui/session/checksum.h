#pragma once

#include "core/base/job.h"

#include <QString>
#include <QStringList>

namespace counterpoint::session {

/// Tells whether files are those a session was made with, in milliseconds and whatever their size:
/// the number of bytes and a hash of 256 parts of 4 KiB spread evenly, first and last included; of
/// a file up to 1 MiB that is all of it. A change of a few bytes in the middle of a large file that
/// keeps its size can be missed; another file, a new version or a broken download cannot. Of a
/// folder, all files in it count. Empty where a file cannot be read. Stops on request.
QString checksumOf(const QStringList& paths, const base::Job& job);

}  // namespace counterpoint::session
