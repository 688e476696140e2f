// Axes of a view, in the plane and in space, and the arrows over its cells.

#include "ui/embedding/view_overlay.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>

namespace counterpoint::embedding {

namespace {

constexpr double axisInset = 14.0;
constexpr double axisLength = 38.0;
constexpr double triadLength = 30.0;
constexpr double triadInset = 46.0;
constexpr double headLength = 6.0;
constexpr double gap = 6.0;

/// The head of an arrow that ends at `tip`, coming from `from`.
QPolygonF arrowHead(QPointF from, QPointF tip, double length) {
    const QLineF shaft(from, tip);
    if (shaft.length() < 1.0) return {};
    const QPointF along = (tip - from) / shaft.length();
    const QPointF across(-along.y(), along.x());
    const QPointF base = tip - length * along;
    return QPolygonF({tip, base + 0.42 * length * across, base - 0.42 * length * across});
}

double dropOf(const QFontMetricsF& metrics) {
    return (metrics.ascent() - metrics.descent()) / 2.0;
}

}  // namespace

QRectF ViewOverlay::axisBox() const {
    if (m_axes.size() > 2)
        return {0.0, height() - 2.0 * triadInset, 3.0 * triadInset, 2.0 * triadInset};
    const QFontMetricsF metrics(m_style.axis);
    const double across = axisLength + gap + metrics.horizontalAdvance(m_axes.value(0));
    const double up = axisLength + gap + metrics.horizontalAdvance(m_axes.value(1));
    return {axisInset - metrics.height() / 2.0, height() - axisInset - up,
            across + metrics.height() / 2.0, up + metrics.height() / 2.0};
}

void ViewOverlay::paintAxes(QPainter& painter) const {
    const QPointF origin(axisInset + 0.5, height() - axisInset + 0.5);
    const QPointF right = origin + QPointF(axisLength + 2.0, 0.0);
    const QPointF top = origin - QPointF(0.0, axisLength + 2.0);
    painter.setPen(QPen(m_style.quiet, 1.0));
    painter.drawLine(origin, right);
    painter.drawLine(origin, top);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_style.quiet);
    painter.drawPolygon(arrowHead(origin, right, headLength));
    painter.drawPolygon(arrowHead(origin, top, headLength));

    painter.setFont(m_style.axis);
    painter.setPen(m_style.quiet);
    const double drop = dropOf(QFontMetricsF(m_style.axis));
    painter.drawText(right + QPointF(4.0, drop), m_axes.value(0));
    painter.save();
    painter.translate(top + QPointF(drop, -4.0));
    painter.rotate(-90.0);
    painter.drawText(QPointF(), m_axes.value(1));
    painter.restore();
}

/// The three axes as the cells are turned now; those that point to the viewer come last.
void ViewOverlay::paintTriad(QPainter& painter) const {
    struct Axis {
        QVector3D direction;
        QString name;
    };
    std::array<Axis, 3> axes{Axis{{1.0F, 0.0F, 0.0F}, m_axes.value(0)},
                             Axis{{0.0F, 1.0F, 0.0F}, m_axes.value(1)},
                             Axis{{0.0F, 0.0F, 1.0F}, m_axes.value(2)}};
    for (Axis& axis : axes) axis.direction = m_camera->turn().rotatedVector(axis.direction);
    std::sort(axes.begin(), axes.end(),
              [](const Axis& a, const Axis& b) { return a.direction.z() < b.direction.z(); });

    const QPointF origin(triadInset, height() - triadInset);
    const QFontMetricsF metrics(m_style.axis);
    const double drop = dropOf(metrics);
    painter.setFont(m_style.axis);
    std::vector<QRectF> taken;
    for (const auto& [direction, name] : axes) {
        const QPointF flat(double{direction.x()}, -double{direction.y()});
        const QPointF tip = origin + triadLength * flat;
        painter.setPen(QPen(m_style.quiet, direction.z() < -0.01F ? 1.0 : 1.6));
        painter.drawLine(origin, tip);
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_style.quiet);
        painter.drawPolygon(arrowHead(origin, tip, headLength));
        // An axis that points at the viewer has no room for its name: it stands below all of them.
        const double reach = std::hypot(flat.x(), flat.y());
        const bool pointsAtViewer = reach <= 0.2;
        const QPointF away = pointsAtViewer ? QPointF(0.0, 1.0) : flat / reach;
        const double width = metrics.horizontalAdvance(name);
        QPointF at = tip + 4.0 * away + QPointF(away.x() < -0.3 ? -width : 0.0, drop);
        if (std::abs(away.x()) <= 0.3)
            at += QPointF(-width / 2.0,
                          away.y() < 0.0 ? -metrics.height() / 2.0 + 2.0 : metrics.height() / 2.0);
        // Names of axes that point the same way would lie upon each other.
        const auto box = [&] {
            return QRectF(at.x(), at.y() - metrics.ascent(), width, metrics.height());
        };
        while (std::any_of(taken.begin(), taken.end(),
                           [&](const QRectF& other) { return other.intersects(box()); }))
            at.ry() += pointsAtViewer ? metrics.height() / 2.0 : -metrics.height() / 2.0;
        taken.push_back(box());
        at.setX(std::clamp(at.x(), 4.0, std::max(4.0, this->width() - width - 4.0)));
        at.setY(std::min(at.y(), height() - 4.0));
        painter.setPen(m_style.quiet);
        painter.drawText(at, name);
    }
}

void ViewOverlay::paintArrows(QPainter& painter) const {
    if (m_arrows.empty()) return;
    const auto draw = [&](const QColor& color, double width, double head) {
        for (const QLineF& arrow : m_arrows) {
            const QPointF from = m_camera->toScreen(arrow.p1(), size());
            const QPointF tip = m_camera->toScreen(arrow.p2(), size());
            const double length = QLineF(from, tip).length();
            if (length < 3.0) continue;
            const double point = std::min(head, 0.6 * length);
            const QPointF neck = tip - (0.8 * point / length) * (tip - from);
            painter.setPen(QPen(color, width, Qt::SolidLine, Qt::RoundCap));
            painter.drawLine(from, neck);
            painter.setPen(QPen(color, std::max(0.0, width - 1.4), Qt::SolidLine, Qt::SquareCap,
                                Qt::RoundJoin));
            painter.setBrush(color);
            painter.drawPolygon(arrowHead(from, tip, point));
        }
    };
    // A light line under a dark one shows on every colour of cells. In a small view, where the same
    // arrows crowd, they are finer.
    const double size = std::clamp(std::min(width(), height()) / 640.0, 0.6, 1.0);
    draw(m_style.canvas, 1.4 * size + 1.6, 8.0 * size);
    draw(m_style.text, 1.4 * size, 8.0 * size);
}

}  // namespace counterpoint::embedding
