#include "core/metrics/chi_square.h"

#include <cmath>
#include <limits>
#include <numeric>

namespace counterpoint::metrics {

namespace {

constexpr int mostTerms = 10000;
constexpr double epsilon = std::numeric_limits<double>::epsilon();

/// P(a, x) = x^a e^−x / Γ(a) · Σ xⁿ / (a (a+1) … (a+n)).
double lowerSeries(double a, double x, double factor) {
    double term = 1.0 / a;
    double sum = term;
    for (int n = 1; n < mostTerms && term > sum * epsilon; ++n) {
        term *= x / (a + n);
        sum += term;
    }
    return factor * sum;
}

/// Q(a, x) by the even part of the continued fraction, modified Lentz.
double upperFraction(double a, double x, double factor) {
    constexpr double tiny = 1e-300;
    double b = x + 1.0 - a;
    double c = 1.0 / tiny;
    double d = 1.0 / b;
    double value = d;
    for (int n = 1; n < mostTerms; ++n) {
        const double numerator = -n * (n - a);
        b += 2.0;
        d = numerator * d + b;
        if (std::abs(d) < tiny) d = tiny;
        c = b + numerator / c;
        if (std::abs(c) < tiny) c = tiny;
        d = 1.0 / d;
        const double step = d * c;
        value *= step;
        if (std::abs(step - 1.0) < epsilon) break;
    }
    return factor * value;
}

/// ln Γ without the global sign that std::lgamma writes (two threads may be here).
double logGamma(double a) {
    int sign = 0;
    return ::lgamma_r(a, &sign);
}

}  // namespace

double upperGamma(double a, double x) {
    if (x <= 0.0) return 1.0;
    const double factor = std::exp(a * std::log(x) - x - logGamma(a));
    return x < a + 1.0 ? 1.0 - lowerSeries(a, x, factor) : upperFraction(a, x, factor);
}

double chiSquareTail(double statistic, int degrees) {
    return upperGamma(degrees / 2.0, statistic / 2.0);
}

double goodnessOfFit(std::span<const std::uint32_t> observed, std::span<const double> frequencies) {
    const double total = std::accumulate(observed.begin(), observed.end(), 0.0);
    double statistic = 0.0;
    int levels = 0;
    for (std::size_t level = 0; level < observed.size(); ++level) {
        if (frequencies[level] <= 0.0) continue;
        const double expected = frequencies[level] * total;
        const double excess = observed[level] - expected;
        statistic += excess * excess / expected;
        ++levels;
    }
    if (levels < 2) return std::numeric_limits<double>::quiet_NaN();
    return chiSquareTail(statistic, levels - 1);
}

}  // namespace counterpoint::metrics
