// What a view has drawn: which cells, when and where they are seen from.

#include "ui/embedding/embedding_view.h"
#include "ui/embedding/gl_canvas.h"

#include <algorithm>
#include <cmath>

namespace counterpoint::embedding {

namespace {

constexpr int settleTime = 180;
constexpr int settleAfterStream = 800;  // all cells between two frames of a stream help nobody
constexpr int settleApart = 60;  // so that linked views do not draw all cells in the same moment
constexpr Milliseconds turn = 30.0;  // of all linked views at most, where the processor draws

}  // namespace

void EmbeddingView::waitToSettle() {
    const int wait = now() - m_streamedAt < streamGap ? settleAfterStream : settleTime;
    m_settle.start(wait + settleApart * static_cast<int>(m_camera->placeOf(this)));
}

Milliseconds EmbeddingView::turnOfViews() const {
    return turn / static_cast<double>(m_camera->views());
}

bool EmbeddingView::thinned() const {
    return m_settle.isActive() && m_canvas != nullptr && m_canvas->software() &&
           m_movingCells < m_placedCells;
}

void EmbeddingView::keepThinned() {
    if (m_canvas == nullptr || !m_canvas->software()) return;
    const std::size_t moving = m_detail.affordable(m_placedCells, turnOfViews());
    if (moving == m_placedCells && !thinned()) return;
    if (!thinned() || moving != m_movingCells) m_orderStale = true;
    m_movingCells = moving;
    waitToSettle();
}

/// The colouring's order, or every k-th of it: the order is random among equals, so that is a fair
/// sample which keeps high values on top. Cells without a place are left out.
void EmbeddingView::chooseOrder(bool all) {
    const std::size_t cells = m_layout.cells();
    const bool coloured = m_colouring.order.size() == cells;
    const std::span<const float> xyz = m_layout.target();
    const bool everyCell = m_placedCells == cells;
    const std::size_t drawn = all ? m_placedCells : std::min(m_placedCells, m_movingCells);
    m_order.clear();
    m_order.reserve(drawn);
    std::size_t placed = 0;
    for (std::size_t rank = 0; rank < cells; ++rank) {
        const std::uint32_t cell =
            coloured ? m_colouring.order[rank] : static_cast<std::uint32_t>(rank);
        const float* at = xyz.data() + 3 * std::size_t{cell};
        if (!everyCell && !(std::isfinite(at[0]) && std::isfinite(at[1]) && std::isfinite(at[2])))
            continue;
        // The next of `drawn` evenly spread over those placed.
        if (placed++ * drawn >= m_order.size() * m_placedCells && m_order.size() < drawn)
            m_order.push_back(cell);
    }
}

void EmbeddingView::forgetDrawn() {
    m_orderStale = true;
    keepThinned();
}

void EmbeddingView::redraw() {
    if (m_canvas != nullptr) m_canvas->redraw(thinned());
}

bool EmbeddingView::isDrawn() const {
    return m_canvas == nullptr || (m_canvas->isUpToDate() && !thinned() && !m_layout.moving());
}

QImage EmbeddingView::grabFramebuffer() {
    return m_canvas != nullptr ? m_canvas->grabFramebuffer() : QImage();
}

void EmbeddingView::prepare(PointRenderer& renderer, PointRenderer::Frame& frame, bool all) {
    all = all || !thinned();
    if (m_orderStale || all != m_orderOfAll) {
        chooseOrder(all);
        m_positionsStale = true;
        m_coloursStale = true;
        m_orderStale = false;
        m_orderOfAll = all;
    }
    if (m_positionsStale) renderer.setPositions(m_layout.positions(), m_order);
    if (m_coloursStale) {
        if (m_colouring.cells() == m_layout.cells()) {
            renderer.setColours(m_colouring.perCell, m_order);
        } else {
            const std::vector<QRgb> dimmed(m_layout.cells(), m_style.dimmed.rgba());
            renderer.setColours(dimmed, m_order);
        }
    }
    m_positionsStale = false;
    m_coloursStale = false;

    const double ratio = devicePixelRatioF();
    renderer.setPoint(pointSize() * ratio, opacity());
    renderer.setBackground(m_style.canvas.redF(), m_style.canvas.greenF(), m_style.canvas.blueF());
    setFrame(frame);
    frame.unitsPerPixel = m_camera->unitsPerPixel() / ratio;
}

/// Where the eye is: over the plane, or where the turned cells in space are seen from.
void EmbeddingView::setFrame(PointRenderer::Frame& frame) const {
    const QPointF centre = m_camera->centre();
    frame.centre = {centre.x(), centre.y(), 0.0};
    if (!m_layout.deep() && m_camera->turn().isIdentity()) return;
    const auto place = [](QVector3D at) {
        return PointRenderer::Frame::Place{double{at.x()}, double{at.y()}, double{at.z()}};
    };
    const QQuaternion back = m_camera->turn().conjugated();
    const QVector3D& pivot = m_camera->pivot();
    const QVector3D aside(static_cast<float>(centre.x()) - pivot.x(),
                          static_cast<float>(centre.y()) - pivot.y(), 0.0F);
    frame.centre = place(pivot + back.rotatedVector(aside));
    frame.towardsEye = place(back.rotatedVector({0.0F, 0.0F, 1.0F}));
    frame.up = place(back.rotatedVector({0.0F, 1.0F, 0.0F}));
    constexpr double spare = 1.25;  // for cells that glide in from farther away
    frame.depth = spare * std::max(m_reach, 1e-6);
}

}  // namespace counterpoint::embedding
