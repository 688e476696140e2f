#include "core/io/pending_file.h"

#include "core/base/error.h"

#include <atomic>
#include <chrono>
#include <string>
#include <system_error>

#if __has_include(<unistd.h>)
#include <fcntl.h>
#include <unistd.h>
#endif

namespace counterpoint::io {

namespace fs = std::filesystem;
using base::Error;
using base::ErrorKind;

namespace {

/// Waits until what was written to a file, or the names in a folder, would survive a power cut.
bool syncToDisk([[maybe_unused]] const fs::path& path) {
#if __has_include(<unistd.h>)
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return false;
    const bool done = ::fsync(descriptor) == 0;
    ::close(descriptor);
    return done;
#else
    return true;
#endif
}

/// Differs between calls and, all but surely, between programs writing to the same folder.
std::string uniqueSuffix() {
    static std::atomic<unsigned> counter{0};
    const auto now = std::chrono::steady_clock::now().time_since_epoch().count();
    std::string suffix(".");
    suffix += std::to_string(now);
    suffix += '-';
    suffix += std::to_string(counter++);
    suffix += ".partial";
    return suffix;
}

}  // namespace

PendingFile::PendingFile(const fs::path& target) {
    std::error_code error;
    // A link is followed, so that what it points to is replaced and not the link.
    m_target = fs::weakly_canonical(fs::absolute(target), error);
    if (error) m_target = target;
    if (fs::is_directory(m_target, error))
        throw Error(ErrorKind::Io, "is a folder; choose the name of a file");
    if (!fs::is_directory(m_target.parent_path(), error))
        throw Error(ErrorKind::Io,
                    "cannot be written because its folder does not exist; choose "
                    "another folder");
    m_path = m_target;
    m_path += uniqueSuffix();
}

PendingFile::~PendingFile() {
    std::error_code ignored;
    if (!m_path.empty()) fs::remove(m_path, ignored);
}

void PendingFile::commit() {
    std::error_code error;
    const auto old = fs::status(m_target, error);
    if (fs::exists(old)) fs::permissions(m_path, old.permissions(), error);
    if (!syncToDisk(m_path))
        throw Error(ErrorKind::Io,
                    "could not be written to the disk; check the disk and try again");
    fs::rename(m_path, m_target, error);
    if (error)
        throw Error(ErrorKind::Io, "could not be put in place (" + error.message() +
                                       "); choose another folder or name");
    m_path.clear();
    syncToDisk(m_target.parent_path());
}

}  // namespace counterpoint::io
