#pragma once

#include "ui/embedding/transition.h"

#include <cstddef>

namespace counterpoint::embedding {

/// How many points a view may draw while things move, where the processor draws: as many as fit
/// into a frame of a given time, judged by what frames have cost so far on this machine and beside
/// what else it computes.
class DetailLevel {
  public:
    /// A frame of so many points took so long.
    void drew(std::size_t points, Milliseconds took);
    /// Points to draw of `cells` in motion: all, a half, a quarter … of them. Changes rarely, since
    /// every change uploads the points again.
    std::size_t affordable(std::size_t cells, Milliseconds frame);

    /// Points that can be drawn in that time.
    std::size_t pointsIn(Milliseconds time) const;

  private:
    static constexpr std::size_t fewestJudged = 2'000;
    static constexpr std::size_t fewestDrawn = 5'000;

    double m_perPoint = 1e-3;  ///< milliseconds; at first more than it is: thin, but not late
    std::size_t m_halvings = 0;
};

}  // namespace counterpoint::embedding
