#include "core/diagnose/estimate.h"

#include <cmath>

namespace counterpoint::diagnose {

Estimate estimateOf(double value, double independentVariance, double clusteredError) {
    constexpr double z = 1.959963984540054;  // 97.5 % point of the standard normal
    const double half = z * clusteredError * std::sqrt(independentVariance);
    return {value, value - half, value + half};
}

}  // namespace counterpoint::diagnose
