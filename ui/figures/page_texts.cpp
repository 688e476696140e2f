#include "ui/figures/page_texts.h"

#include <QFont>
#include <QFontMetricsF>
#include <QPainter>
#include <QRegularExpression>
#include <QTransform>
#include <QXmlStreamReader>

namespace counterpoint::figures {

QByteArray withoutTexts(const QByteArray& page) {
    QByteArray rest;
    qsizetype from = 0;
    for (qsizetype at = page.indexOf("<text"); at >= 0; at = page.indexOf("<text", from)) {
        const qsizetype end = page.indexOf("</text>", at);
        if (end < 0) break;
        rest += page.mid(from, at - from);
        from = end + 7;
    }
    return rest + page.mid(from);
}

void drawTexts(QPainter& painter, const QByteArray& page, const QString& family) {
    static const QRegularExpression turn(
        QStringLiteral("translate\\(([-0-9.]+) ([-0-9.]+)\\) rotate\\(-90\\)"));
    constexpr int measured = 100;  // fonts of a few points have whole pixels for widths
    QTransform group;
    QXmlStreamReader xml(page);
    while (!xml.atEnd()) {
        const auto token = xml.readNext();
        if (token == QXmlStreamReader::EndElement && xml.name() == u"g") group.reset();
        if (token != QXmlStreamReader::StartElement) continue;
        const QXmlStreamAttributes of = xml.attributes();
        const auto text = [&](const char* name) {
            return of.value(QLatin1String(name)).toString();
        };
        if (xml.name() == u"g") {
            if (const auto turned = turn.match(text("transform")); turned.hasMatch()) {
                group.translate(turned.captured(1).toDouble(), turned.captured(2).toDouble());
                group.rotate(-90.0);
            }
            continue;
        }
        if (xml.name() != u"text") continue;
        QFont font(family);
        font.setPixelSize(measured);
        font.setBold(text("font-weight") == QLatin1String("bold"));
        const double scale = text("font-size").toDouble() / measured;
        const QString anchor = text("text-anchor");
        const QPointF start(text("x").toDouble(), text("y").toDouble());
        const QColor color(text("fill"));
        const QString words = xml.readElementText();
        const double width = QFontMetricsF(font).horizontalAdvance(words);
        const double back = anchor == QLatin1String("middle") ? width / 2.0
                            : anchor == QLatin1String("end")  ? width
                                                              : 0.0;
        painter.save();
        painter.setTransform(group, true);
        painter.translate(start);
        painter.scale(scale, scale);
        painter.setFont(font);
        painter.setPen(color);
        painter.drawText(QPointF(-back, 0.0), words);
        painter.restore();
    }
}

}  // namespace counterpoint::figures
