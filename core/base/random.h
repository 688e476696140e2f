#pragma once

#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

namespace counterpoint::base {

/// SplitMix64's finaliser: a bijective 64-bit mix (Steele, Lea & Flood 2014).
constexpr std::uint64_t mix(std::uint64_t x) {
    x += 0x9E3779B97F4A7C15ULL;
    x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ (x >> 27U)) * 0x94D049BB133111EBULL;
    return x ^ (x >> 31U);
}

/// A counter-based random stream: its n-th number is a pure function of (seed, stream, n). Give
/// each cell, edge or block its own stream and results do not depend on the number of threads.
class Random {
  public:
    explicit constexpr Random(std::uint64_t seed, std::uint64_t stream = 0)
        : m_key(mix(mix(seed) ^ (stream * 0xD1B54A32D192ED03ULL))) {}

    constexpr std::uint64_t next() { return mix(m_key ^ mix(m_counter++)); }
    /// Uniform in [0, 1), 53 bits.
    constexpr double uniform() { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }
    /// Uniform integer in [0, bound); bound > 0 and below 2^32. The bias is under bound / 2^64.
    constexpr std::uint64_t below(std::uint64_t bound) {
        __extension__ using Wide = unsigned __int128;
        return static_cast<std::uint64_t>((static_cast<Wide>(next()) * bound) >> 64U);
    }
    /// Standard normal (Box–Muller; one of the pair is kept for the next call).
    double normal();
    /// Gamma with the given shape and scale 1 (Marsaglia & Tsang 2000).
    double gamma(double shape);
    /// Poisson (inversion below 30, transformed rejection PTRS of Hörmann 1993 above).
    std::uint32_t poisson(double mean);

  private:
    std::uint64_t m_key;
    std::uint64_t m_counter = 0;
    double m_spare = 0.0;
    bool m_hasSpare = false;
};

/// Fisher–Yates with our own stream, so the order is the same with every standard library.
template <class T>
void shuffle(std::vector<T>& items, Random& random) {
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[random.below(i)]);
}

/// A seeded permutation of 0 … n−1.
template <class Index = std::uint32_t>
std::vector<Index> permutation(std::size_t n, Random random) {
    std::vector<Index> order(n);
    std::iota(order.begin(), order.end(), Index{0});
    shuffle(order, random);
    return order;
}

}  // namespace counterpoint::base
