#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace counterpoint::nn {

/// Rows of every matrix here are padded to a multiple of this: two AVX-512 registers of floats.
inline constexpr std::size_t Lanes = 32;

inline constexpr std::size_t padded(std::size_t n) {
    return (n + Lanes - 1) / Lanes * Lanes;
}

/// Distance between rows of `n` values. Rows a power of two apart would fall on the same few lines
/// of the cache.
inline constexpr std::size_t strideOf(std::size_t n) {
    return padded(n) % 128 == 0 ? padded(n) + Lanes / 2 : padded(n);
}

/// Memory on cache lines, so that a vector load never touches two.
template <class T>
struct CacheLines {
    using value_type = T;
    CacheLines() = default;
    template <class U>
    // NOLINTNEXTLINE(google-explicit-constructor): allocators convert
    CacheLines(const CacheLines<U>&) {}
    static constexpr std::align_val_t Line{64};
    T* allocate(std::size_t n) { return static_cast<T*>(::operator new(n * sizeof(T), Line)); }
    void deallocate(T* at, std::size_t) { ::operator delete(at, Line); }
    bool operator==(const CacheLines&) const = default;
};

template <class T>
using Numbers = std::vector<T, CacheLines<T>>;

/// The values of some features in the cells of a minibatch, one row a feature, so that whatever a
/// layer does to all cells alike is a loop over neighbours in memory. What stands between `cells`
/// and `stride` is of no meaning.
template <class T>
struct Batch {
    std::size_t features = 0;
    std::size_t cells = 0;
    std::size_t stride = 0;
    Numbers<T> values;

    /// Contents are of no meaning afterwards.
    void reshape(std::size_t featureCount, std::size_t cellCount) {
        features = featureCount;
        cells = cellCount;
        stride = strideOf(cellCount);
        if (values.size() < features * stride) values.resize(features * stride);
    }
    T* row(std::size_t feature) { return values.data() + feature * stride; }
    const T* row(std::size_t feature) const { return values.data() + feature * stride; }
};

}  // namespace counterpoint::nn
