#pragma once

#include "core/io/h5_node.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint::io::h5 {

/// A list of numbers of which chunks are fetched as they lie in the file, which needs a Session,
/// and unpacked on any thread without one: so several threads unpack at once. Chunks that only the
/// library can unpack (filters other than shuffle, gzip and lzf; other byte orders; lists that are
/// not chunked) are unpacked where they are fetched.
class PackedList {
  public:
    /// A chunk as it was fetched.
    struct Chunk {
        std::vector<unsigned char> bytes;
        std::uint32_t skippedFilters = 0;  ///< bit i: filter i was not applied to this chunk
        bool isPlain = false;              ///< native numbers already
    };

    /// The node is a list of integers or reals. Throws Error(BadInput) unless it can be read.
    explicit PackedList(const Node& node);

    std::size_t size() const { return m_size; }
    /// Numbers a chunk, the last one filled up.
    std::size_t chunkLength() const { return m_chunkLength; }

    /// Needs a Session.
    Chunk fetch(std::size_t index) const;
    /// The numbers of a chunk, converted to T: float or std::int64_t. `out` is resized.
    template <class T>
    void unpack(Chunk chunk, std::vector<T>& out) const;

  private:
    enum class Filter { Shuffle, Gzip, Lzf };
    enum class Type { Int8, Int16, Int32, Int64, UInt8, UInt16, UInt32, UInt64, Float, Double };

    void readLayout();
    void readType();
    Handle nativeType(bool& isStored) const;
    bool readFilters(Handle::Id properties);
    Chunk readPlain(std::size_t index) const;
    void undo(Filter filter, std::vector<unsigned char>& bytes) const;
    [[noreturn]] void damaged() const;

    Node m_node;
    std::size_t m_size = 0;
    std::size_t m_chunkLength = 0;
    std::size_t m_width = 0;  ///< bytes a number
    Type m_type = Type::Float;
    bool m_isChunked = false;
    bool m_unpacksHere = false;     ///< this class knows how; else the library does
    std::vector<Filter> m_filters;  ///< in the order they were applied
};

}  // namespace counterpoint::io::h5
