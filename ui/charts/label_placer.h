#pragma once

#include <QLineF>
#include <QRectF>

#include <optional>
#include <vector>

namespace counterpoint::charts {

/// Finds room for labels on a chart: never over a dot or over another label, never outside, and
/// over a line only where nothing else is free. Labels asked for first choose first.
class LabelPlacer {
  public:
    explicit LabelPlacer(const QRectF& area) : m_area(area) {}

    void avoid(const QRectF& dot) { m_taken.push_back(dot); }
    /// A label over this line is as bad as one `cost` places further down its list: more than the
    /// places around a dot.
    void avoidLine(const QLineF& line, double cost = 100.0) { m_lines.push_back({line, cost}); }

    /// The best of some places for a label, which is taken from then on; early ones are preferred.
    /// Nothing when none is free.
    std::optional<QRectF> place(const std::vector<QRectF>& candidates);

    /// `place`, and where none of these is free, wherever there is room.
    std::optional<QRectF> placeOrElsewhere(const std::vector<QRectF>& candidates,
                                           const QSizeF& text);

    /// Places for a text of that size around a dot: beside it, then further off.
    static std::vector<QRectF> around(const QPointF& dot, double radius, const QSizeF& text);

  private:
    struct Line {
        QLineF line;
        double cost;
    };

    QRectF m_area;
    std::vector<QRectF> m_taken;
    std::vector<Line> m_lines;
};

}  // namespace counterpoint::charts
