#include "ui/metrics/marks.h"

#include "ui/support/theme.h"

#include <QPainter>

namespace counterpoint::scores {

using support::Theme;

namespace {

constexpr double halfMark = 6.0;
constexpr double halfCap = 3.0;

}  // namespace

void paintUnintegratedMark(QPainter& painter, const QPointF& at) {
    painter.fillRect(QRectF(at.x() - 1.0, at.y() - halfMark, 2.0, 2.0 * halfMark),
                     Theme::current().second);
}

void paintShuffledMark(QPainter& painter, const QPointF& at) {
    for (double y = at.y() - halfMark; y < at.y() + halfMark; y += 3.5)
        painter.fillRect(QRectF(at.x() - 1.0, y, 2.0, 2.0), Theme::current().second);
}

void paintInterval(QPainter& painter, double low, double high, double y) {
    painter.setPen(QPen(Theme::current().text, 1.0));
    painter.drawLine(QPointF(low, y), QPointF(high, y));
    painter.drawLine(QPointF(low, y - halfCap), QPointF(low, y + halfCap));
    painter.drawLine(QPointF(high, y - halfCap), QPointF(high, y + halfCap));
}

}  // namespace counterpoint::scores
