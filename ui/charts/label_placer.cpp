#include "ui/charts/label_placer.h"

#include <algorithm>
#include <limits>

namespace counterpoint::charts {

namespace {

bool crosses(const QLineF& line, const QRectF& label) {
    const QRectF box = label.adjusted(-2.0, -1.0, 2.0, 1.0);
    if (box.contains(line.p1()) || box.contains(line.p2())) return true;
    const QLineF diagonals[] = {{box.topLeft(), box.bottomRight()},
                                {box.topRight(), box.bottomLeft()}};
    return std::ranges::any_of(diagonals, [&](const QLineF& diagonal) {
        return line.intersects(diagonal, nullptr) == QLineF::BoundedIntersection;
    });
}

}  // namespace

std::optional<QRectF> LabelPlacer::place(const std::vector<QRectF>& candidates) {
    double least = std::numeric_limits<double>::infinity();
    const QRectF* best = nullptr;
    double rank = 0.0;
    for (const QRectF& box : candidates) {
        double cost = rank++;
        for (const auto& [line, lineCost] : m_lines)
            if (crosses(line, box)) cost += lineCost;
        const bool isFree =
            m_area.contains(box) && std::ranges::none_of(m_taken, [&](const QRectF& taken) {
                return taken.intersects(box);
            });
        if (!isFree || cost >= least) continue;
        least = cost;
        best = &box;
    }
    if (!best) return std::nullopt;
    m_taken.push_back(*best);
    return *best;
}

std::optional<QRectF> LabelPlacer::placeOrElsewhere(const std::vector<QRectF>& candidates,
                                                    const QSizeF& text) {
    if (const auto box = place(candidates)) return box;
    constexpr double step = 8.0;
    std::vector<QRectF> places;
    for (double y = m_area.top() + 2.0; y < m_area.bottom() - text.height(); y += step)
        for (double x = m_area.right() - text.width() - 2.0; x > m_area.left(); x -= step)
            places.emplace_back(QPointF(x, y), text);
    return place(places);
}

std::vector<QRectF> LabelPlacer::around(const QPointF& dot, double radius, const QSizeF& text) {
    std::vector<QRectF> places;
    const double width = text.width();
    const double height = text.height();
    for (const double gap : {3.0, 12.0, 24.0, 40.0}) {
        const double reach = radius + gap;
        const double slant = radius + 0.6 * gap;
        const QPointF corners[] = {
            {reach, -height / 2.0},           // right
            {slant, -height - slant * 0.5},   // above right
            {slant, slant * 0.5},             // below right
            {-reach - width, -height / 2.0},  // left
            {-slant - width, -height - slant * 0.5},
            {-slant - width, slant * 0.5},
            {-width / 2.0, -reach - height},  // above
            {-width / 2.0, reach},            // below
        };
        for (const QPointF& corner : corners) places.emplace_back(dot + corner, text);
        if (gap < 12.0) continue;
        // Between the ways to the side and straight up or down, past lines that end in the dot.
        for (const double x : {radius, -radius - width})
            for (const double y : {reach, -reach - height})
                places.emplace_back(dot + QPointF(x, y), text);
    }
    return places;
}

}  // namespace counterpoint::charts
