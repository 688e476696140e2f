#include "ui/embedding/detail_level.h"

namespace counterpoint::embedding {

void DetailLevel::drew(std::size_t points, Milliseconds took) {
    // The fixed cost of a frame hides the cost of few points.
    if (points < fewestJudged) return;
    const double perPoint = took / static_cast<double>(points);
    constexpr double newest = 0.25;
    m_perPoint += newest * (perPoint - m_perPoint);
}

std::size_t DetailLevel::affordable(std::size_t cells, Milliseconds frame) {
    const auto share = [cells](std::size_t halvings) { return cells >> halvings; };
    const auto cost = [&](std::size_t halvings) {
        return m_perPoint * static_cast<double>(share(halvings));
    };
    while (cost(m_halvings) > frame && share(m_halvings + 1) >= fewestDrawn) ++m_halvings;
    // Back to more only where it fits with room to spare.
    while (m_halvings > 0 && cost(m_halvings - 1) < 0.7 * frame) --m_halvings;
    return share(m_halvings);
}

std::size_t DetailLevel::pointsIn(Milliseconds time) const {
    return static_cast<std::size_t>(time / m_perPoint);
}

}  // namespace counterpoint::embedding
