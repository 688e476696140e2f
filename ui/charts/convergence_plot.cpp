#include "ui/charts/convergence_plot.h"

#include "ui/support/numbers.h"

#include <QEvent>
#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>

namespace counterpoint::charts {

using support::Theme;
using support::Type;

namespace {

constexpr double dotRadius = 2.5;
constexpr double beforeName = 16.0;
constexpr double afterName = 8.0;

constexpr std::array<Qt::PenStyle, 4> styles{Qt::SolidLine, Qt::DashLine, Qt::DotLine,
                                             Qt::DashDotLine};

Qt::PenStyle styleOf(std::size_t curve) {
    return styles[curve % styles.size()];
}

/// Sets rising heights at least `line` apart and within the room, moving each as little as one
/// sweep down and one up can.
void spread(std::vector<double>& heights, double line, double top, double bottom) {
    double free = top;
    for (double& height : heights) {
        height = std::max(height, free);
        free = height + line;
    }
    free = bottom;
    for (std::size_t i = heights.size(); i-- > 0;) {
        heights[i] = std::min(heights[i], free);
        free = heights[i] - line;
    }
}

}  // namespace

ConvergencePlot::ConvergencePlot(QWidget* parent) : Plot(parent) {
    setAccessibleName(tr("Convergence: the objective in each round"));
    setEmptyText(tr("The objective of a run appears here"));
}

void ConvergencePlot::setRounds(std::vector<ObjectiveRound> rounds) {
    std::erase_if(rounds, [](const ObjectiveRound& round) { return !std::isfinite(round.total); });
    m_curves.clear();
    if (!rounds.empty()) {
        m_curves.push_back({tr("total"), {}});
        for (const auto& [name, value] : rounds.front().terms) m_curves.push_back({name, {}});
    }
    std::vector<Dot> dots;
    std::vector<double> values;
    for (const ObjectiveRound& round : rounds) {
        QString tip = tr("Round %1").arg(round.round);
        const auto take = [&](Curve& curve, double value) {
            tip += u'\n' + curve.name + u' ' + support::number(value);
            if (!std::isfinite(value)) return;
            curve.points.emplace_back(round.round, value);
            values.push_back(value);
        };
        take(m_curves.front(), round.total);
        for (std::size_t i = 1; i < m_curves.size() && i <= round.terms.size(); ++i)
            take(m_curves[i], round.terms[i - 1].second);
        dots.push_back({{double(round.round), round.total}, tip, false});
    }

    PlotAxis x;
    x.title = tr("Round");
    x.hasGrid = false;
    if (!rounds.empty()) {
        const int first = rounds.front().round;
        const int last = rounds.back().round;
        const double room = first == last ? 0.5 : 0.04 * (last - first);
        x.low = first - room;
        x.high = last + room;
        const int step = std::max(1, (last - first + 7) / 8);
        for (int round = first; round <= last; round += step)
            x.ticks.push_back({double(round), support::count(round)});
    }
    PlotAxis y = fitAxis(values, {.mostTicks = 5});
    y.title = tr("Objective");
    setEmpty(rounds.empty());
    setAxes(x, y);
    std::vector<PlotLine> lines;
    for (std::size_t i = 0; i < m_curves.size(); ++i)
        lines.push_back({m_curves[i].points, i == 0 ? &Theme::text : &Theme::second,
                         i == 0 ? 2.0 : 1.3, styleOf(i)});
    setLines(lines);
    setDots(std::move(dots));
    adoptFonts();
}

void ConvergencePlot::adoptFonts() {
    double widest = 0.0;
    for (const Curve& curve : m_curves)
        widest = std::max(widest, QFontMetricsF(fontFor(Type::Help)).horizontalAdvance(curve.name));
    setRightMargin(beforeName + std::ceil(widest) + afterName);
}

void ConvergencePlot::changeEvent(QEvent* event) {
    Plot::changeEvent(event);
    if (event->type() == QEvent::StyleChange) adoptFonts();
}

void ConvergencePlot::paintAbove(QPainter& painter) {
    const Theme& theme = this->theme();
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.text);
    const auto& total = m_curves.front().points;
    for (std::size_t round = 0; round < total.size(); ++round) {
        const bool isHovered = hoveredDot() == static_cast<int>(round);
        painter.setBrush(isHovered ? theme.accent : theme.text);
        painter.drawEllipse(place(total[round]), isHovered ? 4.0 : dotRadius,
                            isHovered ? 4.0 : dotRadius);
    }

    painter.setBrush(theme.second);
    for (std::size_t i = 1; i < m_curves.size(); ++i)
        if (m_curves[i].points.size() == 1)
            painter.drawEllipse(place(m_curves[i].points.front()), 2.0, 2.0);

    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < m_curves.size(); ++i)
        if (!m_curves[i].points.empty()) order.push_back(i);
    const auto endOf = [&](std::size_t curve) { return place(m_curves[curve].points.back()); };
    std::ranges::stable_sort(order, {}, [&](std::size_t curve) { return endOf(curve).y(); });
    std::vector<double> heights;
    for (const std::size_t curve : order) heights.push_back(endOf(curve).y());
    const double line = lineHeight(Type::Help);
    spread(heights, line, area().top() + line / 2.0 - 4.0, area().bottom());

    const double x = area().right() + beforeName;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const bool isTotal = order[i] == 0;
        painter.setPen(QPen(theme.control, 1.0));
        painter.drawLine(QPointF(area().right() + 3.0, endOf(order[i]).y()),
                         QPointF(x - 3.0, heights[i]));
        painter.setFont(fontFor(isTotal ? Type::Tag : Type::Help));
        painter.setPen(isTotal ? theme.text : theme.second);
        painter.drawText(QRectF(x, heights[i] - line / 2.0, drawnSize().width() - x, line),
                         int(Qt::AlignLeft | Qt::AlignVCenter | Qt::TextDontClip),
                         m_curves[order[i]].name);
    }
}

}  // namespace counterpoint::charts
