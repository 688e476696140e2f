#include "ui/charts/sweep_chart.h"

#include "ui/charts/label_placer.h"
#include "ui/support/numbers.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <functional>

namespace counterpoint::charts {

using support::Theme;
using support::ThemeColor;
using support::Type;

namespace {

constexpr double dotRadius = 3.5;
constexpr double leastBand = 4.0;
constexpr int intervalAlpha = 45;
/// The names of the curves rather stand by another point than on the mark of the current value.
constexpr double currentLineCost = 200.0;
/// Of the places around a dot, those close to it.
constexpr int closePlaces = 8;

QSizeF sizeOf(const QPainter& painter, const QString& text) {
    const QFontMetricsF metrics(painter.font());
    return {metrics.horizontalAdvance(text), metrics.height()};
}

}  // namespace

SweepChart::SweepChart(QWidget* parent) : Plot(parent) {
    setAccessibleName(tr("Sweep"));
    setEmptyText(
        tr("A sweep tries several values of a parameter; what comes of each appears here"));
}

void SweepChart::setParameter(const QString& title, bool logarithmic) {
    m_title = title;
    m_logarithmic = logarithmic;
    setAccessibleName(tr("Sweep of %1").arg(title));
    rebuild();
}

void SweepChart::setCurves(std::vector<SweepCurve> curves) {
    m_curves = std::move(curves);
    for (SweepCurve& curve : m_curves)
        std::erase_if(curve.points, [](const SweepPoint& point) {
            return !std::isfinite(point.at) || !std::isfinite(point.value);
        });
    std::erase_if(m_curves, [](const SweepCurve& curve) { return curve.points.empty(); });
    rebuild();
}

void SweepChart::setRecommended(std::optional<SweepRange> range) {
    m_range = std::move(range);
    update();
}

void SweepChart::setCurrent(std::optional<double> value) {
    m_current = value;
    update();
}

void SweepChart::setStale(const QString& words) {
    if (words == m_stale) return;
    m_stale = words;
    rebuild();
}

ThemeColor SweepChart::colorOf(SweepTone tone) const {
    if (!m_stale.isEmpty()) return &Theme::quiet;
    return tone == SweepTone::Under ? &Theme::under : &Theme::over;
}

double SweepChart::onAxis(double value) const {
    return m_logarithmic ? std::log10(std::max(value, 1e-12)) : value;
}

void SweepChart::rebuild() {
    std::vector<double> settings;
    std::vector<double> values;
    std::vector<PlotLine> lines;
    std::vector<Dot> dots;
    m_dotValues.clear();
    for (const SweepCurve& curve : m_curves) {
        PlotLine line{.color = colorOf(curve.tone), .width = 1.8};
        for (const SweepPoint& point : curve.points) {
            const QPointF at(onAxis(point.at), point.value);
            line.points.push_back(at);
            settings.push_back(point.at);
            for (const double value : {point.value, point.low, point.high}) values.push_back(value);
            QString tip = tr("%1 %2\n%3 %4")
                              .arg(m_title, support::number(point.at), curve.name,
                                   support::score(point.value));
            if (std::isfinite(point.low) && std::isfinite(point.high))
                tip += tr(" (95\u202f% interval %1 to %2)")
                           .arg(support::score(point.low), support::score(point.high));
            tip += u'\n' + (m_stale.isEmpty() ? tr("Click sets this value.") : m_stale);
            dots.push_back({at, tip, m_stale.isEmpty()});
            m_dotValues.push_back(point.at);
        }
        lines.push_back(line);
        if (curve.limit) values.push_back(*curve.limit);
    }
    PlotAxis x =
        m_logarithmic ? fitLogAxis(settings) : fitAxis(settings, {.padding = 0.04, .mostTicks = 9});
    PlotAxis y = fitAxis(values, {.leastSpan = 0.2, .mostTicks = 5, .include = 0.0});
    x.title = m_title;
    for (const SweepCurve& curve : m_curves)
        if (curve.limit)
            lines.push_back({{{x.low, *curve.limit}, {x.high, *curve.limit}},
                             colorOf(curve.tone),
                             1.0,
                             Qt::DashLine});
    setEmpty(m_curves.empty());
    setAxes(x, y);
    setLines(lines);
    setDots(std::move(dots));
}

QRectF SweepChart::bandRect() const {
    if (!m_range || !m_stale.isEmpty()) return {};
    const double left = std::max(area().left(), place({onAxis(m_range->low), 0.0}).x());
    const double right = std::min(area().right(), place({onAxis(m_range->high), 0.0}).x());
    const double missing = std::max(0.0, leastBand - (right - left));
    return {left - missing / 2.0, area().top(), right - left + missing, area().height()};
}

void SweepChart::paintBelow(QPainter& painter) {
    const Theme& theme = this->theme();
    painter.fillRect(bandRect(), theme.balancedSoft);
    painter.setPen(Qt::NoPen);
    for (const SweepCurve& curve : m_curves) {
        QPolygonF interval;
        for (const SweepPoint& point : curve.points)
            if (std::isfinite(point.low) && std::isfinite(point.high))
                interval << place({onAxis(point.at), point.high});
        for (std::size_t i = curve.points.size(); i-- > 0;) {
            const SweepPoint& point = curve.points[i];
            if (std::isfinite(point.low) && std::isfinite(point.high))
                interval << place({onAxis(point.at), point.low});
        }
        QColor fill = theme.*colorOf(curve.tone);
        fill.setAlpha(intervalAlpha);
        painter.setBrush(fill);
        painter.drawPolygon(interval);
    }
}

void SweepChart::paintAbove(QPainter& painter) {
    const Theme& theme = this->theme();
    paintCurrent(painter);
    int dot = 0;
    for (const SweepCurve& curve : m_curves)
        for (const SweepPoint& point : curve.points) {
            const QPointF middle = place({onAxis(point.at), point.value});
            const bool isHovered = hoveredDot() == dot;
            painter.setPen(QPen(theme.*colorOf(curve.tone), isHovered ? 2.2 : 1.4));
            painter.setBrush(theme.panel);
            painter.drawEllipse(middle, dotRadius, dotRadius);
            if (focusedDot() == dot) {
                painter.setPen(QPen(theme.accent, 2.0));
                painter.setBrush(Qt::NoBrush);
                painter.drawEllipse(middle, dotRadius + 4.0, dotRadius + 4.0);
            }
            ++dot;
        }
    paintTexts(painter);
}

void SweepChart::paintCurrent(QPainter& painter) const {
    if (!m_current) return;
    const double x = place({onAxis(*m_current), 0.0}).x();
    if (x < area().left() - 1.0 || x > area().right() + 1.0) return;
    const double top = area().top();
    painter.setPen(QPen(theme().text, 1.0));
    painter.drawLine(QPointF(x, top), QPointF(x, area().bottom()));
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme().text);
    const QPointF marker[] = {{x - 5.0, top - 7.0}, {x + 5.0, top - 7.0}, {x, top + 2.0}};
    painter.drawPolygon(marker, 3);
}

void SweepChart::paintTexts(QPainter& painter) const {
    LabelPlacer placer(area());
    for (const SweepCurve& curve : m_curves) {
        QPointF before;
        for (const SweepPoint& point : curve.points) {
            const QPointF at = place({onAxis(point.at), point.value});
            placer.avoid({at.x() - 5.0, at.y() - 5.0, 10.0, 10.0});
            if (&point != &curve.points.front()) placer.avoidLine({before, at});
            before = at;
        }
        if (!curve.limit) continue;
        const double y = place({0.0, *curve.limit}).y();
        placer.avoidLine({area().left(), y, area().right(), y});
    }
    if (m_current) {
        const double x = place({onAxis(*m_current), 0.0}).x();
        placer.avoidLine({x, area().top(), x, area().bottom()}, currentLineCost);
    }
    // Those with the fewest places first.
    paintLimitTexts(painter, placer);
    paintNames(painter, placer);
    paintRangeText(painter, placer);
    paintStale(painter, placer);
}

void SweepChart::paintLimitTexts(QPainter& painter, LabelPlacer& placer) const {
    painter.setFont(fontFor(Type::Axis));
    for (const SweepCurve& curve : m_curves) {
        if (!curve.limit || curve.limitText.isEmpty()) continue;
        const QSizeF size = sizeOf(painter, curve.limitText);
        const double y = place({0.0, *curve.limit}).y();
        std::vector<QRectF> places;
        for (double x = area().right() - size.width() - 2.0; x > area().left(); x -= 12.0)
            for (const double top : {y - size.height() - 1.0, y + 1.0})
                places.emplace_back(QPointF(x, top), size);
        if (const auto box = placer.place(places))
            paintHaloed(painter, *box, curve.limitText, theme().*colorOf(curve.tone));
    }
}

void SweepChart::paintNames(QPainter& painter, LabelPlacer& placer) const {
    painter.setFont(fontFor(Type::Tag));
    for (const SweepCurve& curve : m_curves) {
        // Beside any of its points, the greatest first: there the curves are apart.
        std::vector<SweepPoint> points = curve.points;
        std::ranges::stable_sort(points, std::greater{}, &SweepPoint::value);
        const QSizeF size = sizeOf(painter, curve.name);
        std::vector<QRectF> places;
        for (const SweepPoint& point : points) {
            const auto around =
                LabelPlacer::around(place({onAxis(point.at), point.value}), dotRadius, size);
            places.insert(places.end(), around.begin(), around.begin() + closePlaces);
        }
        if (const auto box = placer.placeOrElsewhere(places, size))
            paintHaloed(painter, *box, curve.name, theme().*colorOf(curve.tone));
    }
}

void SweepChart::paintRangeText(QPainter& painter, LabelPlacer& placer) const {
    if (!m_range || !m_stale.isEmpty()) return;
    painter.setFont(fontFor(Type::Axis));
    const QSizeF size = sizeOf(painter, m_range->text);
    const QRectF band = bandRect();
    std::vector<QRectF> places;
    for (double y = area().top() + 3.0; y < area().bottom() - size.height(); y += 12.0)
        for (const double x : {band.center().x() - size.width() / 2.0, band.right() + 4.0,
                               band.left() - size.width() - 4.0})
            places.emplace_back(QPointF(x, y), size);
    if (const auto box = placer.placeOrElsewhere(places, size))
        paintHaloed(painter, *box, m_range->text, theme().balanced);
}

void SweepChart::paintStale(QPainter& painter, LabelPlacer& placer) const {
    if (m_stale.isEmpty() || m_curves.empty()) return;
    painter.setFont(fontFor(Type::Axis));
    if (const auto box = placer.placeOrElsewhere({}, sizeOf(painter, m_stale)))
        paintHaloed(painter, *box, m_stale, theme().quiet);
}

void SweepChart::activateDot(int dot) {
    Q_EMIT valueRequested(m_dotValues[static_cast<std::size_t>(dot)]);
}

}  // namespace counterpoint::charts
