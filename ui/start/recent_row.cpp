#include "ui/start/recent_row.h"

#include "ui/support/follow_theme.h"
#include "ui/support/fonts.h"
#include "ui/support/icons.h"
#include "ui/support/theme.h"

#include <QLocale>
#include <QPainter>

namespace counterpoint::start {

using support::Theme;
using support::Type;

namespace {

QString whenText(const QDateTime& when) {
    const QDate day = when.date();
    const QDate today = QDate::currentDate();
    const QString time = when.time().toString(QStringLiteral("HH:mm"));
    if (day == today) return QObject::tr("today %1").arg(time);
    if (day == today.addDays(-1)) return QObject::tr("yesterday %1").arg(time);
    return QLocale(QLocale::English).toString(day, QStringLiteral("d MMM yyyy"));
}

}  // namespace

RecentRow::RecentRow(RecentFile file, QWidget* parent)
    : QAbstractButton(parent), m_file(std::move(file)), m_isThere(m_file.isThere()) {
    setText(m_file.name());
    setAccessibleName(tr("Open %1").arg(m_file.name()));
    setAccessibleDescription(m_isThere ? m_file.what : tr("file not found"));
    setToolTip(m_file.paths.join(u'\n'));
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    support::followTheme(*this, [this] { setFixedHeight(support::scaled(40)); });
}

QSize RecentRow::sizeHint() const {
    return {support::scaled(480), support::scaled(40)};
}

void RecentRow::enterEvent(QEnterEvent*) {
    update();
}

void RecentRow::leaveEvent(QEvent*) {
    update();
}

void RecentRow::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::current();
    QPainter painter(this);
    if (underMouse() || isDown()) painter.fillRect(rect(), theme.hover);
    painter.fillRect(QRect(0, height() - 1, width(), 1), theme.separator);
    support::paintIcon(painter,
                       !m_isThere         ? support::Icon::Error
                       : m_file.isSession ? support::Icon::Clock
                                          : support::Icon::File,
                       QRectF(16, (height() - 16) / 2.0, 16, 16),
                       m_isThere ? theme.second : theme.error);
    // Name, what, note and time share the width 30 : 29 : 22 : 19.
    const double left = 44.0;
    const double room = width() - left - 16.0;
    const auto cell = [&](double from, double share, const QString& text, Type type,
                          const QColor& color, Qt::Alignment side = Qt::AlignLeft) {
        painter.setFont(support::fontOf(type));
        painter.setPen(color);
        const QRectF box(left + room * from, 0, room * share - 8.0, height());
        painter.drawText(
            box, static_cast<int>(side) | Qt::AlignVCenter,
            painter.fontMetrics().elidedText(text, Qt::ElideMiddle, static_cast<int>(box.width())));
    };
    cell(0.0, 0.31, text(), Type::Label, theme.text);
    cell(0.31, 0.29, m_isThere ? m_file.what : tr("file not found"), Type::Body,
         m_isThere ? theme.text : theme.error);
    cell(0.60, 0.21, m_isThere ? m_file.note : tr("moved or renamed"), Type::Body, theme.second);
    cell(0.81, 0.19, whenText(m_file.opened), Type::Body, theme.second, Qt::AlignRight);
    if (hasFocus()) {
        painter.setPen(QPen(theme.accent, 2));
        painter.drawRect(rect().adjusted(1, 1, -1, -2));
    }
}

}  // namespace counterpoint::start
