#include "ui/support/accent_frame.h"

#include "ui/support/theme.h"

#include <QPainter>

namespace counterpoint::support {

AccentFrame::AccentFrame(double width, QWidget* parent) : QWidget(parent), m_width(width) {
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
}

void AccentFrame::paintEvent(QPaintEvent* /*event*/) {
    const double half = m_width / 2.0;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(Theme::current().accent, m_width));
    painter.drawRoundedRect(QRectF(rect()).adjusted(half, half, -half, -half), 6, 6);
}

}  // namespace counterpoint::support
