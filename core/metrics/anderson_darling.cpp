#include "core/metrics/anderson_darling.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

namespace counterpoint::metrics {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double gridStep = 0.05;

/// Exact variance of the statistics for continuous data (Scholz & Stephens 1987, equation 4).
double varianceOf(const std::vector<std::vector<double>>& samples, std::size_t total) {
    const auto k = static_cast<double>(samples.size());
    const auto n = static_cast<double>(total);
    double inverse = 0.0;  // H
    for (const auto& sample : samples) inverse += 1.0 / static_cast<double>(sample.size());
    double harmonic = 0.0;  // h
    double g = 0.0;
    // g = Σ_{i < j < n} 1 / ((n − i) j), the inner sum growing as i falls.
    for (std::size_t i = total - 1; i >= 1; --i) {
        if (i < total - 1) g += harmonic / static_cast<double>(total - i);
        harmonic += 1.0 / static_cast<double>(i);
    }
    const double h = harmonic;
    const double a = (4 * g - 6) * (k - 1) + (10 - 6 * g) * inverse;
    const double b =
        (2 * g - 4) * k * k + 8 * h * k + (2 * g - 14 * h - 4) * inverse - 8 * h + 4 * g - 6;
    const double c =
        (6 * h + 2 * g - 2) * k * k + (4 * h - 4 * g + 6) * k + (2 * h - 6) * inverse + 4 * h;
    const double d = (2 * h + 6) * k * k - 4 * h * k;
    return (((a * n + b) * n + c) * n + d) / ((n - 1) * (n - 2) * (n - 3));
}

}  // namespace

AndersonDarling andersonDarling(const std::vector<std::vector<double>>& samples) {
    std::vector<std::pair<double, std::size_t>> pooled;  // value, sample
    for (std::size_t s = 0; s < samples.size(); ++s)
        for (const double value : samples[s]) pooled.emplace_back(value, s);
    std::ranges::sort(pooled);
    if (pooled.front().first == pooled.back().first) return {nan, nan};

    const auto n = static_cast<double>(pooled.size());
    std::vector<double> before(samples.size(), 0.0);  // values of each sample below the present one
    std::vector<double> here(samples.size());
    double below = 0.0;
    double first = 0.0;
    double second = 0.0;
    for (std::size_t begin = 0; begin < pooled.size();) {
        std::ranges::fill(here, 0.0);
        std::size_t end = begin;
        while (end < pooled.size() && pooled[end].first == pooled[begin].first)
            here[pooled[end++].second] += 1.0;
        const auto ties = static_cast<double>(end - begin);
        const double upTo = below + ties;
        const double mid = below + ties / 2.0;
        for (std::size_t s = 0; s < samples.size(); ++s) {
            const auto size = static_cast<double>(samples[s].size());
            const double gap = n * (before[s] + here[s]) - size * upTo;
            if (upTo < n) first += ties * gap * gap / (upTo * (n - upTo)) / size;
            const double midGap = n * (before[s] + here[s] / 2.0) - size * mid;
            second += ties * midGap * midGap / (mid * (n - mid) - n * ties / 4.0) / size;
            before[s] += here[s];
        }
        below = upTo;
        begin = end;
    }
    const double mean = static_cast<double>(samples.size()) - 1.0;
    const double deviation = std::sqrt(varianceOf(samples, pooled.size()));
    return {(first / n - mean) / deviation, (second * (n - 1.0) / (n * n) - mean) / deviation};
}

AndersonDarlingLaw::AndersonDarlingLaw(int degrees)
    : m_mean(degrees),
      m_deviation(std::sqrt(2.0 * degrees * (std::numbers::pi * std::numbers::pi / 3.0 - 3.0))) {
    const double m = degrees;
    const double longest = 3.0 * m + 30.0;  // the tail falls like exp(−x): below 1e-9 from here on
    // The sum over frequencies repeats after 4π / step in x; twice the range keeps copies apart.
    const double step = 2.0 * std::numbers::pi / (longest + 10.0);
    // The envelope falls like exp(−1.11 m √u).
    const double last = std::max(40.0, std::pow(30.0 / (1.11 * m), 2.0));
    constexpr int terms = 200;

    std::vector<double> phases;
    std::vector<double> envelopes;  // 1 / (u ρ(u))
    for (double u = step; u < last; u += step) {
        double angle = u / (terms + 1);  // Σ_{j > terms} u / (j (j + 1))
        double logarithm = 0.0;
        for (int j = 1; j <= terms; ++j) {
            const double x = u / (j * (j + 1.0));
            angle += std::atan(x);
            logarithm += std::log1p(x * x);
        }
        phases.push_back(m * angle / 2.0);
        envelopes.push_back(std::exp(-m * logarithm / 4.0) / u);
    }
    for (double x = 0.0; x <= longest; x += gridStep) {
        // Trapezoids; the limit of the integrand at 0 is (mean − x) / 2.
        double sum = (m - x) / 4.0;
        for (std::size_t i = 0; i < phases.size(); ++i) {
            const double u = step * static_cast<double>(i + 1);
            sum += std::sin(phases[i] - x * u / 2.0) * envelopes[i];
        }
        m_tail.push_back(std::clamp(0.5 + sum * step / std::numbers::pi, 0.0, 1.0));
    }
}

double AndersonDarlingLaw::tail(double standardised) const {
    if (std::isnan(standardised)) return nan;
    const double at = (m_mean + m_deviation * standardised) / gridStep;
    if (at <= 0.0) return 1.0;
    if (at >= static_cast<double>(m_tail.size() - 1)) return 0.0;
    const auto i = static_cast<std::size_t>(at);
    const double t = at - static_cast<double>(i);
    // Catmull–Rom through the four nearest points.
    const double p0 = m_tail[i == 0 ? 0 : i - 1];
    const double p1 = m_tail[i];
    const double p2 = m_tail[i + 1];
    const double p3 = m_tail[std::min(i + 2, m_tail.size() - 1)];
    const double value =
        p1 +
        t / 2.0 *
            (p2 - p0 + t * (2.0 * p0 - 5.0 * p1 + 4.0 * p2 - p3 + t * (3.0 * (p1 - p2) + p3 - p0)));
    return std::clamp(value, 0.0, 1.0);
}

}  // namespace counterpoint::metrics
