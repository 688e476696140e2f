#pragma once

#include "core/io/h5_session.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace counterpoint::io::h5 {

/// How numbers are kept in the file, whatever they are in memory.
enum class Stored { Int8, Int16, Int32, Int64, Float, Double };

/// A group of a file being written. Arrays above a few KB are chunked (about 1 MB), shuffled and
/// compressed. Every failure throws Error(Io) with a sentence without the file's name. Long writes
/// poll the stop request.
class Output {
  public:
    /// The root group of a new file; a file of that name must not exist.
    static Output createFile(const std::filesystem::path& file, const base::Job& job);

    Output group(const std::string& name) const;

    /// Attributes of the group itself, or with `of` of one of its datasets.
    void text(const std::string& attribute, const std::string& value,
              const std::string& of = ".") const;
    void texts(const std::string& attribute, const std::vector<std::string>& values) const;
    void flag(const std::string& attribute, bool value) const;
    void integers(const std::string& attribute, const std::vector<std::int64_t>& values) const;

    /// A dataset of the given extents (none: a scalar), row-major. T is float, double,
    /// std::int32_t, std::uint32_t or std::int64_t.
    template <class T>
    void array(const std::string& name, const std::vector<std::size_t>& shape, const T* values,
               Stored stored) const;
    void flagArray(const std::string& name, const std::vector<bool>& values) const;
    void textArray(const std::string& name, const std::vector<std::string>& values) const;
    void textScalar(const std::string& name, const std::string& value) const;

    /// Hands everything to the operating system.
    void flush() const;

    Handle::Id id() const { return m_handle.id(); }

  private:
    Output(Handle handle, const base::Job& job) : m_handle(std::move(handle)), m_job(&job) {}
    void blocks(const std::string& name, const std::vector<std::size_t>& shape, Handle::Id fileType,
                Handle::Id memoryType, const void* values) const;

    Handle m_handle;
    const base::Job* m_job;
};

}  // namespace counterpoint::io::h5
