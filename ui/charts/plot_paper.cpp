// A chart on paper, and what it is drawn in there and in the window.

#include "ui/charts/plot.h"

#include <QPainter>
#include <QPainterPath>

namespace counterpoint::charts {

using support::Theme;
using support::Type;

const Theme& Plot::theme() const {
    return m_paper ? Theme::day() : Theme::current();
}

QFont Plot::fontFor(Type type) const {
    QFont font = support::fontOf(type);
    if (!m_paper) return font;
    font.setFamilies({m_paper->family});
    font.setPixelSize(static_cast<int>(paperText));
    font.setBold(font.weight() > QFont::Normal);        // typefaces have no more on every computer
    font.setHintingPreference(QFont::PreferNoHinting);  // as wide as it will be in the file
    return font;
}

double Plot::lineHeight(Type type) const {
    constexpr double paperLine = 1.2 * paperText;
    return m_paper ? paperLine : support::lineHeight(type);
}

QSizeF Plot::drawnSize() const {
    return m_paper ? m_paper->size : QSizeF(size());
}

void Plot::paintOnPaper(QPainter& painter, const QSizeF& size, const QString& family) {
    const auto change = [this](std::optional<Paper> paper) {
        m_paper = std::move(paper);
        adoptFonts();
        adoptTheme();
    };
    change(Paper{size, family});
    paintAll(painter);
    change(std::nullopt);
}

void Plot::paintHaloed(QPainter& painter, const QRectF& box, const QString& text,
                       const QColor& color) const {
    const QFontMetricsF metrics(painter.font());
    const QPointF start(box.left(),
                        box.center().y() + (metrics.ascent() - metrics.descent()) / 2.0);
    if (!m_paper) {
        QPainterPath outline;
        outline.addText(start, painter.font(), text);
        painter.strokePath(outline,
                           QPen(theme().panel, 3.0, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    }
    painter.setPen(color);
    painter.drawText(start, text);
}

}  // namespace counterpoint::charts
