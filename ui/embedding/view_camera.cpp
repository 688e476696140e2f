#include "ui/embedding/view_camera.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace counterpoint::embedding {

namespace {
constexpr double margin = 24.0;  // logical pixels left free on each side
constexpr int frameInterval = 16;
constexpr float degreesPerPixel = 0.5F;
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

std::vector<float> ViewCamera::flattened(std::span<const float> xyz) const {
    const auto turned = m_now.turn.toRotationMatrix();
    const QVector3D pivot = m_now.pivot;
    std::vector<float> xy(xyz.size() / 3 * 2);
    if (m_now.turn.isIdentity()) {
        for (std::size_t i = 0; i < xy.size() / 2; ++i) {
            xy[2 * i] = xyz[3 * i];
            xy[2 * i + 1] = xyz[3 * i + 1];
        }
        return xy;
    }
    for (std::size_t i = 0; i < xy.size() / 2; ++i) {
        const float x = xyz[3 * i] - pivot.x();
        const float y = xyz[3 * i + 1] - pivot.y();
        const float z = xyz[3 * i + 2] - pivot.z();
        xy[2 * i] = pivot.x() + turned(0, 0) * x + turned(0, 1) * y + turned(0, 2) * z;
        xy[2 * i + 1] = pivot.y() + turned(1, 0) * x + turned(1, 1) * y + turned(1, 2) * z;
    }
    return xy;
}

void ViewCamera::orbit(QPointF pixels) {
    const auto x = static_cast<float>(pixels.x());
    const auto y = static_cast<float>(pixels.y());
    const QQuaternion more = QQuaternion::fromAxisAndAngle(0.0F, 1.0F, 0.0F, degreesPerPixel * x) *
                             QQuaternion::fromAxisAndAngle(1.0F, 0.0F, 0.0F, degreesPerPixel * y);
    // A frame on its way goes on to its place; only the turn is the hand's.
    m_now.turn = (more * m_now.turn).normalized();
    m_from.turn = m_target.turn = m_now.turn;
    Q_EMIT changed();
    Q_EMIT steered();
}

void ViewCamera::lookFromFront() {
    m_now.turn = m_from.turn = m_target.turn = QQuaternion();
    Q_EMIT changed();
    Q_EMIT steered();
}

void ViewCamera::takeOver() {
    m_ticks.stop();
    m_movedByUser = true;
}

void ViewCamera::pan(QPointF pixels) {
    takeOver();
    m_now.centre += QPointF(-pixels.x(), pixels.y()) * m_now.unitsPerPixel;
    Q_EMIT changed();
    Q_EMIT steered();
}

void ViewCamera::zoom(double factor, QPointF screen, QSizeF view) {
    takeOver();
    const QPointF held = toLayout(screen, view);
    m_now.unitsPerPixel = std::clamp(m_now.unitsPerPixel / factor, 1e-9, 1e9);
    m_now.centre += held - toLayout(screen, view);
    Q_EMIT changed();
    Q_EMIT steered();
}

void ViewCamera::setContent(const QObject* view, std::optional<QRectF> bounds, QSizeF size,
                            std::optional<double> middle) {
    const bool known = m_contents.contains(view);
    m_contents[view] = {bounds, size, middle};
    if (!known) connect(view, &QObject::destroyed, this, [this, view] { m_contents.erase(view); });
}

std::size_t ViewCamera::placeOf(const QObject* view) const {
    const auto found = m_contents.find(view);
    return static_cast<std::size_t>(std::distance(m_contents.begin(), found));
}

void ViewCamera::forget(const QObject* view) {
    m_contents.erase(view);
    disconnect(view, &QObject::destroyed, this, nullptr);
}

void ViewCamera::fit(Motion motion) {
    fit(motion == Motion::Glide ? Transition{now(), glideTime, true} : Transition{});
}

void ViewCamera::steerToAll(Motion motion) {
    fit(motion);
    Q_EMIT steered();
}

bool ViewCamera::Glance::operator==(const Glance& other) const {
    if (framesAll != other.framesAll) return false;
    return framesAll ? frame.turn == other.frame.turn : frame == other.frame;
}

ViewCamera::Glance ViewCamera::glance() const {
    return {m_ticks.isActive() ? m_target : m_now, !m_movedByUser};
}

void ViewCamera::goTo(const Glance& glance) {
    if (glance.framesAll) {
        fit(Motion::Glide);
        m_target.turn = glance.frame.turn;
        return;
    }
    m_movedByUser = true;
    m_target = glance.frame;
    start({now(), glideTime, true});
}

void ViewCamera::fit(Transition how) {
    m_movedByUser = false;
    bool any = false;
    std::optional<double> middle;
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
        if (content.middle) middle = content.middle;
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
    const QPointF centre((left + right) / 2.0, (low + high) / 2.0);
    m_target = {centre, scale > 0.0 ? scale : scaleOfOnePoint, middle ? m_now.turn : QQuaternion(),
                QVector3D(static_cast<float>(centre.x()), static_cast<float>(centre.y()),
                          static_cast<float>(middle.value_or(0.0)))};

    start(m_framed ? how : Transition{});
    m_framed = true;
}

/// On from what is seen now to the target.
void ViewCamera::start(Transition how) {
    m_from = m_now;
    m_transition = how;
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
        m_now.pivot = m_from.pivot + static_cast<float>(part) * (m_target.pivot - m_from.pivot);
        m_now.turn =
            QQuaternion::slerp(m_from.turn, m_target.turn, static_cast<float>(part)).normalized();
        // Evenly in the logarithm, so that a zoom looks even.
        m_now.unitsPerPixel =
            m_from.unitsPerPixel * std::pow(m_target.unitsPerPixel / m_from.unitsPerPixel, part);
    }
    Q_EMIT changed();
}

}  // namespace counterpoint::embedding
