#include "core/io/h5_session.h"

#include "core/io/h5_lzf.h"

#include <hdf5.h>

#include <chrono>

namespace counterpoint::io::h5 {

static_assert(std::is_same_v<hid_t, Handle::Id>);

namespace {

std::timed_mutex& ioMutex() {
    static std::timed_mutex mutex;
    return mutex;
}

herr_t appendLine(unsigned, const H5E_error2_t* error, void* text) {
    *static_cast<std::string*>(text) +=
        std::string(error->func_name) + ": " + (error->desc != nullptr ? error->desc : "") + "\n";
    return 0;
}

}  // namespace

Session::Session(const base::Job& job) : m_lock(ioMutex(), std::defer_lock) {
    while (!m_lock.try_lock_for(std::chrono::milliseconds(20))) job.checkStop();
    // Thread-safe builds of HDF5 keep one error stack a thread, so this cannot be done once.
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    registerLzf();
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
