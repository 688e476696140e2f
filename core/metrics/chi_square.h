#pragma once

#include <cstdint>
#include <span>

namespace counterpoint::metrics {

/// Regularised upper incomplete gamma function Q(a, x) = Γ(a, x) / Γ(a), a > 0, x ≥ 0, to about
/// 1e-14: series below a + 1, Lentz's continued fraction above (Abramowitz &
/// Stegun 6.5.29, 6.5.31).
double upperGamma(double a, double x);

/// Probability that a chi-square variable of `degrees` degrees of freedom exceeds `statistic`.
double chiSquareTail(double statistic, int degrees);

/// Pearson's goodness-of-fit p-value of `observed` counts against `frequencies` that sum to 1.
/// Levels of frequency 0 are left out. NaN when fewer than two levels are left.
double goodnessOfFit(std::span<const std::uint32_t> observed, std::span<const double> frequencies);

}  // namespace counterpoint::metrics
