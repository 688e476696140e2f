#include "ui/tuning/slider_scale.h"

#include <algorithm>
#include <cmath>

namespace counterpoint::tuning {

namespace {

/// The nearest multiple of `unit`, written through its inverse so that 0.1 steps give 0.3 and not
/// 0.30000000000000004.
double nearestMultiple(double value, double unit) {
    const double inverse = 1.0 / unit;
    const double wholeInverse = std::round(inverse);
    if (unit < 1.0 && std::abs(inverse - wholeInverse) < 1e-9 * inverse)
        return std::round(value * wholeInverse) / wholeInverse;
    return std::round(value / unit) * unit;
}

}  // namespace

SliderScale::SliderScale(const plugin::Parameter& parameter)
    : m_minimum(parameter.minimum),
      m_maximum(std::max(parameter.maximum, parameter.minimum)),
      m_step(parameter.step > 0.0 ? parameter.step : (m_maximum - m_minimum) / 100.0),
      m_logarithmic(parameter.scale == plugin::Scale::Logarithmic && parameter.minimum > 0.0),
      m_whole(parameter.kind == plugin::ParameterKind::Integer),
      m_ticks(parameter.ticks) {
    if (m_whole) m_step = std::max(1.0, std::round(m_step));
    std::erase_if(m_ticks, [this](double tick) { return tick < m_minimum || tick > m_maximum; });
    std::ranges::sort(m_ticks);
    if (m_ticks.empty()) m_ticks = {m_minimum, m_maximum};
}

double SliderScale::positionOf(double value) const {
    if (m_maximum <= m_minimum) return 0.0;
    const double inside = std::clamp(value, m_minimum, m_maximum);
    if (m_logarithmic) return std::log(inside / m_minimum) / std::log(m_maximum / m_minimum);
    return (inside - m_minimum) / (m_maximum - m_minimum);
}

double SliderScale::valueAt(double position) const {
    const double at = std::clamp(position, 0.0, 1.0);
    if (at == 0.0) return m_minimum;
    if (at == 1.0) return m_maximum;
    if (!m_logarithmic) {
        const double raw = m_minimum + at * (m_maximum - m_minimum);
        return checked(nearestMultiple(raw, m_step));
    }
    const double raw = m_minimum * std::pow(m_maximum / m_minimum, at);
    return checked(nearestMultiple(raw, std::pow(10.0, std::floor(std::log10(raw)) - 1.0)));
}

double SliderScale::stepped(double value, int steps) const {
    return checked(nearestMultiple(value + steps * m_step, m_step));
}

double SliderScale::checked(double value) const {
    const double inside = std::clamp(value, m_minimum, m_maximum);
    return m_whole ? std::round(inside) : inside;
}

double SliderScale::middle() const {
    const double centre =
        m_logarithmic ? std::sqrt(m_minimum * m_maximum) : 0.5 * (m_minimum + m_maximum);
    return valueAt(positionOf(centre));
}

int SliderScale::decimals() const {
    int digits = 0;
    for (double unit = m_step; digits < 6 && std::abs(unit - std::round(unit)) > 1e-9; unit *= 10.0)
        ++digits;
    return m_whole ? 0 : digits;
}

}  // namespace counterpoint::tuning
