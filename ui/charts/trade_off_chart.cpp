#include "ui/charts/trade_off_chart.h"

#include "ui/charts/label_placer.h"
#include "ui/support/numbers.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace counterpoint::charts {

using support::Theme;
using support::Type;

namespace {

constexpr double runRadius = 4.0;
constexpr double currentRadius = 6.0;
constexpr double nowPoint = 2.0;
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
        std::erase_if(m_sweep->settings, [](const TradeOffSetting& setting) {
            return !isPlaced({setting.batch, setting.biology});
        });
    if (m_sweep && m_sweep->settings.empty()) m_sweep.reset();
    rebuild();
}

void TradeOffChart::setNow(std::optional<TradeOffNow> now) {
    m_now = std::move(now);
    if (m_now && !isPlaced({m_now->batch, m_now->biology})) m_now.reset();
    rebuild();
}

void TradeOffChart::rebuild() {
    std::vector<double> batch;
    std::vector<double> biology;
    std::vector<Dot> dots;
    PlotLine path;
    path.color = &Theme::control;
    const auto add = [&](double x, double y) {
        batch.push_back(x);
        biology.push_back(y);
    };
    for (const TradeOffRun& run : m_runs) {
        path.points.push_back(scoresOf(run));
        add(run.batch, run.biology);
        dots.push_back(
            {scoresOf(run), tr("%1\nBatch removed %2, biology kept %3\nClick restores this run.")
                                .arg(run.name.isEmpty() ? run.label : run.name,
                                     support::score(run.batch), support::score(run.biology))});
    }
    std::vector<PlotLine> lines{path};
    if (m_sweep) {
        for (const TradeOffSetting& setting : m_sweep->settings)
            add(setting.batch, setting.biology);
        for (PlotLine& line : sweepLines()) lines.push_back(std::move(line));
        for (Dot& dot : sweepDots()) dots.push_back(std::move(dot));
    }
    if (m_now) {
        add(m_now->batch, m_now->biology);
        QString tip = tr("On screen now, not kept as a run\nBatch removed %1, biology kept %2")
                          .arg(support::score(m_now->batch), support::score(m_now->biology));
        if (!m_now->note.isEmpty()) tip += u'\n' + m_now->note;
        if (m_now->stale) tip += u'\n' + tr("Stale: the settings have changed since.");
        dots.push_back({{m_now->batch, m_now->biology}, tip, false});
    }

    PlotAxis x = fitAxis(batch, {.leastSpan = leastSpan, .padding = 0.1});
    PlotAxis y = fitAxis(biology, {.leastSpan = leastSpan, .padding = 0.12, .mostTicks = 5});
    x.title = tr("Batch removed \u2192");
    y.title = tr("Biology kept \u2192");
    setEmpty(batch.empty());
    setAxes(x, y);
    setLines(lines);
    setDots(std::move(dots));
    describe();
}

void TradeOffChart::describe() {
    QString text = tr("Runs: %1").arg(m_runs.size());
    const auto add = [&text](const QString& what, double batch, double biology) {
        text += tr("; %1: batch removed %2, biology kept %3")
                    .arg(what, support::score(batch), support::score(biology));
    };
    for (const TradeOffRun& run : m_runs)
        if (run.id == m_currentRun) add(tr("now %1").arg(run.label), run.batch, run.biology);
    if (m_now)
        add(m_now->stale ? tr("not kept, stale") : tr("now, not kept"), m_now->batch,
            m_now->biology);
    if (m_sweep) text += QStringLiteral("; ") + sweepInWords();
    setAccessibleDescription(text);
}

double TradeOffChart::radiusOf(std::size_t run) const {
    return isCurrent(run) ? currentRadius : runRadius;
}

void TradeOffChart::paintBelow(QPainter& painter) {
    painter.fillRect(bandRect(), theme().balancedSoft);
}

void TradeOffChart::paintAbove(QPainter& painter) {
    paintSettings(painter);
    for (std::size_t run = 0; run < m_runs.size(); ++run)
        if (!isCurrent(run)) paintRun(painter, run);
    for (std::size_t run = 0; run < m_runs.size(); ++run)
        if (isCurrent(run)) paintRun(painter, run);
    paintNow(painter);
    LabelPlacer placer = obstacles();
    paintLabels(painter, placer);
    paintSweepText(painter, placer);
    paintSettingLabels(painter, placer);
}

void TradeOffChart::paintRun(QPainter& painter, std::size_t run) const {
    const Theme& theme = this->theme();
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
    if (focusedDot() == static_cast<int>(run)) paintFocus(painter, middle, radius);
}

/// A ring with a point in it: a hollow dot is a run. Dashed where it is old.
void TradeOffChart::paintNow(QPainter& painter) const {
    if (!m_now) return;
    const Theme& theme = this->theme();
    const QPointF middle = place({m_now->batch, m_now->biology});
    const QColor color = m_now->stale ? theme.quiet : theme.accent;
    QPen pen(color, 1.6);
    if (m_now->stale) pen.setDashPattern({1.5, 1.5});
    painter.setPen(pen);
    painter.setBrush(theme.panel);
    painter.drawEllipse(middle, currentRadius, currentRadius);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawEllipse(middle, nowPoint, nowPoint);
    const auto dot = m_runs.size() + (m_sweep ? m_sweep->settings.size() : 0);
    if (focusedDot() == static_cast<int>(dot)) paintFocus(painter, middle, currentRadius);
}

void TradeOffChart::paintFocus(QPainter& painter, const QPointF& middle, double radius) const {
    painter.setPen(QPen(theme().accent, 2.0));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(middle, radius + 4.0, radius + 4.0);
}

LabelPlacer TradeOffChart::obstacles() const {
    LabelPlacer placer(area());
    const auto avoid = [&](const QPointF& middle, double reach) {
        placer.avoid({middle.x() - reach, middle.y() - reach, 2 * reach, 2 * reach});
    };
    for (std::size_t run = 0; run < m_runs.size(); ++run) {
        const QPointF middle = place(scoresOf(m_runs[run]));
        avoid(middle, radiusOf(run) + 1.5);
        if (run > 0) placer.avoidLine({place(scoresOf(m_runs[run - 1])), middle});
    }
    QPointF before;
    for (std::size_t i = 0; m_sweep && i < m_sweep->settings.size(); ++i) {
        const QPointF middle = place({m_sweep->settings[i].batch, m_sweep->settings[i].biology});
        avoid(middle, 3.5);
        if (i > 0) placer.avoidLine({before, middle});
        before = middle;
    }
    if (m_now) avoid(place({m_now->batch, m_now->biology}), currentRadius + 2.0);
    return placer;
}

std::vector<std::size_t> TradeOffChart::labelled() const {
    std::vector<std::size_t> order;
    for (std::size_t run = 0; run < m_runs.size(); ++run)
        if (isCurrent(run)) order.push_back(run);
    for (std::size_t run = 0; run < m_runs.size(); ++run)
        if (m_runs[run].pinned && !isCurrent(run)) order.push_back(run);
    const auto hovered = static_cast<std::size_t>(hoveredDot());  // of none: beyond them
    if (hovered < m_runs.size() && !isCurrent(hovered) && !m_runs[hovered].pinned)
        order.push_back(hovered);
    return order;
}

void TradeOffChart::paintLabel(QPainter& painter, LabelPlacer& placer, const QPointF& dot,
                               double radius, const QString& text, bool isStrong) const {
    const Theme& theme = this->theme();
    painter.setFont(fontFor(isStrong ? Type::Tag : Type::Axis));
    const QFontMetricsF metrics(painter.font());
    const QSizeF size(metrics.horizontalAdvance(text), metrics.height());
    const auto box = placer.place(LabelPlacer::around(dot, radius, size));
    if (!box) return;

    const QPointF end(std::clamp(dot.x(), box->left(), box->right()),
                      std::clamp(dot.y(), box->top(), box->bottom()));
    const QLineF leader(dot, end);
    if (leader.length() > radius + farLabel) {
        painter.setPen(QPen(isStrong ? theme.text : theme.control, 1.0));
        painter.drawLine(leader.pointAt((radius + 2.0) / leader.length()),
                         leader.pointAt((leader.length() - 2.0) / leader.length()));
    }
    paintHaloed(painter, *box, text, isStrong ? theme.text : theme.second);
}

void TradeOffChart::paintLabels(QPainter& painter, LabelPlacer& placer) const {
    if (m_now)
        paintLabel(painter, placer, place({m_now->batch, m_now->biology}), currentRadius,
                   m_now->stale ? tr("stale") : tr("now"), !m_now->stale);
    for (const std::size_t run : labelled())
        paintLabel(painter, placer, place(scoresOf(m_runs[run])), radiusOf(run), m_runs[run].label,
                   isCurrent(run));
}

void TradeOffChart::activateDot(int dot) {
    const auto at = static_cast<std::size_t>(dot);
    if (at < m_runs.size())
        Q_EMIT restoreRequested(m_runs[at].id);
    else
        Q_EMIT valueRequested(m_sweep->settings[at - m_runs.size()].value);
}

}  // namespace counterpoint::charts
