#pragma once

#include <cmath>
#include <functional>

namespace counterpoint::nn {

/// Whether `slope` is that of `loss` by `value`, by central differences in double.
inline bool isSlope(double slope, double& value, const std::function<double()>& loss) {
    constexpr double Step = 1e-5;
    const double here = value;
    value = here + Step;
    const double above = loss();
    value = here - Step;
    const double below = loss();
    value = here;
    const double expected = (above - below) / (2.0 * Step);
    return std::abs(slope - expected) < 1e-6 * (1.0 + std::abs(expected));
}

}  // namespace counterpoint::nn
