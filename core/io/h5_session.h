#pragma once

#include "core/base/error.h"
#include "core/base/job.h"

#include <cstdint>
#include <string>
#include <utility>

/// A thin, owning wrapper of the HDF5 C library: the only files that include hdf5.h are h5_*.cpp.
namespace counterpoint::io::h5 {

/// Holds the program's one I/O lock while it lives, because most builds of HDF5 may be called from
/// one thread at a time only, and keeps the library from printing its errors. Every public function
/// of this room makes one before it touches a file. Waiting for the lock polls the stop request. A
/// Session within another of the same thread has nothing to wait for.
class Session {
  public:
    explicit Session(const base::Job& job);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
};

/// Lets other threads into the library while it lives, in the middle of the one Session of this
/// thread.
class Intermission {
  public:
    Intermission();
    ~Intermission();
    Intermission(const Intermission&) = delete;
    Intermission& operator=(const Intermission&) = delete;
};

/// Owns one HDF5 identifier of any kind (file, group, dataset, type, …).
class Handle {
  public:
    using Id = std::int64_t;

    Handle() = default;
    explicit Handle(Id id) : m_id(id) {}
    Handle(Handle&& other) noexcept : m_id(std::exchange(other.m_id, -1)) {}
    Handle& operator=(Handle&& other) noexcept {
        std::swap(m_id, other.m_id);
        return *this;
    }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    ~Handle();

    Id id() const { return m_id; }
    bool valid() const { return m_id >= 0; }

  private:
    Id m_id = -1;
};

/// The library's account of what just failed, one line a call, innermost last; clears it.
std::string takeErrorStack();

/// Throws the sentence with the library's account as its detail.
[[noreturn]] void fail(base::ErrorKind kind, const std::string& sentence);

}  // namespace counterpoint::io::h5
