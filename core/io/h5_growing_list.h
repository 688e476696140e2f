#pragma once

#include "core/io/h5_output.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace counterpoint::io::h5 {

/// A list in a file being written whose length is not known before its end, written in whole
/// chunks (shuffled, gzip) that are packed outside the library, so that several threads can pack.
class GrowingList {
  public:
    /// Values a chunk. Small, because a reader of some rows unpacks whole chunks at both ends.
    static constexpr std::size_t ChunkLength = std::size_t{1} << 16U;

    /// T is float or std::uint32_t, kept as 32-bit reals or integers.
    template <class T>
    static GrowingList create(const Output& parent, const std::string& name);

    /// The bytes of one chunk as they will lie in the file; of a shorter one the rest is zeros. Any
    /// thread, no Session needed.
    template <class T>
    static std::vector<unsigned char> pack(std::span<const T> values);

    /// Adds a packed chunk of `count` values; only the last may have less than ChunkLength.
    void append(const std::vector<unsigned char>& packed, std::size_t count);

  private:
    explicit GrowingList(Handle dataset) : m_dataset(std::move(dataset)) {}

    Handle m_dataset;
    std::size_t m_size = 0;
};

}  // namespace counterpoint::io::h5
