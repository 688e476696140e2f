#pragma once

#include <bit>
#include <cstdint>

namespace counterpoint::linalg {

/// Elementary functions without branches or calls, so that loops over them become vector code
/// inside a COUNTERPOINT_KERNEL function. Relative errors are below 3e-7 for 2^x, 1e-5 for x^y and
/// 1e-15 for e^x in double precision.

/// 2^x for −126 ≤ x ≤ 0. For exponents without a lower bound, hold them at −100: small enough to
/// count as nothing, and far from the denormal numbers that slow processors down.
[[gnu::always_inline]] inline float exp2OfNonPositive(float x) {
    constexpr float RoundToInteger = 12582912.0F;  // 1.5 · 2^23: adding it drops the fraction
    const float shifted = x + RoundToInteger;
    const float r = x - (shifted - RoundToInteger);
    // Minimax in the relative error on [−½, ½].
    float p = 1.3276472e-3F;
    p = p * r + 9.675542e-3F;
    p = p * r + 5.550713e-2F;
    p = p * r + 2.402212e-1F;
    p = p * r + 6.9314694e-1F;
    p = p * r + 1.0000001F;
    // The integer part stands in the lowest bits of `shifted`: moved up, it is the exponent.
    return std::bit_cast<float>(std::bit_cast<std::uint32_t>(p) +
                                (std::bit_cast<std::uint32_t>(shifted) << 23U));
}

/// log2 x for normal x > 0, to 1e-6 of a unit or of itself.
[[gnu::always_inline]] inline float log2OfPositive(float x) {
    // Exponent and a mantissa in [√½, √2), by the artanh series of (m − 1) / (m + 1).
    const auto bits = std::bit_cast<std::int32_t>(x);
    const std::int32_t exponent = (bits - 0x3F3504F3) >> 23;
    const auto mantissa = std::bit_cast<float>(bits - exponent * (1 << 23));
    const float t = (mantissa - 1.0F) / (mantissa + 1.0F);
    const float t2 = t * t;
    float series = 0.3205989F;  // 2 / (9 ln 2)
    series = series * t2 + 0.4121986F;
    series = series * t2 + 0.5770780F;
    series = series * t2 + 0.9617967F;
    series = series * t2 + 2.8853901F;
    return static_cast<float>(exponent) + t * series;
}

/// x^y for normal x > 0, kept within 2^±126.
[[gnu::always_inline]] inline float powOfPositive(float x, float y) {
    // By the nearest integer to y log2 x and a Taylor series on [−½, ½].
    constexpr float RoundToInteger = 12582912.0F;
    const float unbounded = y * log2OfPositive(x);
    const float bounded = unbounded < -126.0F ? -126.0F : unbounded;
    const float power = bounded > 126.0F ? 126.0F : bounded;
    const float shifted = power + RoundToInteger;
    const float r = (power - (shifted - RoundToInteger)) * 0.69314718F;
    float p = 1.0F / 720.0F;
    p = p * r + 1.0F / 120.0F;
    p = p * r + 1.0F / 24.0F;
    p = p * r + 1.0F / 6.0F;
    p = p * r + 0.5F;
    p = p * r + 1.0F;
    p = p * r + 1.0F;
    const auto n =
        std::bit_cast<std::int32_t>(shifted) - std::bit_cast<std::int32_t>(RoundToInteger);
    return p * std::bit_cast<float>((n + 127) << 23);
}

/// e^x for x ≤ 0; 0 below −700.
[[gnu::always_inline]] inline double expOfNonPositive(double x) {
    constexpr double RoundToInteger = 0x1.8p52;  // adding it drops the fraction
    const double clamped = x < -700.0 ? -700.0 : x;
    const double shifted = clamped * 1.4426950408889634 + RoundToInteger;
    const double n = shifted - RoundToInteger;
    const double r = (clamped - n * 0x1.62e42fee00000p-1) - n * 0x1.a39ef35793c76p-33;
    double p = 1.0 / 479001600.0;
    p = p * r + 1.0 / 39916800.0;
    p = p * r + 1.0 / 3628800.0;
    p = p * r + 1.0 / 362880.0;
    p = p * r + 1.0 / 40320.0;
    p = p * r + 1.0 / 5040.0;
    p = p * r + 1.0 / 720.0;
    p = p * r + 1.0 / 120.0;
    p = p * r + 1.0 / 24.0;
    p = p * r + 1.0 / 6.0;
    p = p * r + 0.5;
    p = p * r + 1.0;
    p = p * r + 1.0;
    const auto exponent =
        std::bit_cast<std::int64_t>(shifted) - std::bit_cast<std::int64_t>(RoundToInteger);
    const auto power = std::bit_cast<double>((exponent + 1023) << 52);
    return x < -700.0 ? 0.0 : p * power;
}

}  // namespace counterpoint::linalg
