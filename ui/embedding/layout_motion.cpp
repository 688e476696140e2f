#include "ui/embedding/layout_motion.h"

#include <algorithm>
#include <cmath>

namespace counterpoint::embedding {

namespace {

std::vector<float> placesOf(const data::Embedding* layout) {
    std::vector<float> xyz;
    if (layout == nullptr || layout->cols == 0) return xyz;
    const std::size_t axes = std::min<std::size_t>(layout->cols, 3);
    xyz.assign(3 * layout->rows, 0.0F);
    for (std::size_t i = 0; i < layout->rows; ++i)
        for (std::size_t axis = 0; axis < axes; ++axis) xyz[3 * i + axis] = (*layout)(i, axis);
    return xyz;
}

}  // namespace

Transition LayoutMotion::setTarget(const std::shared_ptr<const data::Embedding>& layout,
                                   Motion motion, Milliseconds time) {
    m_target = placesOf(layout.get());
    m_deep = layout && layout->cols > 2;
    if (motion == Motion::Jump || m_now.size() != m_target.size()) {
        m_transition = {};
        m_lastGlide = longAgo;
        m_now = m_target;
        m_moving = false;
        return m_transition;
    }
    const Milliseconds interval = time - m_lastGlide;
    m_lastGlide = time;
    const bool streaming = interval < glideTime;
    m_transition = {time, streaming ? interval : glideTime, !streaming};
    // A cell that was nowhere is at once where it belongs.
    for (std::size_t i = 0; i < m_now.size(); ++i)
        if (!std::isfinite(m_now[i])) m_now[i] = m_target[i];
    m_from = m_now;
    m_moving = true;
    return m_transition;
}

bool LayoutMotion::advance(Milliseconds time) {
    if (!m_moving) return false;
    const auto part = static_cast<float>(m_transition.at(time));
    if (m_transition.over(time)) {
        m_now = m_target;
        m_moving = false;
        return false;
    }
    for (std::size_t i = 0; i < m_now.size(); ++i) {
        const float between = m_from[i] + part * (m_target[i] - m_from[i]);
        m_now[i] = std::isfinite(between) ? between : m_target[i];
    }
    return true;
}

}  // namespace counterpoint::embedding
