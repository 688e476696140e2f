#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <type_traits>
#include <utility>

namespace counterpoint::nn {

/// Elementary functions that become vector code in loops over floats, to about 1e-7 of the value;
/// doubles take the standard library's.

/// e^x, held within e^±87: small enough to count as nothing, large enough to count as divergence.
template <class T>
[[gnu::always_inline]] inline T expOf(T x) {
    if constexpr (std::is_same_v<T, double>) {
        return std::exp(x);
    } else {
        constexpr float RoundToInteger = 12582912.0F;  // 1.5 · 2^23: adding it drops the fraction
        const float above = x < -87.0F ? -87.0F : x;
        const float held = above > 87.0F ? 87.0F : above;
        const float shifted = held * 1.44269504F + RoundToInteger;
        const float n = shifted - RoundToInteger;
        const float r = (held - n * 0.693359375F) + n * 2.12194440e-4F;  // ln 2 in two parts
        float p = 1.0F / 5040.0F;  // Taylor on [−ln √2, ln √2]
        p = p * r + 1.0F / 720.0F;
        p = p * r + 1.0F / 120.0F;
        p = p * r + 1.0F / 24.0F;
        p = p * r + 1.0F / 6.0F;
        p = p * r + 0.5F;
        p = p * r + 1.0F;
        p = p * r + 1.0F;
        // The integer stands in the lowest bits of `shifted`: moved up, it is the exponent.
        return std::bit_cast<float>(std::bit_cast<std::uint32_t>(p) +
                                    (std::bit_cast<std::uint32_t>(shifted) << 23U));
    }
}

/// ln x of a normal x > 0.
template <class T>
[[gnu::always_inline]] inline T logOf(T x) {
    if constexpr (std::is_same_v<T, double>) {
        return std::log(x);
    } else {
        // Exponent and a mantissa in [√½, √2), by the artanh series of (m − 1) / (m + 1).
        const auto bits = std::bit_cast<std::int32_t>(x);
        const std::int32_t exponent = (bits - 0x3F3504F3) >> 23;
        const auto mantissa = std::bit_cast<float>(bits - exponent * (1 << 23));
        const float t = (mantissa - 1.0F) / (mantissa + 1.0F);
        const float t2 = t * t;
        float series = 2.0F / 9.0F;
        series = series * t2 + 2.0F / 7.0F;
        series = series * t2 + 2.0F / 5.0F;
        series = series * t2 + 2.0F / 3.0F;
        series = series * t2 + 2.0F;
        const auto n = static_cast<float>(exponent);
        return n * 0.693359375F + (t * series - n * 2.12194440e-4F);
    }
}

/// ln Γ(x + θ) − ln Γ(θ) and its derivative by θ, for θ > 0 and x ≥ 0 (x an integer).
template <class T>
struct GammaRatio {
    T log;
    T slope;
};
template <class T>
inline GammaRatio<T> gammaRatio(T x, T theta) {
    // Γ(x + θ) / Γ(θ) = θ (θ + 1) … (θ + x − 1): few factors are multiplied out, in double.
    const double from = static_cast<double>(theta);
    const double to = from + static_cast<double>(x);
    constexpr double Factors = 12.0;
    const auto product = [](double z, double end) {
        double log = 1.0;
        double slope = 0.0;
        for (; z < end; z += 1.0) {
            log *= z;
            slope += 1.0 / z;
        }
        return std::pair{log, slope};
    };
    if (static_cast<double>(x) <= Factors) {
        const auto [log, slope] = product(from, to - 0.5);
        return {static_cast<T>(std::log(log)), static_cast<T>(slope)};
    }
    // Stirling's series, from where it is exact to 1e-14.
    const auto stirling = [](double z) {
        const double r = 1.0 / z;
        const double r2 = r * r;
        const double log = (z - 0.5) * std::log(z) - z +
                           r * (1.0 / 12 - r2 * (1.0 / 360 - r2 * (1.0 / 1260 - r2 / 1680)));
        const double slope =
            std::log(z) - 0.5 * r -
            r2 * (1.0 / 12 - r2 * (1.0 / 120 - r2 * (1.0 / 252 - r2 * (1.0 / 240 - r2 / 132))));
        return std::pair{log, slope};
    };
    const double start = from < Factors ? from + Factors : from;
    const auto [skipped, skippedSlope] = product(from, start - 0.5);
    const auto [logTo, slopeTo] = stirling(to);
    const auto [logFrom, slopeFrom] = stirling(start);
    return {static_cast<T>(logTo - logFrom + std::log(skipped)),
            static_cast<T>(slopeTo - slopeFrom + skippedSlope)};
}

}  // namespace counterpoint::nn
