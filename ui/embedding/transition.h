#pragma once

#include <algorithm>
#include <chrono>

namespace counterpoint::embedding {

/// Milliseconds of a clock that never goes back.
using Milliseconds = double;
inline Milliseconds now() {
    return std::chrono::duration<double, std::milli>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

/// How a change is shown.
enum class Motion {
    Glide,  ///< 300 ms from what is on the screen, or as long as frames of a stream are apart
    Jump,   ///< at once
};

constexpr Milliseconds glideTime = 300.0;

/// A movement in time from 0 (what was on the screen) to 1 (where it goes).
struct Transition {
    Milliseconds start = 0.0;
    Milliseconds duration = 0.0;
    bool eased = true;  ///< slow at both ends; a stream of frames moves evenly instead

    double at(Milliseconds time) const {
        if (duration <= 0.0) return 1.0;
        const double t = std::clamp((time - start) / duration, 0.0, 1.0);
        if (!eased) return t;
        const double rest = 1.0 - t;
        return t < 0.5 ? 4.0 * t * t * t : 1.0 - 4.0 * rest * rest * rest;
    }
    bool over(Milliseconds time) const { return time >= start + duration; }
};

}  // namespace counterpoint::embedding
