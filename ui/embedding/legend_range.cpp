// The bar of values in a legend and the handles at the ends of its colours.

#include "ui/embedding/legend.h"
#include "ui/embedding/numbers.h"
#include "ui/support/palette.h"

#include <QFontMetricsF>
#include <QLinearGradient>
#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>

namespace counterpoint::embedding {

namespace {

constexpr double barWidth = 160.0;
constexpr double leastWidth = 40.0;  ///< for two handles
constexpr double barHeight = 8.0;

}  // namespace

/// The whole span of values; the handles stand where the colours end.
QRectF Legend::barBox() const {
    const QFontMetricsF metrics(m_style.sentence);
    const auto room = [&](double figure) {
        return inset + std::ceil(metrics.horizontalAdvance(threeDigits(figure))) + 10.0;
    };
    const double left = room(m_range->least);
    const double most = width() - left - room(m_range->most);
    return {left, height() / 2.0 - barHeight / 2.0 - (m_compact ? 0.0 : 8.0),
            std::clamp(most, leastWidth, barWidth), barHeight};
}

double Legend::xOf(double value) const {
    const QRectF bar = barBox();
    const double span = m_range->most - m_range->least;
    return bar.left() + bar.width() * (span > 0.0 ? (value - m_range->least) / span : 0.0);
}

double Legend::valueAt(double x) const {
    const QRectF bar = barBox();
    const double share = std::clamp((x - bar.left()) / bar.width(), 0.0, 1.0);
    return m_range->least + share * (m_range->most - m_range->least);
}

void Legend::paintRange(QPainter& painter) const {
    const QFontMetricsF metrics(m_style.sentence);
    const QRectF bar = barBox();
    const double low = xOf(m_range->low);
    const double high = xOf(m_range->high);
    QLinearGradient gradient(QPointF(low, 0.0), QPointF(std::max(high, low + 1.0), 0.0));
    constexpr int stops = 20;
    for (int i = 0; i <= stops; ++i)
        gradient.setColorAt(static_cast<double>(i) / stops,
                            support::viridis(static_cast<double>(i) / stops));
    painter.setPen(QPen(m_style.swatchRing, 1.0));
    painter.setBrush(gradient);
    painter.drawRoundedRect(bar.adjusted(-0.5, -0.5, 0.5, 0.5), 2.0, 2.0);

    painter.setPen(m_style.quiet);
    const double base = bar.center().y() + (metrics.ascent() - metrics.descent()) / 2.0;
    const QString least = threeDigits(m_range->least);
    painter.drawText(QPointF(bar.left() - 8.0 - metrics.horizontalAdvance(least), base), least);
    painter.drawText(QPointF(bar.right() + 8.0, base), threeDigits(m_range->most));

    const auto handle = [&](double x) {
        const std::array<QPointF, 3> triangle{QPointF(x, bar.bottom()),
                                              QPointF(x - 4.5, bar.bottom() + 7.0),
                                              QPointF(x + 4.5, bar.bottom() + 7.0)};
        painter.setPen(QPen(m_style.panel, 1.0));
        painter.setBrush(m_style.text);
        painter.drawPolygon(triangle.data(), static_cast<int>(triangle.size()));
    };
    handle(low);
    handle(high);
    if (hasFocus()) {
        painter.setPen(QPen(m_style.accent, 2.0));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(bar.adjusted(-7.0, -6.0, 7.0, 11.0), 4.0, 4.0);
    }
    if (m_compact) return;
    painter.setPen(m_style.text);
    const QString lowText = threeDigits(m_range->low);
    const QString highText = threeDigits(m_range->high);
    const double below = bar.bottom() + 8.0 + metrics.ascent();
    const double lowWidth = metrics.horizontalAdvance(lowText);
    const double highWidth = metrics.horizontalAdvance(highText);
    const double lowLeft = std::max(inset, low - lowWidth / 2.0);
    painter.drawText(QPointF(lowLeft, below), lowText);
    painter.drawText(QPointF(std::max(high - highWidth / 2.0, lowLeft + lowWidth + 6.0), below),
                     highText);
}

}  // namespace counterpoint::embedding
