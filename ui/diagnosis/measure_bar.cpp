#include "ui/diagnosis/measure_bar.h"

#include "ui/support/fonts.h"
#include "ui/support/numbers.h"
#include "ui/support/theme.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace counterpoint::diagnosis {

using support::Theme;
using support::Type;

namespace {

constexpr double barHeight = 6.0;
constexpr double barRoom = 16.0;  ///< the bar and what stands out of it
constexpr double reach = 4.0;     ///< of the limit above and below the bar
constexpr double halfCap = 3.0;
constexpr int gap = 8;

QString plainPercent(double share) {
    return QString::number(std::lround(100.0 * std::max(0.0, share)));
}

}  // namespace

bool Measure::isBeyond() const {
    return beyond == Beyond::TooFew ? value < limit : value > limit;
}

QString Measure::text() const {
    if (std::isnan(value)) return MeasureBar::tr("cannot be told");
    QString text = support::percent(std::max(0.0, value));
    if (!std::isnan(low) && !std::isnan(high))
        text += QStringLiteral(" (%1–%2)").arg(plainPercent(low), plainPercent(high));
    if (!std::isnan(limit))
        text += (beyond == Beyond::TooFew ? MeasureBar::tr(", at least %1")
                                          : MeasureBar::tr(", limit %1"))
                    .arg(support::percent(limit));
    return text;
}

MeasureBar::MeasureBar(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void MeasureBar::setMeasure(const Measure& measure) {
    m_measure = measure;
    setToolTip(QStringLiteral("%1: %2\n%3").arg(measure.title, measure.text(), measure.help));
    setAccessibleName(measure.title + QStringLiteral(", ") + measure.text());
    setAccessibleDescription(measure.help);
    update();
}

void MeasureBar::setStale(bool stale) {
    m_stale = stale;
    update();
}

QSize MeasureBar::sizeHint() const {
    return {support::scaled(240), support::lineHeight(Type::Body) + static_cast<int>(barRoom)};
}

void MeasureBar::paintEvent(QPaintEvent* /*event*/) {
    const Theme& theme = Theme::current();
    const Measure& m = m_measure;
    const bool beyond = m.isBeyond();
    // Green says that a limit is kept: a part of another measure has none.
    const bool judges = m.beyond != Measure::Beyond::TooFew && !std::isnan(m.limit);
    const QColor color = m_stale || !judges                   ? theme.second
                         : !beyond                            ? theme.balanced
                         : m.beyond == Measure::Beyond::Under ? theme.under
                                                              : theme.over;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const int line = support::lineHeight(Type::Body);
    const QRect words(0, 0, width(), line);
    QFont font = support::fontOf(beyond && !m_stale ? Type::Title : Type::Body);
    painter.setFont(font);
    painter.setPen(m_stale ? theme.quiet : beyond ? color : theme.text);
    const QString text = m.text();
    painter.drawText(words, Qt::AlignRight | Qt::AlignVCenter, text);
    const int room = width() - painter.fontMetrics().horizontalAdvance(text) - gap;
    painter.setFont(support::fontOf(Type::Body));
    painter.setPen(theme.second);
    painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(m.title, Qt::ElideRight, room));

    const double middle = line + barRoom / 2.0 - 1.0;
    const QRectF bar(0, middle - barHeight / 2.0, width(), barHeight);
    const auto xOf = [&](double value) {
        return std::clamp(value / m.end, 0.0, 1.0) * (bar.width() - 1.0);
    };
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.track);
    painter.drawRoundedRect(bar, 3, 3);
    if (!std::isnan(m.value)) {
        painter.setBrush(color);
        QRectF full = bar;
        full.setWidth(xOf(m.value));
        if (full.width() >= 1.0) painter.drawRoundedRect(full, 3, 3);
    }
    if (!std::isnan(m.limit)) {
        painter.setBrush(theme.text);
        painter.drawRect(QRectF(xOf(m.limit), bar.top() - reach, 2.0, barHeight + 2.0 * reach));
    }
    if (!std::isnan(m.low) && !std::isnan(m.high) && !m_stale) {
        painter.setPen(QPen(theme.text, 1.0));
        painter.setRenderHint(QPainter::Antialiasing, false);
        const double low = xOf(m.low);
        const double high = xOf(m.high);
        painter.drawLine(QPointF(low, middle), QPointF(high, middle));
        for (const double x : {low, high})
            painter.drawLine(QPointF(x, middle - halfCap), QPointF(x, middle + halfCap));
        painter.setRenderHint(QPainter::Antialiasing);
    }
    if (!std::isnan(m.lastExact)) {
        const double x = std::clamp(xOf(m.lastExact), 4.0, width() - 4.0);
        QPainterPath mark;
        mark.moveTo(x, bar.bottom() - 1.0);
        mark.lineTo(x - 4.0, bar.bottom() + 5.0);
        mark.lineTo(x + 4.0, bar.bottom() + 5.0);
        mark.closeSubpath();
        painter.setPen(QPen(theme.text, 1.0));
        painter.setBrush(theme.panel);
        painter.drawPath(mark);
    }
}

}  // namespace counterpoint::diagnosis
