#pragma once

#include <QPointF>
#include <QPolygonF>
#include <QRectF>

namespace counterpoint::embedding {

/// What dragging the pointer over a view does.
enum class Tool { Pan, Box, Lasso };

/// How cells in a region change the selection.
enum class SelectMode { Replace, Add, Remove };

/// The outline a pointer draws, from press to release.
class RegionGesture {
  public:
    bool active() const { return m_active; }
    void begin(Tool tool, QPointF at) {
        m_active = true;
        m_tool = tool;
        m_points = {at};
    }
    void extend(QPointF to) {
        if (m_tool == Tool::Box) m_points.resize(1);
        m_points.append(to);
    }
    void end() { m_active = false; }
    /// The closed region so far: empty until the pointer has moved.
    QPolygonF region() const {
        if (m_points.size() < 2) return {};
        if (m_tool == Tool::Lasso) return m_points;
        return QPolygonF(QRectF(m_points.front(), m_points.back()).normalized());
    }

  private:
    bool m_active = false;
    Tool m_tool = Tool::Pan;
    QPolygonF m_points;
};

}  // namespace counterpoint::embedding
