#pragma once

#include "core/data/matrix.h"
#include "ui/embedding/transition.h"

#include <memory>
#include <span>
#include <vector>

namespace counterpoint::embedding {

/// Where every cell is drawn right now, on its way to the latest layout.
class LayoutMotion {
  public:
    /// Sets off from what `positions()` holds to the first three columns of `layout` (nullptr: no
    /// cells). Where the number of cells changes there is nothing to glide from, so it jumps; a
    /// cell whose old or new place is not finite jumps alone. When layouts follow each other faster
    /// than a glide lasts, each is reached evenly in the time its predecessor took, so that a
    /// stream flows without lagging. Returns the movement chosen.
    Transition setTarget(const std::shared_ptr<const data::Embedding>& layout, Motion motion,
                         Milliseconds time);
    /// Moves `positions()` to `time`; true while there is still way to go.
    bool advance(Milliseconds time);

    /// x, y, z of each cell as drawn.
    std::span<const float> positions() const { return m_now; }
    /// x, y, z of each cell in the latest layout; z is 0 in the plane.
    std::span<const float> target() const { return m_target; }
    std::size_t cells() const { return m_target.size() / 3; }
    /// Whether the latest layout has a third dimension.
    bool deep() const { return m_deep; }
    bool moving() const { return m_moving; }

  private:
    static constexpr Milliseconds longAgo = -1e12;

    std::vector<float> m_from;
    std::vector<float> m_now;
    std::vector<float> m_target;
    Transition m_transition;
    Milliseconds m_lastGlide = longAgo;
    bool m_moving = false;
    bool m_deep = false;
};

}  // namespace counterpoint::embedding
