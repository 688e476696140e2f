#pragma once

#include <bit>
#include <cstdint>

namespace counterpoint::linalg {

/// Elementary functions without branches or calls, so that loops over them become vector code
/// inside a COUNTERPOINT_KERNEL function. Relative errors are below 3e-7.

/// e^x for x ≤ 0; 0 below −87, where float32 ends.
[[gnu::always_inline]] inline float expOfNonPositive(float x) {
    constexpr float RoundToInteger = 12582912.0F;  // 1.5 · 2^23: adding it drops the fraction
    const float clamped = x < -87.0F ? -87.0F : x;
    const float shifted = clamped * 1.44269504F + RoundToInteger;
    const float n = shifted - RoundToInteger;
    const float r = (clamped - n * 0.693359375F) + n * 2.12194440e-4F;  // ln 2 in two parts
    float p = 1.0F / 5040.0F;
    p = p * r + 1.0F / 720.0F;
    p = p * r + 1.0F / 120.0F;
    p = p * r + 1.0F / 24.0F;
    p = p * r + 1.0F / 6.0F;
    p = p * r + 0.5F;
    p = p * r + 1.0F;
    p = p * r + 1.0F;
    const auto exponent =
        std::bit_cast<std::int32_t>(shifted) - std::bit_cast<std::int32_t>(RoundToInteger);
    const auto power = std::bit_cast<float>((exponent + 127) << 23);
    return x < -87.0F ? 0.0F : p * power;
}

}  // namespace counterpoint::linalg
