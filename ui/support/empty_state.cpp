#include "ui/support/empty_state.h"

#include "ui/support/follow_theme.h"
#include "ui/support/fonts.h"

#include <QDragEnterEvent>
#include <QDropEvent>
#include <QHBoxLayout>
#include <QMimeData>
#include <QPainter>
#include <QPushButton>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

namespace counterpoint::support {

namespace {

constexpr int iconSide = 36;

QStringList localFiles(const QMimeData* mime) {
    QStringList paths;
    for (const QUrl& url : mime->urls())
        if (url.isLocalFile()) paths << url.toLocalFile();
    return paths;
}

}  // namespace

EmptyState::EmptyState(Icon icon, const QString& title, const QString& hint, QWidget* parent)
    : QWidget(parent),
      m_icon(icon),
      m_title(title),
      m_hint(hint),
      m_buttons(new QWidget(this)),
      m_row(new QHBoxLayout(m_buttons)) {
    setAcceptDrops(true);
    setAccessibleName(title);
    setAccessibleDescription(hint);
    m_row->setContentsMargins(4, 4, 4, 4);
    m_row->setSpacing(12);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->addStretch(1);
    // The texts are painted above and below the buttons, which stand a little under the middle.
    auto* above = new QSpacerItem(0, 0);
    auto* below = new QSpacerItem(0, 0);
    layout->addItem(above);
    layout->addWidget(m_buttons, 0, Qt::AlignHCenter);
    layout->addItem(below);
    layout->addStretch(1);
    followTheme(*this, [this, above, below] {
        setMinimumSize(scaled(320), scaled(280));
        above->changeSize(0, scaled(88));
        below->changeSize(0, scaled(20));
        this->layout()->invalidate();
    });
}

QPushButton* EmptyState::addButton(const QString& text, ButtonKind kind) {
    return place(makeButton(text, kind, m_buttons));
}

QPushButton* EmptyState::addButton(const QString& text, Icon icon, ButtonKind kind) {
    return place(makeButton(text, icon, kind, m_buttons));
}

QPushButton* EmptyState::place(QPushButton* button) {
    button->setProperty("place", QStringLiteral("dialog"));
    m_row->addWidget(button);
    return button;
}

void EmptyState::setNote(const QString& text) {
    m_note = text;
    update();
}

void EmptyState::paintEvent(QPaintEvent* /*event*/) {
    const Theme& theme = Theme::current();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QPen border(m_dropping ? theme.accent : theme.control, 1.6);
    border.setDashPattern({3.5, 3.0});
    painter.setPen(border);
    painter.setBrush(m_dropping ? theme.accentSoft : theme.panel);
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 6, 6);

    const QRect buttons = m_buttons->geometry();
    constexpr int wrapped = Qt::AlignCenter | Qt::TextWordWrap;
    const auto heightOf = [&](Type type, const QString& text) {
        const QRect room(0, 0, width() - 32, height());
        return std::max(lineHeight(type),
                        QFontMetrics(fontOf(type)).boundingRect(room, wrapped, text).height());
    };
    // Answers with where the text begins.
    const auto endAt = [&](int bottom, Type type, const QColor& color, const QString& text) {
        const int top = bottom - heightOf(type, text);
        painter.setFont(fontOf(type));
        painter.setPen(color);
        painter.drawText(QRect(16, top, width() - 32, bottom - top), wrapped, text);
        return top;
    };
    int y = endAt(buttons.top() - scaled(12), Type::Body, theme.second, m_hint);
    y = endAt(y - 4, Type::Empty, theme.text, m_title);
    paintIcon(painter, m_icon,
              QRectF((width() - iconSide) / 2.0, y - scaled(12) - iconSide, iconSide, iconSide),
              theme.accent);
    endAt(buttons.bottom() + scaled(14) + heightOf(Type::Body, m_note), Type::Body, theme.second,
          m_note);
}

void EmptyState::dragEnterEvent(QDragEnterEvent* event) {
    if (localFiles(event->mimeData()).isEmpty()) return;
    event->acceptProposedAction();
    m_dropping = true;
    update();
}

void EmptyState::dragLeaveEvent(QDragLeaveEvent* /*event*/) {
    m_dropping = false;
    update();
}

void EmptyState::dropEvent(QDropEvent* event) {
    m_dropping = false;
    update();
    event->acceptProposedAction();
    Q_EMIT filesDropped(localFiles(event->mimeData()));
}

}  // namespace counterpoint::support
