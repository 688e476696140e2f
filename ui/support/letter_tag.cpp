#include "ui/support/letter_tag.h"

#include "ui/support/fonts.h"
#include "ui/support/theme.h"

#include <QPainter>

namespace counterpoint::support {

int letterTagSide() {
    return scaled(14);
}

void paintLetterTag(QPainter& painter, const QRectF& place, const QString& letter) {
    const Theme& theme = Theme::current();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.accent);
    painter.drawRoundedRect(place, 2, 2);
    QFont font = fontOf(Type::Axis);
    font.setBold(true);
    painter.setFont(font);
    painter.setPen(theme.onAccent);
    painter.drawText(place, Qt::AlignCenter, letter);
    painter.restore();
}

LetterTag::LetterTag(const QString& letter, QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setLetter(letter);
}

void LetterTag::setLetter(const QString& letter) {
    m_letter = letter;
    setAccessibleName(letter);
    update();
}

QSize LetterTag::sizeHint() const {
    return {letterTagSide(), letterTagSide()};
}

void LetterTag::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    paintLetterTag(painter, QRectF(rect()), m_letter);
}

}  // namespace counterpoint::support
