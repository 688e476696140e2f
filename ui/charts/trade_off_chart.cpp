#include "ui/charts/trade_off_chart.h"

#include "ui/charts/label_placer.h"
#include "ui/support/fonts.h"
#include "ui/support/numbers.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace counterpoint::charts {

using support::fontOf;
using support::Theme;
using support::Type;

namespace {

constexpr double runRadius = 4.0;
constexpr double currentRadius = 6.0;
constexpr double leastBand = 4.0;
constexpr double farLabel = 8.0;  // a label further off than this is joined to its dot
/// Runs are compared, not measured: closer together than this they look alike.
constexpr double leastSpan = 0.06;

bool isPlaced(const QPointF& scores) {
    return std::isfinite(scores.x()) && std::isfinite(scores.y());
}

QPointF scoresOf(const TradeOffRun& run) {
    return {run.batch, run.biology};
}

}  // namespace

TradeOffChart::TradeOffChart(QWidget* parent) : Plot(parent) {
    setAccessibleName(tr("Trade-off: batch removed against biology kept"));
    setEmptyText(tr("Runs appear here"));
}

void TradeOffChart::setRuns(std::vector<TradeOffRun> runs) {
    std::erase_if(runs, [](const TradeOffRun& run) { return !isPlaced(scoresOf(run)); });
    m_runs = std::move(runs);
    rebuild();
}

void TradeOffChart::setCurrentRun(int id) {
    m_currentRun = id;
    describe();
    update();
}

void TradeOffChart::setSweep(std::optional<TradeOffSweep> sweep) {
    m_sweep = std::move(sweep);
    if (m_sweep)
        std::erase_if(m_sweep->points, [](const QPointF& point) { return !isPlaced(point); });
    rebuild();
}

void TradeOffChart::setPreview(std::optional<QPointF> scores) {
    m_preview = scores && isPlaced(*scores) ? scores : std::nullopt;
    rebuild();
}

void TradeOffChart::rebuild() {
    std::vector<double> batch;
    std::vector<double> biology;
    std::vector<Dot> dots;
    PlotLine path;
    path.color = &Theme::control;
    for (const TradeOffRun& run : m_runs) {
        path.points.push_back(scoresOf(run));
        dots.push_back(
            {scoresOf(run), tr("%1\nBatch removed %2, biology kept %3\nClick restores this run.")
                                .arg(run.name.isEmpty() ? run.label : run.name,
                                     support::score(run.batch), support::score(run.biology))});
    }
    std::vector<QPointF> all = path.points;
    PlotLine curve;
    curve.style = Qt::DotLine;
    curve.width = 1.5;
    if (m_sweep) {
        curve.points = m_sweep->points;
        all.insert(all.end(), curve.points.begin(), curve.points.end());
        if (!m_sweep->recommended.isEmpty())
            batch = {m_sweep->recommendedLow, m_sweep->recommendedHigh};
    }
    if (m_preview) all.push_back(*m_preview);
    for (const QPointF& scores : all) {
        batch.push_back(scores.x());
        biology.push_back(scores.y());
    }

    PlotAxis x = fitAxis(batch, {.leastSpan = leastSpan, .padding = 0.1});
    PlotAxis y = fitAxis(biology, {.leastSpan = leastSpan, .padding = 0.12, .mostTicks = 5});
    x.title = tr("Batch removed \u2192");
    y.title = tr("Biology kept \u2192");
    setEmpty(all.empty());
    setAxes(x, y);
    setLines({path, curve});
    setDots(std::move(dots));
    describe();
}

void TradeOffChart::describe() {
    QString text = tr("Runs: %1").arg(m_runs.size());
    for (const TradeOffRun& run : m_runs)
        if (run.id == m_currentRun)
            text += tr("; now %1: batch removed %2, biology kept %3")
                        .arg(run.label, support::score(run.batch), support::score(run.biology));
    setAccessibleDescription(text);
}

double TradeOffChart::radiusOf(std::size_t run) const {
    return isCurrent(run) ? currentRadius : runRadius;
}

QRectF TradeOffChart::bandRect() const {
    if (!m_sweep || m_sweep->recommended.isEmpty()) return {};
    const double left = place({m_sweep->recommendedLow, 0.0}).x();
    const double width = std::max(leastBand, place({m_sweep->recommendedHigh, 0.0}).x() - left);
    return {left, area().top(), width, area().height()};
}

void TradeOffChart::paintBelow(QPainter& painter) {
    painter.fillRect(bandRect(), Theme::current().balancedSoft);
}

void TradeOffChart::paintAbove(QPainter& painter) {
    const Theme& theme = Theme::current();
    for (std::size_t run = 0; run < m_runs.size(); ++run)
        if (!isCurrent(run)) paintRun(painter, run);
    for (std::size_t run = 0; run < m_runs.size(); ++run)
        if (isCurrent(run)) paintRun(painter, run);
    if (m_preview) {
        painter.setPen(QPen(theme.accent, 1.6));
        painter.setBrush(theme.panel);
        painter.drawEllipse(place(*m_preview), currentRadius, currentRadius);
    }
    LabelPlacer placer = obstacles();
    paintLabels(painter, placer);
    paintRecommended(painter, placer);
}

void TradeOffChart::paintRun(QPainter& painter, std::size_t run) const {
    const Theme& theme = Theme::current();
    const QPointF middle = place(scoresOf(m_runs[run]));
    const double radius = radiusOf(run);
    const bool isHovered = hoveredDot() == static_cast<int>(run);
    const QColor pen = isCurrent(run) || isHovered ? theme.accent : theme.second;
    painter.setPen(QPen(pen, isHovered ? 2.0 : 1.4));
    painter.setBrush(isCurrent(run) ? theme.accent : theme.panel);
    if (m_runs[run].unintegrated)
        painter.drawRect(QRectF(middle.x() - radius, middle.y() - radius, 2 * radius, 2 * radius));
    else
        painter.drawEllipse(middle, radius, radius);
    if (focusedDot() != static_cast<int>(run)) return;
    painter.setPen(QPen(theme.accent, 2.0));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(middle, radius + 4.0, radius + 4.0);
}

LabelPlacer TradeOffChart::obstacles() const {
    LabelPlacer placer(area());
    for (std::size_t run = 0; run < m_runs.size(); ++run) {
        const double reach = radiusOf(run) + 1.5;
        const QPointF middle = place(scoresOf(m_runs[run]));
        placer.avoid({middle.x() - reach, middle.y() - reach, 2 * reach, 2 * reach});
        if (run > 0) placer.avoidLine({place(scoresOf(m_runs[run - 1])), middle});
    }
    if (m_sweep)
        for (std::size_t i = 1; i < m_sweep->points.size(); ++i)
            placer.avoidLine({place(m_sweep->points[i - 1]), place(m_sweep->points[i])});
    if (m_preview) {
        const QPointF middle = place(*m_preview);
        placer.avoid({middle.x() - 8.0, middle.y() - 8.0, 16.0, 16.0});
    }
    return placer;
}

std::vector<std::size_t> TradeOffChart::labelled() const {
    std::vector<std::size_t> order;
    for (std::size_t run = 0; run < m_runs.size(); ++run)
        if (isCurrent(run)) order.push_back(run);
    for (std::size_t run = 0; run < m_runs.size(); ++run)
        if (m_runs[run].pinned && !isCurrent(run)) order.push_back(run);
    const int hovered = hoveredDot();
    if (hovered >= 0 && !isCurrent(std::size_t(hovered)) && !m_runs[std::size_t(hovered)].pinned)
        order.push_back(std::size_t(hovered));
    return order;
}

void TradeOffChart::paintLabels(QPainter& painter, LabelPlacer& placer) const {
    const Theme& theme = Theme::current();
    for (const std::size_t run : labelled()) {
        const QString& text = m_runs[run].label;
        const QPointF dot = place(scoresOf(m_runs[run]));
        const double radius = radiusOf(run);
        painter.setFont(fontOf(isCurrent(run) ? Type::Tag : Type::Axis));
        const QFontMetricsF metrics(painter.font());
        const QSizeF size(metrics.horizontalAdvance(text), metrics.height());
        const auto box = placer.place(LabelPlacer::around(dot, radius, size));
        if (!box) continue;

        const QPointF end(std::clamp(dot.x(), box->left(), box->right()),
                          std::clamp(dot.y(), box->top(), box->bottom()));
        const QLineF leader(dot, end);
        if (leader.length() > radius + farLabel) {
            painter.setPen(QPen(isCurrent(run) ? theme.text : theme.control, 1.0));
            painter.drawLine(leader.pointAt((radius + 2.0) / leader.length()),
                             leader.pointAt((leader.length() - 2.0) / leader.length()));
        }
        paintHaloed(painter, *box, text, isCurrent(run) ? theme.text : theme.second);
    }
}

void TradeOffChart::paintRecommended(QPainter& painter, LabelPlacer& placer) const {
    if (!m_sweep || m_sweep->recommended.isEmpty()) return;
    painter.setFont(fontOf(Type::Axis));
    const QFontMetricsF metrics(painter.font());
    const QSizeF size(metrics.horizontalAdvance(m_sweep->recommended), metrics.height());
    const QRectF band = bandRect();
    std::vector<QRectF> places;
    for (double y = band.bottom() - size.height() - 2.0; y > band.top(); y -= 12.0)
        for (const double x : {band.left() - size.width() - 4.0, band.right() + 4.0,
                               band.center().x() - size.width() / 2.0})
            places.emplace_back(QPointF(x, y), size);
    if (const auto box = placer.placeOrElsewhere(places, size))
        paintHaloed(painter, *box, m_sweep->recommended, Theme::current().balanced);
}

void TradeOffChart::activateDot(int dot) {
    Q_EMIT restoreRequested(m_runs[static_cast<std::size_t>(dot)].id);
}

}  // namespace counterpoint::charts
