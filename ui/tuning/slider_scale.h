#pragma once

#include "core/plugin/parameter.h"

#include <vector>

namespace counterpoint::tuning {

/// Where a number parameter's values lie on a slider, and which values a hand can choose.
class SliderScale {
  public:
    SliderScale() = default;
    /// From a parameter of kind Integer or Real. A logarithmic scale that reaches zero is linear.
    explicit SliderScale(const plugin::Parameter& parameter);

    double minimum() const { return m_minimum; }
    double maximum() const { return m_maximum; }
    bool isLogarithmic() const { return m_logarithmic; }

    /// 0 at the left end, 1 at the right; values out of range are clamped.
    double positionOf(double value) const;
    /// The value a thumb at `position` means: a whole step on a linear scale, two significant
    /// figures on a logarithmic one.
    double valueAt(double position) const;
    /// `value` moved by a number of steps (one arrow key each), kept on whole steps and in range.
    double stepped(double value, int steps) const;
    /// Into the range, and whole for integers; otherwise as typed.
    double checked(double value) const;
    /// The middle of the slider, where an automatic parameter's thumb waits.
    double middle() const;
    /// Decimals of one step: 0 for integers, 1 for 0.1.
    int decimals() const;
    /// Numbers to write below, ascending: the declared ones, else the two ends.
    const std::vector<double>& ticks() const { return m_ticks; }

  private:
    double m_minimum = 0.0;
    double m_maximum = 1.0;
    double m_step = 0.1;
    bool m_logarithmic = false;
    bool m_whole = false;
    std::vector<double> m_ticks{0.0, 1.0};
};

}  // namespace counterpoint::tuning
