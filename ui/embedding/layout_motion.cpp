#include "ui/embedding/layout_motion.h"

#include <cmath>

namespace counterpoint::embedding {

namespace {

std::vector<float> firstTwoColumns(const data::Embedding* layout) {
    std::vector<float> xy;
    if (layout == nullptr || layout->cols == 0) return xy;
    xy.resize(2 * layout->rows);
    for (std::size_t i = 0; i < layout->rows; ++i) {
        xy[2 * i] = (*layout)(i, 0);
        xy[2 * i + 1] = layout->cols > 1 ? (*layout)(i, 1) : 0.0F;
    }
    return xy;
}

}  // namespace

Transition LayoutMotion::setTarget(const std::shared_ptr<const data::Embedding>& layout,
                                   Motion motion, Milliseconds time) {
    m_target = firstTwoColumns(layout.get());
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
