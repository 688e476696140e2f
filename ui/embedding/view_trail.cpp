#include "ui/embedding/view_trail.h"

namespace counterpoint::embedding {

namespace {
constexpr int rest = 400;  // ms
constexpr std::size_t mostStops = 200;
}  // namespace

ViewTrail::ViewTrail(ViewCamera& camera, QObject* parent)
    : QObject(parent), m_camera(camera), m_stops{camera.glance()} {
    m_moving.setSingleShot(true);
    m_moving.setInterval(rest);
    connect(&m_moving, &QTimer::timeout, this, &ViewTrail::arrive);
    connect(&camera, &ViewCamera::steered, this, [this] {
        const bool sets = !m_moving.isActive();
        m_moving.start();
        if (sets) Q_EMIT changed();
    });
}

/// Where the hand has come to rest is a stop, and what was ahead of the last one is gone.
void ViewTrail::arrive() {
    m_moving.stop();
    const ViewCamera::Glance glance = m_camera.glance();
    if (glance != m_stops[m_stop]) {
        m_stops.resize(m_stop + 1);
        m_stops.push_back(glance);
        if (m_stops.size() > mostStops) m_stops.erase(m_stops.begin());
        m_stop = m_stops.size() - 1;
    }
    Q_EMIT changed();
}

void ViewTrail::goBack() {
    if (m_moving.isActive()) arrive();
    if (m_stop > 0) goTo(m_stop - 1);
}

void ViewTrail::goForward() {
    if (m_moving.isActive()) arrive();
    if (m_stop + 1 < m_stops.size()) goTo(m_stop + 1);
}

void ViewTrail::goTo(std::size_t stop) {
    m_stop = stop;
    m_camera.goTo(m_stops[stop]);
    Q_EMIT changed();
}

void ViewTrail::restart() {
    m_moving.stop();
    m_stops = {m_camera.glance()};
    m_stop = 0;
    Q_EMIT changed();
}

}  // namespace counterpoint::embedding
