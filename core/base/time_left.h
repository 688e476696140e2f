#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>
#include <string>

namespace counterpoint::base {

/// How long work will last yet, from the share of it that is done. Nothing is said in the first
/// seconds, nor where hardly anything is done.
class TimeLeft {
  public:
    using Clock = std::chrono::steady_clock;

    explicit TimeLeft(Clock::time_point begin = Clock::now()) : m_begin(begin) {}

    /// In seconds; `fraction` of 0–1 is done.
    std::optional<double> seconds(double fraction, Clock::time_point now = Clock::now()) const {
        constexpr double Shortest = 3.0;
        constexpr double Least = 0.01;
        const double passed = std::chrono::duration<double>(now - m_begin).count();
        if (passed < Shortest || fraction < Least || fraction >= 1.0) return {};
        return passed * (1.0 - fraction) / fraction;
    }

  private:
    Clock::time_point m_begin;
};

/// Rounded as a person would say it: "8 s", "40 s", "3 min", "1 h 20 min".
inline std::string durationText(double seconds) {
    const auto times = [](double x, double unit) {
        return static_cast<int>(std::lround(x / unit));
    };
    if (seconds < 10.0) return std::to_string(std::max(1, times(seconds, 1.0))) + " s";
    if (seconds < 90.0) return std::to_string(5 * times(seconds, 5.0)) + " s";
    if (seconds < 3570.0) return std::to_string(times(seconds, 60.0)) + " min";
    const int minutes = 5 * times(seconds, 300.0);
    std::string text = std::to_string(minutes / 60) + " h";
    if (minutes % 60 > 0) text.append(" ").append(std::to_string(minutes % 60)).append(" min");
    return text;
}

}  // namespace counterpoint::base
