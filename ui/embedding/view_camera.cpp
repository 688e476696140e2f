#include "ui/embedding/view_camera.h"

#include <algorithm>
#include <cmath>

namespace counterpoint::embedding {

namespace {
constexpr double margin = 24.0;  // logical pixels left free on each side
constexpr int frameInterval = 16;
}  // namespace

ViewCamera::ViewCamera(QObject* parent) : QObject(parent) {
    m_ticks.setInterval(frameInterval);
    m_ticks.setTimerType(Qt::PreciseTimer);
    connect(&m_ticks, &QTimer::timeout, this, &ViewCamera::step);
}

QPointF ViewCamera::toScreen(QPointF layout, QSizeF view) const {
    return {view.width() / 2.0 + (layout.x() - m_now.centre.x()) / m_now.unitsPerPixel,
            view.height() / 2.0 - (layout.y() - m_now.centre.y()) / m_now.unitsPerPixel};
}

QPointF ViewCamera::toLayout(QPointF screen, QSizeF view) const {
    return {m_now.centre.x() + (screen.x() - view.width() / 2.0) * m_now.unitsPerPixel,
            m_now.centre.y() - (screen.y() - view.height() / 2.0) * m_now.unitsPerPixel};
}

void ViewCamera::takeOver() {
    m_ticks.stop();
    m_movedByUser = true;
}

void ViewCamera::pan(QPointF pixels) {
    takeOver();
    m_now.centre += QPointF(-pixels.x(), pixels.y()) * m_now.unitsPerPixel;
    Q_EMIT changed();
}

void ViewCamera::zoom(double factor, QPointF screen, QSizeF view) {
    takeOver();
    const QPointF held = toLayout(screen, view);
    m_now.unitsPerPixel = std::clamp(m_now.unitsPerPixel / factor, 1e-9, 1e9);
    m_now.centre += held - toLayout(screen, view);
    Q_EMIT changed();
}

void ViewCamera::setContent(const QObject* view, std::optional<QRectF> bounds, QSizeF size) {
    const bool known = m_contents.contains(view);
    m_contents[view] = {bounds, size};
    if (!known) connect(view, &QObject::destroyed, this, [this, view] { m_contents.erase(view); });
}

void ViewCamera::forget(const QObject* view) {
    m_contents.erase(view);
    disconnect(view, &QObject::destroyed, this, nullptr);
}

void ViewCamera::fit(Motion motion) {
    fit(motion == Motion::Glide ? Transition{now(), glideTime, true} : Transition{});
}

void ViewCamera::fit(Transition how) {
    m_movedByUser = false;
    bool any = false;
    double left = 0.0;
    double right = 0.0;
    double low = 0.0;
    double high = 0.0;
    for (const auto& [view, content] : m_contents) {
        if (!content.bounds) continue;
        const QRectF& box = *content.bounds;
        left = any ? std::min(left, box.left()) : box.left();
        right = any ? std::max(right, box.right()) : box.right();
        low = any ? std::min(low, box.top()) : box.top();
        high = any ? std::max(high, box.bottom()) : box.bottom();
        any = true;
    }
    if (!any) return;

    double scale = 0.0;
    for (const auto& [view, content] : m_contents) {
        if (!content.bounds) continue;
        const double width = std::max(content.size.width() - 2.0 * margin, 16.0);
        const double height = std::max(content.size.height() - 2.0 * margin, 16.0);
        scale = std::max({scale, (right - left) / width, (high - low) / height});
    }
    constexpr double scaleOfOnePoint = 0.01;
    m_target = {{(left + right) / 2.0, (low + high) / 2.0}, scale > 0.0 ? scale : scaleOfOnePoint};

    m_from = m_now;
    m_transition = m_framed ? how : Transition{};
    m_framed = true;
    if (m_transition.duration > 0.0) m_ticks.start();
    step();
}

void ViewCamera::step() {
    const Milliseconds time = now();
    if (m_transition.over(time)) {
        m_ticks.stop();
        m_now = m_target;
    } else {
        const double part = m_transition.at(time);
        m_now.centre = m_from.centre + part * (m_target.centre - m_from.centre);
        // Evenly in the logarithm, so that a zoom looks even.
        m_now.unitsPerPixel =
            m_from.unitsPerPixel * std::pow(m_target.unitsPerPixel / m_from.unitsPerPixel, part);
    }
    Q_EMIT changed();
}

}  // namespace counterpoint::embedding
