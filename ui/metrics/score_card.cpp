#include "ui/metrics/score_card.h"

#include "ui/metrics/marks.h"
#include "ui/support/dock_frame.h"
#include "ui/support/fonts.h"
#include "ui/support/icons.h"
#include "ui/support/numbers.h"
#include "ui/support/palette.h"

#include <QAccessible>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace counterpoint::scores {

using support::fontOf;
using support::scaled;
using support::Theme;
using support::Type;

namespace {

constexpr double inset = 8.0;
constexpr double barHeight = 6.0;
constexpr int widthForChange = 160;

double share(double value) {
    return std::clamp(value, 0.0, 1.0);
}

}  // namespace

ScoreCard::ScoreCard(const plugin::MetricInfo& info, QWidget* parent)
    : QWidget(parent), m_info(info) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAttribute(Qt::WA_Hover);
    setState({});
}

void ScoreCard::setState(const CardState& state) {
    m_state = state;
    setFocusPolicy(isLive() ? Qt::TabFocus : Qt::NoFocus);
    setCursor(isLive() ? Qt::PointingHandCursor : Qt::ArrowCursor);
    setAccessibleName(spokenText(m_info, m_state));
    update();
}

QSize ScoreCard::sizeHint() const {
    return {scaled(178), scaled(44)};
}
QSize ScoreCard::minimumSizeHint() const {
    return {scaled(152), scaled(44)};
}

bool ScoreCard::isLive() const {
    return m_info.perCell || m_state.status == CardStatus::Failed;
}

QRectF ScoreCard::barRect() const {
    const double y = height() - 12.0 - barHeight / 2.0;
    return {inset, y, width() - 2.0 * inset, barHeight};
}

void ScoreCard::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintFrame(painter);
    paintTexts(painter);
    paintBar(painter);
    paintMarks(painter);
}

void ScoreCard::paintFrame(QPainter& painter) const {
    const Theme& theme = Theme::current();
    QColor border = theme.separator;
    if (m_state.status == CardStatus::Preview) border = theme.accent;
    if (m_state.status == CardStatus::Failed) border = theme.error;
    const double pen = hasFocus() ? 2.0 : 1.0;
    if (hasFocus()) border = theme.accent;
    painter.setPen(QPen(border, pen));
    painter.setBrush(isLive() && underMouse() ? theme.hover : theme.panel);
    const double half = pen / 2.0;
    painter.drawRoundedRect(QRectF(rect()).adjusted(half, half, -half, -half), 4, 4);
}

void ScoreCard::paintTexts(QPainter& painter) const {
    const Theme& theme = Theme::current();
    const bool stale = m_state.status == CardStatus::Stale;
    const QRectF line(inset, 4.0, width() - 2.0 * inset, scaled(24));
    const auto vertical = Qt::AlignVCenter;
    double right = line.right();  // where the next text to the left has to end
    const QFont nameFont = fontOf(Type::Label);
    const QString name = QString::fromStdString(m_info.title);
    const double nameWidth = QFontMetricsF(nameFont).horizontalAdvance(name);

    const auto write = [&](Type type, const QColor& color, const QString& text, double gap) {
        painter.setFont(fontOf(type));
        painter.setPen(color);
        const double textWidth = QFontMetricsF(painter.font()).horizontalAdvance(text);
        painter.drawText(
            QRectF(right - textWidth - 1.0, line.top(), textWidth + 1.0, line.height()),
            Qt::AlignRight | vertical, text);
        right -= textWidth + gap;
    };

    switch (m_state.status) {
        case CardStatus::Failed:
            write(Type::Body, theme.error, tr("failed"), 5.0);
            support::paintIcon(painter, support::Icon::Error,
                               QRectF(right - 14.0, line.center().y() - 7.0, 14.0, 14.0),
                               theme.error);
            right -= 18.0;
            break;
        case CardStatus::NeedsLabels:
            break;  // said in place of the bar
        case CardStatus::Empty:
        case CardStatus::Undefined:
            write(Type::Stale, theme.quiet, support::score(CardState::none), 6.0);
            break;
        case CardStatus::Stale: {
            write(Type::Stale, theme.quiet, support::score(m_state.value), 5.0);
            // Grey and hatched it is anyway, and the head of the dock says why.
            const double tagged = QFontMetricsF(fontOf(Type::Tag)).horizontalAdvance(tr("stale"));
            if (line.left() + nameWidth + tagged + 18.0 > right) break;
            const QRectF tag =
                support::paintTag(painter, tr("stale"), QPointF(right, line.center().y()),
                                  Qt::AlignRight, theme.second, theme.track);
            right = tag.left() - 5.0;
            break;
        }
        case CardStatus::Exact:
            write(Type::Value, theme.text, support::score(m_state.value), 6.0);
            break;
        case CardStatus::Preview:
            write(Type::Value, theme.text, support::score(m_state.value), 0.0);
            write(Type::Stale, theme.text, QStringLiteral("\u2248"), 6.0);
            break;
    }
    const double change = m_state.value - m_state.unintegrated;
    const bool fresh = m_state.status == CardStatus::Exact || m_state.status == CardStatus::Preview;
    if (fresh && !std::isnan(change) && width() >= scaled(widthForChange)) {
        // The name matters more than the change.
        const QString text = support::change(change);
        const double changeWidth = QFontMetricsF(fontOf(Type::Help)).horizontalAdvance(text);
        if (line.left() + nameWidth + 4.0 + changeWidth <= right)
            write(Type::Help, theme.quiet, text, 4.0);
    }

    painter.setFont(nameFont);
    painter.setPen(stale ? theme.quiet : theme.text);
    const QRectF room(line.left(), line.top(), right - line.left(), line.height());
    painter.drawText(room, Qt::AlignLeft | vertical,
                     QFontMetricsF(nameFont).elidedText(name, Qt::ElideRight, room.width() + 0.5));
}

void ScoreCard::paintBar(QPainter& painter) const {
    const Theme& theme = Theme::current();
    const QRectF bar = barRect();
    if (m_state.status == CardStatus::NeedsLabels) {
        painter.setFont(fontOf(Type::Help));
        painter.setPen(theme.quiet);
        const double high = support::lineHeight(Type::Help);
        const double top = std::min(bar.center().y() - high / 2.0, this->height() - 6.0 - high);
        painter.drawText(QRectF(bar.left(), top, bar.width(), high),
                         Qt::AlignLeft | Qt::AlignVCenter, tr("needs cell types"));
        return;
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.track);
    painter.drawRoundedRect(bar, 1, 1);
    if (std::isnan(m_state.value)) return;

    QRectF filled = bar;
    filled.setWidth(bar.width() * share(m_state.value));
    switch (m_state.status) {
        case CardStatus::Exact:
            painter.setBrush(theme.accent);
            painter.drawRoundedRect(filled, 1, 1);
            break;
        case CardStatus::Preview:
            painter.setBrush(theme.accentSoft);
            painter.setPen(QPen(theme.accent, 1.0));
            painter.drawRoundedRect(filled.adjusted(0.5, 0.5, -0.5, -0.5), 1, 1);
            break;
        case CardStatus::Stale: {
            painter.save();
            painter.setClipRect(filled);
            painter.setPen(QPen(theme.control, 2.0));
            for (double x = filled.left() - bar.height(); x < filled.right() + bar.height();
                 x += 5.5)
                painter.drawLine(QPointF(x, bar.bottom() + 1.0),
                                 QPointF(x + bar.height() + 2.0, bar.top() - 1.0));
            painter.restore();
            break;
        }
        case CardStatus::Empty:
        case CardStatus::Failed:
        case CardStatus::NeedsLabels:
        case CardStatus::Undefined:
            break;
    }
}

void ScoreCard::paintMarks(QPainter& painter) const {
    const bool shown = m_state.status == CardStatus::Exact ||
                       m_state.status == CardStatus::Preview || m_state.status == CardStatus::Stale;
    if (!shown) return;
    const QRectF bar = barRect();
    const double y = bar.center().y();
    const auto xOf = [&](double value) {
        return std::clamp(bar.left() + bar.width() * share(value), bar.left() + 1.0,
                          bar.right() - 1.0);
    };
    if (!std::isnan(m_state.unintegrated))
        paintUnintegratedMark(painter, QPointF(xOf(m_state.unintegrated), y));
    if (!std::isnan(m_state.shuffled))
        paintShuffledMark(painter, QPointF(xOf(m_state.shuffled), y));
    if (!std::isnan(m_state.low) && !std::isnan(m_state.high) &&
        m_state.status != CardStatus::Stale)
        paintInterval(painter, xOf(m_state.low), xOf(m_state.high), y);
}

bool ScoreCard::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        QToolTip::showText(help->globalPos(),
                           tooltipText(m_info, m_state, QDateTime::currentDateTime()), this);
        return true;
    }
    return QWidget::event(event);
}

void ScoreCard::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && isLive() && rect().contains(event->pos()))
        Q_EMIT clicked();
}

void ScoreCard::keyPressEvent(QKeyEvent* event) {
    const bool presses = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter ||
                         event->key() == Qt::Key_Space;
    if (presses && isLive()) {
        Q_EMIT clicked();
    } else {
        QWidget::keyPressEvent(event);
    }
}

}  // namespace counterpoint::scores
