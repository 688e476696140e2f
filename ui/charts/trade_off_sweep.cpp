// The way of a sweep through the trade-off plot.

#include "ui/charts/label_placer.h"
#include "ui/charts/trade_off_chart.h"
#include "ui/support/numbers.h"

#include <QPainter>

#include <algorithm>
#include <array>

namespace counterpoint::charts {

using support::Theme;
using support::Type;

namespace {

constexpr double leastBand = 4.0;
constexpr double settingRadius = 2.5;
constexpr double defaultRadius = 5.0;

QPointF scoresOf(const TradeOffSetting& setting) {
    return {setting.batch, setting.biology};
}

}  // namespace

/// The whole way dotted; where both ends of a piece are recommended, a solid line.
std::vector<PlotLine> TradeOffChart::sweepLines() const {
    const auto& settings = m_sweep->settings;
    PlotLine way;
    way.style = Qt::DotLine;
    way.width = 1.5;
    if (!isShaded()) way.color = &Theme::control;
    for (const TradeOffSetting& setting : settings) way.points.push_back(scoresOf(setting));
    std::vector<PlotLine> lines{way};
    for (std::size_t i = 1; isShaded() && i < settings.size(); ++i)
        if (settings[i - 1].recommended && settings[i].recommended)
            lines.push_back({{scoresOf(settings[i - 1]), scoresOf(settings[i])},
                             &Theme::balanced,
                             2.0,
                             Qt::SolidLine});
    return lines;
}

std::vector<Plot::Dot> TradeOffChart::sweepDots() const {
    std::vector<Dot> dots;
    for (const TradeOffSetting& setting : m_sweep->settings) {
        QString tip =
            tr("Sweep, %1\nBatch removed %2, biology kept %3")
                .arg(setting.label, support::score(setting.batch), support::score(setting.biology));
        if (!setting.verdict.isEmpty()) tip += u'\n' + setting.verdict;
        if (!isShaded())
            tip += u'\n' + m_sweep->stale;
        else if (setting.isDefault)
            tip += u'\n' + tr("The weakest of those recommended. Click sets this value.");
        else if (setting.recommended)
            tip += u'\n' + tr("Recommended. Click sets this value.");
        else
            tip += u'\n' + tr("Click sets this value.");
        dots.push_back({scoresOf(setting), tip, isShaded()});
    }
    return dots;
}

QString TradeOffChart::sweepInWords() const {
    const auto& settings = m_sweep->settings;
    QString text = tr("sweep from %1 to %2").arg(settings.front().label, settings.back().label);
    if (!isShaded()) return text + QStringLiteral(", ") + m_sweep->stale;
    if (!m_sweep->recommended.isEmpty()) text += QStringLiteral(", ") + m_sweep->recommended;
    for (const TradeOffSetting& setting : settings)
        if (setting.isDefault) text += tr(", the weakest of them %1").arg(setting.label);
    return text;
}

QRectF TradeOffChart::bandRect() const {
    if (!isShaded() || m_sweep->recommended.isEmpty()) return {};
    double low = area().right();
    double high = area().left();
    for (const TradeOffSetting& setting : m_sweep->settings) {
        if (!setting.recommended) continue;
        low = std::min(low, place(scoresOf(setting)).x());
        high = std::max(high, place(scoresOf(setting)).x());
    }
    if (low > high) return {};
    const double missing = std::max(0.0, leastBand - (high - low));
    return {low - missing / 2.0, area().top(), high - low + missing, area().height()};
}

void TradeOffChart::paintSettings(QPainter& painter) const {
    if (!m_sweep) return;
    const Theme& theme = this->theme();
    const auto& settings = m_sweep->settings;
    for (std::size_t i = 0; i < settings.size(); ++i) {
        const QPointF middle = place(scoresOf(settings[i]));
        const bool isGood = isShaded() && settings[i].recommended;
        const bool isHovered = hoveredDot() == dotOfSetting(i);
        const QColor pen = isGood ? theme.balanced : isShaded() ? theme.second : theme.control;
        painter.setPen(QPen(isHovered ? theme.accent : pen, isHovered ? 2.0 : 1.2));
        painter.setBrush(isGood ? theme.balanced : theme.panel);
        if (isGood && settings[i].isDefault) {
            const std::array<QPointF, 4> corners{
                middle + QPointF(0, -defaultRadius), middle + QPointF(defaultRadius, 0),
                middle + QPointF(0, defaultRadius), middle + QPointF(-defaultRadius, 0)};
            painter.drawPolygon(corners.data(), static_cast<int>(corners.size()));
        } else {
            painter.drawEllipse(middle, settingRadius, settingRadius);
        }
        if (focusedDot() == dotOfSetting(i)) paintFocus(painter, middle, settingRadius);
    }
}

/// Its ends, the proposed default, and the one that is pointed at.
void TradeOffChart::paintSettingLabels(QPainter& painter, LabelPlacer& placer) const {
    if (!m_sweep) return;
    const auto& settings = m_sweep->settings;
    for (std::size_t i = 0; i < settings.size(); ++i) {
        const bool isHovered = hoveredDot() == dotOfSetting(i);
        const bool isDefault = isShaded() && settings[i].isDefault;
        const bool isEnd = i == 0 || i + 1 == settings.size();
        if (!isHovered && !isDefault && !isEnd) continue;
        paintLabel(painter, placer, place(scoresOf(settings[i])),
                   isDefault ? defaultRadius : settingRadius, settings[i].label, false);
    }
}

/// What is recommended, by its band; of an old sweep that it is one.
void TradeOffChart::paintSweepText(QPainter& painter, LabelPlacer& placer) const {
    if (!m_sweep) return;
    const QString& text = isShaded() ? m_sweep->recommended : m_sweep->stale;
    if (text.isEmpty()) return;
    painter.setFont(fontFor(Type::Axis));
    const QFontMetricsF metrics(painter.font());
    const QSizeF size(metrics.horizontalAdvance(text), metrics.height());
    std::vector<QRectF> places;
    if (const QRectF band = bandRect(); !band.isNull())
        for (double y = band.bottom() - size.height() - 2.0; y > band.top(); y -= 12.0)
            for (const double x : {band.left() - size.width() - 4.0, band.right() + 4.0,
                                   band.center().x() - size.width() / 2.0})
                places.emplace_back(QPointF(x, y), size);
    if (const auto box = placer.placeOrElsewhere(places, size))
        paintHaloed(painter, *box, text, isShaded() ? theme().balanced : theme().quiet);
}

}  // namespace counterpoint::charts
