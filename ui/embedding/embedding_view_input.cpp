// Mouse and keyboard of a view.

#include "ui/embedding/embedding_view.h"
#include "ui/embedding/view_overlay.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace counterpoint::embedding {

namespace {

constexpr double wheelStep = 1.2;  // per notch of 120 units
constexpr double keyStep = 40.0;   // logical pixels
constexpr double keyTurn = 30.0;   // as many pixels of a drag: 15°
constexpr double pickReach = 4.0;  // logical pixels beyond the disc

SelectMode modeOf(Qt::KeyboardModifiers held) {
    if (held.testFlag(Qt::ShiftModifier)) return SelectMode::Add;
    if (held.testFlag(Qt::AltModifier)) return SelectMode::Remove;
    return SelectMode::Replace;
}

}  // namespace

void EmbeddingView::setTool(Tool tool) {
    m_tool = tool;
    cancelGesture();
    showCursor();
}

void EmbeddingView::showCursor() {
    if (m_dragging)
        setCursor(Qt::ClosedHandCursor);
    else if (m_tool == Tool::Pan)
        unsetCursor();
    else
        setCursor(Qt::CrossCursor);
}

void EmbeddingView::cancelGesture() {
    m_gesture.end();
    m_overlay->setRegion({});
}

void EmbeddingView::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && m_tool != Tool::Pan) {
        m_gesture.begin(m_tool, event->position());
        return;
    }
    const bool left = event->button() == Qt::LeftButton;
    const bool right = event->button() == Qt::RightButton && m_layout.deep();
    if (!left && !right && event->button() != Qt::MiddleButton) return;
    m_dragging = true;
    m_turning = left && m_layout.deep() && !event->modifiers().testFlag(Qt::ShiftModifier);
    m_lastPointer = event->position();
    showCursor();
}

void EmbeddingView::mouseMoveEvent(QMouseEvent* event) {
    if (m_gesture.active()) {
        m_gesture.extend(event->position());
        m_overlay->setRegion(m_gesture.region());
    } else if (m_dragging) {
        const QPointF moved = event->position() - m_lastPointer;
        m_lastPointer = event->position();
        if (moved.isNull()) return;
        if (m_turning)
            m_camera->orbit(moved);
        else
            m_camera->pan(moved);
    } else if (m_placedCells > 0 && event->buttons() == Qt::NoButton) {
        const double reach = (pointSize() / 2.0 + pickReach) * m_camera->unitsPerPixel();
        point(m_finder.nearest(flat(), m_camera->toLayout(event->position(), size()), reach));
    }
}

void EmbeddingView::point(std::optional<std::uint32_t> cell) {
    if (cell == m_pointedCell) return;
    m_pointedCell = cell;
    Q_EMIT cellPointed(cell ? static_cast<qint64>(*cell) : -1);
}

void EmbeddingView::leaveEvent(QEvent*) {
    point(std::nullopt);
}

void EmbeddingView::mouseReleaseEvent(QMouseEvent* event) {
    if (m_gesture.active()) {
        QPolygonF region;
        for (const QPointF& corner : m_gesture.region())
            region.append(m_camera->toLayout(corner, size()));
        cancelGesture();
        m_finder.findInside(flat(), region, [this, mode = modeOf(event->modifiers())](auto cells) {
            Q_EMIT regionChosen(cells, mode);
        });
    }
    m_dragging = false;
    showCursor();
}

void EmbeddingView::mouseDoubleClickEvent(QMouseEvent*) {
    fit();
}

void EmbeddingView::wheelEvent(QWheelEvent* event) {
    const double notches = event->angleDelta().y() / 120.0;
    if (notches != 0.0) m_camera->zoom(std::pow(wheelStep, notches), event->position(), size());
    event->accept();
}

void EmbeddingView::keyPressEvent(QKeyEvent* event) {
    const QPointF middle = QRectF(rect()).center();
    const bool turns = m_layout.deep() && !event->modifiers().testFlag(Qt::ShiftModifier);
    const auto move = [&](QPointF direction) {
        if (turns)
            m_camera->orbit(-keyTurn * direction);
        else
            m_camera->pan(keyStep * direction);
    };
    switch (event->key()) {
        case Qt::Key_Escape:
            if (!m_gesture.active()) return QWidget::keyPressEvent(event);
            cancelGesture();
            break;
        case Qt::Key_Space:
            fit();
            break;
        case Qt::Key_Home:
            m_camera->lookFromFront();
            break;
        case Qt::Key_Plus:
        case Qt::Key_Equal:
            m_camera->zoom(wheelStep, middle, size());
            break;
        case Qt::Key_Minus:
            m_camera->zoom(1.0 / wheelStep, middle, size());
            break;
        case Qt::Key_Left:
            move({1.0, 0.0});
            break;
        case Qt::Key_Right:
            move({-1.0, 0.0});
            break;
        case Qt::Key_Up:
            move({0.0, 1.0});
            break;
        case Qt::Key_Down:
            move({0.0, -1.0});
            break;
        default:
            QWidget::keyPressEvent(event);
    }
}

void EmbeddingView::focusInEvent(QFocusEvent* event) {
    m_overlay->setFocusRing(event->reason() == Qt::TabFocusReason ||
                            event->reason() == Qt::BacktabFocusReason);
}

void EmbeddingView::focusOutEvent(QFocusEvent*) {
    m_overlay->setFocusRing(false);
}

}  // namespace counterpoint::embedding
