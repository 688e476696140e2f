#include "ui/embedding/point_index.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace counterpoint::embedding {

namespace {

constexpr double cellsPerSquare = 8.0;
constexpr double mostAcross = 512.0;
constexpr std::size_t cellsBetweenPolls = 100'000;

/// One side of a region.
struct Edge {
    QPointF from;
    QPointF to;
};

/// Even-odd rule; edges that do not reach the height of the point may be left out.
bool contains(std::span<const Edge> edges, QPointF point) {
    bool inside = false;
    for (const auto& [from, to] : edges)
        if ((from.y() > point.y()) != (to.y() > point.y()) &&
            point.x() <
                from.x() + (point.y() - from.y()) * (to.x() - from.x()) / (to.y() - from.y()))
            inside = !inside;
    return inside;
}

}  // namespace

PointIndex::PointIndex(std::vector<float> xy, const base::Job& job) : m_xy(std::move(xy)) {
    const std::size_t cells = m_xy.size() / 2;
    const auto placed = [this](std::size_t cell) {
        return std::isfinite(m_xy[2 * cell]) && std::isfinite(m_xy[2 * cell + 1]);
    };
    std::size_t count = 0;
    constexpr float far = std::numeric_limits<float>::max();
    float left = far;
    float right = -far;
    float low = far;
    float high = -far;
    for (std::size_t cell = 0; cell < cells; ++cell) {
        if (cell % cellsBetweenPolls == 0) job.checkStop();
        if (!placed(cell)) continue;
        ++count;
        left = std::min(left, m_xy[2 * cell]);
        right = std::max(right, m_xy[2 * cell]);
        low = std::min(low, m_xy[2 * cell + 1]);
        high = std::max(high, m_xy[2 * cell + 1]);
    }
    if (count == 0) return;
    m_box.setCoords(double{left}, double{low}, double{right}, double{high});
    m_across = static_cast<std::size_t>(
        std::clamp(std::sqrt(static_cast<double>(count) / cellsPerSquare), 1.0, mostAcross));
    const auto squares = static_cast<double>(m_across);
    m_width = m_box.width() > 0.0 ? m_box.width() / squares : 1.0;
    m_height = m_box.height() > 0.0 ? m_box.height() / squares : 1.0;

    const auto squareOf = [this](std::size_t cell) {
        return row(double{m_xy[2 * cell + 1]}) * m_across + column(double{m_xy[2 * cell]});
    };
    m_starts.assign(m_across * m_across + 1, 0);
    std::vector<std::uint32_t> squareOfCell(cells);
    for (std::size_t cell = 0; cell < cells; ++cell) {
        if (cell % cellsBetweenPolls == 0) job.checkStop();
        if (!placed(cell)) continue;
        squareOfCell[cell] = static_cast<std::uint32_t>(squareOf(cell));
        ++m_starts[squareOfCell[cell] + 1];
    }
    for (std::size_t i = 1; i < m_starts.size(); ++i) m_starts[i] += m_starts[i - 1];
    m_cells.resize(count);
    std::vector<std::uint32_t> next(m_starts.begin(), m_starts.end() - 1);
    for (std::size_t cell = 0; cell < cells; ++cell) {
        if (cell % cellsBetweenPolls == 0) job.checkStop();
        if (placed(cell)) m_cells[next[squareOfCell[cell]]++] = static_cast<std::uint32_t>(cell);
    }
}

std::size_t PointIndex::column(double x) const {
    const double at = (x - m_box.left()) / m_width;
    return static_cast<std::size_t>(std::clamp(at, 0.0, static_cast<double>(m_across - 1)));
}

std::size_t PointIndex::row(double y) const {
    const double at = (y - m_box.top()) / m_height;
    return static_cast<std::size_t>(std::clamp(at, 0.0, static_cast<double>(m_across - 1)));
}

std::span<const std::uint32_t> PointIndex::square(std::size_t column, std::size_t row) const {
    const std::size_t at = row * m_across + column;
    return {m_cells.data() + m_starts[at], m_starts[at + 1] - m_starts[at]};
}

std::vector<std::uint32_t> PointIndex::inside(const QPolygonF& region) const {
    std::vector<std::uint32_t> found;
    if (m_across == 0 || region.size() < 3) return found;
    const QRectF bounds = region.boundingRect();
    if (bounds.left() > m_box.right() || bounds.right() < m_box.left() ||
        bounds.top() > m_box.bottom() || bounds.bottom() < m_box.top())
        return found;

    // The edges that reach each row of squares, and the squares of that row they pass through.
    std::vector<std::vector<Edge>> edgesOf(m_across);
    QPointF from = region.back();
    for (const QPointF& to : region) {
        const Edge edge{std::exchange(from, to), to};
        const double lower = std::min(edge.from.y(), edge.to.y());
        const double upper = std::max(edge.from.y(), edge.to.y());
        for (std::size_t r = row(lower); r <= row(upper); ++r) edgesOf[r].push_back(edge);
    }
    std::vector<bool> chosen(m_xy.size() / 2, false);
    std::vector<bool> crossed(m_across);
    for (std::size_t r = row(bounds.top()); r <= row(bounds.bottom()); ++r) {
        crossed.assign(m_across, false);
        for (const Edge& edge : edgesOf[r]) {
            const auto [first, last] = reachOf(edge.from, edge.to, r);
            for (std::size_t c = first; c <= last; ++c) crossed[c] = true;
        }
        // Between two squares that no edge passes through, inside stays inside.
        bool known = false;
        bool inside = false;
        for (std::size_t c = column(bounds.left()); c <= column(bounds.right()); ++c) {
            const auto cells = square(c, r);
            if (crossed[c]) {
                known = false;
                for (const std::uint32_t cell : cells)
                    if (contains(edgesOf[r], place(cell))) chosen[cell] = true;
                continue;
            }
            if (!known) {
                inside =
                    contains(edgesOf[r], {m_box.left() + (static_cast<double>(c) + 0.5) * m_width,
                                          m_box.top() + (static_cast<double>(r) + 0.5) * m_height});
                known = true;
            }
            if (inside)
                for (const std::uint32_t cell : cells) chosen[cell] = true;
        }
    }
    for (std::size_t cell = 0; cell < chosen.size(); ++cell)
        if (chosen[cell]) found.push_back(static_cast<std::uint32_t>(cell));
    return found;
}

/// The columns of row `r` that the edge may pass through.
std::pair<std::size_t, std::size_t> PointIndex::reachOf(QPointF from, QPointF to,
                                                        std::size_t r) const {
    double first = from.x();
    double last = to.x();
    const double lower = std::min(from.y(), to.y());
    const double upper = std::max(from.y(), to.y());
    // The outermost rows also hold what lies beyond them by a rounding error: all of the edge.
    if (upper > lower && r > 0 && r + 1 < m_across) {
        const double slope = (to.x() - from.x()) / (to.y() - from.y());
        const double bottom = m_box.top() + static_cast<double>(r) * m_height;
        first = from.x() + slope * (std::clamp(bottom, lower, upper) - from.y());
        last = from.x() + slope * (std::clamp(bottom + m_height, lower, upper) - from.y());
    }
    if (first > last) std::swap(first, last);
    const double slack = 1e-6 * m_width;
    return {column(first - slack), column(last + slack)};
}

std::optional<std::uint32_t> PointIndex::nearest(QPointF at, double radius) const {
    std::optional<std::uint32_t> found;
    if (m_across == 0) return found;
    double least = radius * radius;
    for (std::size_t r = row(at.y() - radius); r <= row(at.y() + radius); ++r)
        for (std::size_t c = column(at.x() - radius); c <= column(at.x() + radius); ++c)
            for (const std::uint32_t cell : square(c, r)) {
                const QPointF between = place(cell) - at;
                const double distance = QPointF::dotProduct(between, between);
                if (distance > least || (distance == least && found)) continue;
                least = distance;
                found = cell;
            }
    return found;
}

}  // namespace counterpoint::embedding
