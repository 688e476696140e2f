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

/// An estimate from the variance it would have if cells were independent. Neighbouring cells share
/// neighbours, so the standard error is larger by a measured factor (spec §4).
Estimate estimateOf(double value, double independentVariance);

}  // namespace counterpoint::diagnose
