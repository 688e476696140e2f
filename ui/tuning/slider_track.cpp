#include "ui/tuning/slider_track.h"

#include "ui/support/fonts.h"
#include "ui/support/numbers.h"
#include "ui/support/theme.h"
#include "ui/tuning/slider_accessible.h"

#include <QAccessible>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QWheelEvent>

#include <cmath>

namespace counterpoint::tuning {

using support::Theme;

namespace {

constexpr double inset = 8.0;     // of the thumb's centre at both ends
constexpr double grooveY = 11.0;  // centre of the groove
constexpr double thumb = 14.0;    // diameters
constexpr double ring = 22.0;
constexpr double tickTop = 15.0;
constexpr double tickEnd = 18.0;
constexpr double markEnd = 20.5;    // the default's triangle looks out from under the thumb
constexpr double numberTop = 20.0;  // of a line box; the figures themselves start lower
constexpr int pageSteps = 10;

QRectF circle(double x, double diameter) {
    return {x - diameter / 2.0, grooveY - diameter / 2.0, diameter, diameter};
}

}  // namespace

SliderTrack::SliderTrack(const SliderScale& scale, QWidget* parent)
    : QWidget(parent), m_scale(scale), m_value(scale.minimum()) {
    installSliderAccessibility();
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void SliderTrack::setValue(double value) {
    place(m_scale.checked(value));
}

void SliderTrack::setDefault(std::optional<double> value) {
    m_default = value;
    update();
}

void SliderTrack::setExact(std::optional<double> value) {
    m_exact = value;
    update();
}

double SliderTrack::xOf(double value) const {
    return inset + m_scale.positionOf(value) * (width() - 2.0 * inset);
}

QSize SliderTrack::sizeHint() const {
    return {support::scaled(248),
            static_cast<int>(tickEnd) + support::lineHeight(support::Type::Axis)};
}

QSize SliderTrack::minimumSizeHint() const {
    return {support::scaled(120), sizeHint().height()};
}

void SliderTrack::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintGroove(painter);
    paintTicks(painter);
    paintThumbs(painter);
}

void SliderTrack::paintGroove(QPainter& painter) const {
    const Theme& theme = Theme::current();
    const QRectF groove(inset - 2.0, grooveY - 2.0, width() - 2.0 * (inset - 2.0), 4.0);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.track);
    painter.drawRoundedRect(groove, 2, 2);
    if (!isEnabled()) return;
    QRectF filled = groove;
    filled.setRight(xOf(m_value));
    painter.setBrush(theme.accent);
    painter.drawRoundedRect(filled, 2, 2);
}

void SliderTrack::paintTicks(QPainter& painter) const {
    const Theme& theme = Theme::current();
    if (m_default) {
        const double x = xOf(*m_default);
        QPainterPath mark;
        mark.moveTo(x - 3.5, markEnd);
        mark.lineTo(x, tickTop);
        mark.lineTo(x + 3.5, markEnd);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.second);
        painter.drawPath(mark);
    }
    painter.setFont(support::fontOf(support::Type::Axis));
    const QFontMetricsF metrics(painter.font());
    const double line = support::lineHeight(support::Type::Axis);
    double occupied = -1.0;
    const double lastTick = m_scale.ticks().back();
    const double lastWidth = metrics.horizontalAdvance(support::number(lastTick));
    const auto left = [&](double x, double textWidth) {
        return std::clamp(x - textWidth / 2.0, 0.0, std::max(0.0, width() - textWidth));
    };
    const double lastLeft = left(xOf(lastTick), lastWidth);
    for (const double tick : m_scale.ticks()) {
        const double x = xOf(tick);
        if (!m_default || std::abs(x - xOf(*m_default)) > 3.0) {
            painter.setPen(QPen(theme.control, 1.5));
            painter.drawLine(QPointF(x, tickTop), QPointF(x, tickEnd));
        }
        // A number that would touch its neighbour or the last one is left out; its tick stays.
        const QString text = support::number(tick);
        const double textWidth = metrics.horizontalAdvance(text);
        const double from = left(x, textWidth);
        if (from < occupied || (tick != lastTick && from + textWidth + 4.0 > lastLeft)) continue;
        painter.setPen(theme.quiet);
        painter.drawText(QRectF(from, numberTop, textWidth + 1.0, line),
                         Qt::AlignLeft | Qt::AlignVCenter, text);
        occupied = from + textWidth + 4.0;
    }
}

void SliderTrack::paintThumbs(QPainter& painter) const {
    const Theme& theme = Theme::current();
    const double x = xOf(m_value);
    if (m_exact && isEnabled() && *m_exact != m_value) {
        QPen dashed(theme.quiet, 1.4);
        dashed.setDashPattern({1.6, 1.6});
        painter.setPen(dashed);
        painter.setBrush(theme.panel);
        painter.drawEllipse(circle(xOf(*m_exact), thumb - 1.4));
    }
    if (hasFocus() && isEnabled()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.focusRing);
        painter.drawEllipse(circle(x, ring));
    }
    painter.setPen(QPen(isEnabled() ? theme.accent : theme.control, 2.5));
    painter.setBrush(isEnabled() ? theme.panel : theme.header);
    painter.drawEllipse(circle(x, thumb));
}

void SliderTrack::place(double value) {
    if (value == m_value) return;
    m_value = value;
    update();
    QAccessibleValueChangeEvent event(this, value);
    QAccessible::updateAccessibility(&event);
}

void SliderTrack::drag(double x) {
    const double position = (x - m_grip - inset) / std::max(1.0, width() - 2.0 * inset);
    const double value = m_scale.valueAt(position);
    if (value == m_value) return;
    m_moved = true;
    place(value);
    Q_EMIT dragged(value);
}

void SliderTrack::step(double value) {
    if (value == m_value) return;
    place(value);
    Q_EMIT stepped(value);
}

void SliderTrack::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return event->ignore();
    m_dragging = true;
    m_moved = false;
    const double offset = event->position().x() - xOf(m_value);
    m_grip = std::abs(offset) <= thumb / 2.0 ? offset : 0.0;
    drag(event->position().x());
}

void SliderTrack::mouseMoveEvent(QMouseEvent* event) {
    if (m_dragging) drag(event->position().x());
}

void SliderTrack::mouseReleaseEvent(QMouseEvent* event) {
    if (!m_dragging || event->button() != Qt::LeftButton) return;
    m_dragging = false;
    if (m_moved) Q_EMIT released(m_value);
}

void SliderTrack::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
        case Qt::Key_Left:
        case Qt::Key_Down:
            return step(m_scale.stepped(m_value, -1));
        case Qt::Key_Right:
        case Qt::Key_Up:
            return step(m_scale.stepped(m_value, 1));
        case Qt::Key_PageDown:
            return step(m_scale.stepped(m_value, -pageSteps));
        case Qt::Key_PageUp:
            return step(m_scale.stepped(m_value, pageSteps));
        case Qt::Key_Home:
            return step(m_default.value_or(m_scale.minimum()));
        case Qt::Key_End:
            return step(m_scale.maximum());
        default:
            QWidget::keyPressEvent(event);
    }
}

void SliderTrack::wheelEvent(QWheelEvent* event) {
    if (!hasFocus()) return event->ignore();
    constexpr int notch = 120;
    m_wheel += event->angleDelta().y();
    const int steps = m_wheel / notch;
    m_wheel -= steps * notch;
    if (steps != 0) step(m_scale.stepped(m_value, steps));
    event->accept();
}

void SliderTrack::focusInEvent(QFocusEvent* event) {
    QWidget::focusInEvent(event);
    update();
}

void SliderTrack::focusOutEvent(QFocusEvent* event) {
    m_wheel = 0;
    QWidget::focusOutEvent(event);
    update();
}

}  // namespace counterpoint::tuning
