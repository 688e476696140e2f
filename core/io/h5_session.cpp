#include "core/io/h5_session.h"

#include "core/io/h5_lzf.h"

#include <hdf5.h>

#include <chrono>
#include <mutex>

namespace counterpoint::io::h5 {

static_assert(std::is_same_v<hid_t, Handle::Id>);

namespace {

std::timed_mutex& ioMutex() {
    static std::timed_mutex mutex;
    return mutex;
}

/// Sessions that the current thread holds, one inside the other.
thread_local int sessionsOfThread = 0;

herr_t appendLine(unsigned, const H5E_error2_t* error, void* text) {
    *static_cast<std::string*>(text) +=
        std::string(error->func_name) + ": " + (error->desc != nullptr ? error->desc : "") + "\n";
    return 0;
}

/// HDF5's clean-up at exit closes again what failed to close when a disk was full, and crashes. All
/// files are flushed and closed by their owners, so it is switched off before the library starts.
void startLibrary() {
    H5dont_atexit();
    registerLzf();
}

}  // namespace

Session::Session(const base::Job& job) {
    if (sessionsOfThread > 0) {
        ++sessionsOfThread;
        return;
    }
    while (!ioMutex().try_lock_for(std::chrono::milliseconds(20))) job.checkStop();
    ++sessionsOfThread;
    static const bool started = (startLibrary(), true);
    static_cast<void>(started);
    // Thread-safe builds of HDF5 keep one error stack a thread, so this cannot be done once.
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

Session::~Session() {
    if (--sessionsOfThread == 0) ioMutex().unlock();
}

Intermission::Intermission() {
    ioMutex().unlock();
}

Intermission::~Intermission() {
    ioMutex().lock();
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

Handle::~Handle() {
    // One call closes every kind of identifier. A Handle may also die while an error is reported.
    if (m_id >= 0) H5Idec_ref(m_id);
}

std::string takeErrorStack() {
    std::string text;
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_DOWNWARD, appendLine, &text);
    H5Eclear2(H5E_DEFAULT);
    return text;
}

void fail(base::ErrorKind kind, const std::string& sentence) {
    throw base::Error(kind, sentence, takeErrorStack());
}

}  // namespace counterpoint::io::h5
