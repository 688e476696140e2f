#include "core/base/random.h"

#include <cmath>
#include <numbers>

namespace counterpoint::base {

double Random::normal() {
    if (m_hasSpare) {
        m_hasSpare = false;
        return m_spare;
    }
    const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
    const double angle = 2.0 * std::numbers::pi * uniform();
    m_spare = radius * std::sin(angle);
    m_hasSpare = true;
    return radius * std::cos(angle);
}

double Random::gamma(double shape) {
    if (shape < 1.0) {
        const double boost = std::pow(1.0 - uniform(), 1.0 / shape);
        return gamma(shape + 1.0) * boost;
    }
    const double d = shape - 1.0 / 3.0;
    const double c = 1.0 / std::sqrt(9.0 * d);
    while (true) {
        const double x = normal();
        const double root = 1.0 + c * x;
        if (root <= 0.0) continue;
        const double v = root * root * root;
        if (std::log(1.0 - uniform()) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v;
    }
}

std::uint32_t Random::poisson(double mean) {
    if (!(mean > 0.0)) return 0;
    if (mean < 30.0) {
        const double limit = std::exp(-mean);
        double product = uniform();
        std::uint32_t count = 0;
        while (product > limit) {
            product *= uniform();
            ++count;
        }
        return count;
    }
    const double logMean = std::log(mean);
    const double b = 0.931 + 2.53 * std::sqrt(mean);
    const double a = -0.059 + 0.02483 * b;
    const double inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
    const double vr = 0.9277 - 3.6224 / (b - 2.0);
    while (true) {
        const double u = uniform() - 0.5;
        const double v = 1.0 - uniform();
        const double us = 0.5 - std::abs(u);
        const double k = std::floor((2.0 * a / us + b) * u + mean + 0.43);
        if (us >= 0.07 && v <= vr) return static_cast<std::uint32_t>(k);
        if (k < 0.0 || (us < 0.013 && v > us)) continue;
        int sign = 0;
        const double logFactorial = ::lgamma_r(k + 1.0, &sign);
        if (std::log(v * inverseAlpha / (a / (us * us) + b)) <= k * logMean - mean - logFactorial)
            return static_cast<std::uint32_t>(k);
    }
}

}  // namespace counterpoint::base
