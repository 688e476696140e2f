#pragma once

#include <limits>

namespace counterpoint::diagnose {

/// A number with its 95 % interval; all NaN where it is undefined. The interval answers how far the
/// number would move had other cells of the same samples been sequenced.
struct Estimate {
    double value = std::numeric_limits<double>::quiet_NaN();
    double low = std::numeric_limits<double>::quiet_NaN();
    double high = std::numeric_limits<double>::quiet_NaN();

    bool defined() const { return value == value; }
};

/// Cells share neighbours, so standard errors are larger than those of independent cells, by these
/// factors. Measured on simulated data (120 draws of 600 and 40 of 2400 cells, three populations,
/// two batches 0 to 2 standard deviations apart, none to 80 % of a population merged): true over
/// independent 1.0–2.0 for U, 1.2–2.4 for L; the largest is taken.
inline constexpr double underClusteredError = 2.0;
inline constexpr double overClusteredError = 2.4;

/// An estimate from the variance it would have if cells were independent, and its factor.
Estimate estimateOf(double value, double independentVariance, double clusteredError);

}  // namespace counterpoint::diagnose
