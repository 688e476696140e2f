#pragma once

#include "core/base/random.h"

#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

namespace counterpoint::base {

/// A 64-bit content hash: the same on every machine of the same byte order, used for cache keys and
/// dataset fingerprints, never for security.
class Hasher {
  public:
    Hasher& add(std::uint64_t value) {
        m_state = mix(m_state ^ (value + 0x9E3779B97F4A7C15ULL)) + 0x632BE59BD9B4E019ULL;
        return *this;
    }
    Hasher& add(double value) {
        return add(std::bit_cast<std::uint64_t>(value == 0.0 ? 0.0 : value));
    }
    Hasher& add(bool value) { return add(static_cast<std::uint64_t>(value ? 1 : 0)); }
    Hasher& add(int value) {
        return add(static_cast<std::uint64_t>(static_cast<std::int64_t>(value)));
    }
    Hasher& add(std::string_view text) {
        add(static_cast<std::uint64_t>(text.size()));
        return bytes(text.data(), text.size());
    }
    Hasher& add(const char* text) { return add(std::string_view(text)); }
    template <class T>
    Hasher& add(std::span<const T> items) {
        static_assert(std::is_arithmetic_v<T>);
        add(static_cast<std::uint64_t>(items.size()));
        return bytes(items.data(), items.size_bytes());
    }

    std::uint64_t value() const { return mix(m_state); }
    /// Sixteen lower-case hexadecimal digits.
    std::string hex() const;

  private:
    Hasher& bytes(const void* data, std::size_t size) {
        const auto* at = static_cast<const unsigned char*>(data);
        std::uint64_t word = 0;
        for (; size >= sizeof word; at += sizeof word, size -= sizeof word) {
            std::memcpy(&word, at, sizeof word);
            add(word);
        }
        word = 0;
        if (size > 0) std::memcpy(&word, at, size);
        return add(word);
    }

    std::uint64_t m_state = 0;
};

}  // namespace counterpoint::base
