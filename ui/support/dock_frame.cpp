#include "ui/support/dock_frame.h"

#include "ui/support/buttons.h"
#include "ui/support/fonts.h"

#include <QDockWidget>
#include <QFontMetricsF>
#include <QHBoxLayout>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace counterpoint::support {

namespace {

constexpr int inset = 12;
constexpr int gap = 8;
constexpr int leastSubtitle = 96;

}  // namespace

QRectF paintTag(QPainter& painter, const QString& text, const QPointF& anchor, Qt::Alignment side,
                const QColor& color, const QColor& background) {
    const QFont tagFont = fontOf(Type::Tag);
    const double width = QFontMetricsF(tagFont).horizontalAdvance(text) + 8.0;
    const double height = lineHeight(Type::Tag) + 1.0;
    const double left = side & Qt::AlignRight ? anchor.x() - width : anchor.x();
    const QRectF box(left, anchor.y() - height / 2.0, width, height);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(background);
    painter.drawRoundedRect(box, 2, 2);
    painter.setPen(color);
    painter.setFont(tagFont);
    painter.drawText(box, Qt::AlignCenter, text);
    painter.restore();
    return box;
}

DockHead::DockHead(const QString& title, QWidget* parent) : QWidget(parent), m_title(title) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_layout = new QHBoxLayout(this);
    m_layout->setContentsMargins(0, 0, 6, 1);
    m_layout->setSpacing(0);
    m_layout->addStretch(1);
    m_float = makeSmallButton(Icon::Float, tr("Float this panel, or dock it again"), this);
    m_close = makeSmallButton(Icon::Close, tr("Close this panel"), this);
    m_layout->addWidget(m_float);
    m_layout->addWidget(m_close);
    connect(m_float, &QToolButton::clicked, this, &DockHead::floatRequested);
    connect(m_close, &QToolButton::clicked, this, &DockHead::closeRequested);
}

void DockHead::setSubtitle(const QString& text) {
    m_subtitle = text;
    setToolTip(text);
    update();
}

void DockHead::setTag(const QString& text, ThemeColor color, ThemeColor background) {
    m_tag = text;
    m_tagColor = color;
    m_tagBackground = background;
    update();
}

void DockHead::addWidget(QWidget* widget) {
    m_layout->insertWidget(m_layout->count() - 2, widget);
}

void DockHead::setTabs(QWidget* tabs) {
    m_tabs = tabs;
    m_layout->insertWidget(0, tabs);
    update();
}

void DockHead::setDockButtonsVisible(bool visible) {
    m_float->setVisible(visible);
    m_close->setVisible(visible);
}

QSize DockHead::sizeHint() const {
    return {scaled(200), scaled(28)};
}
QSize DockHead::minimumSizeHint() const {
    return {scaled(80), scaled(28)};
}

void DockHead::paintEvent(QPaintEvent* /*event*/) {
    const Theme& theme = Theme::current();
    QPainter painter(this);
    painter.fillRect(rect(), theme.header);
    painter.fillRect(QRect(0, height() - 1, width(), 1), theme.separator);

    const QRect line(inset, 0, width() - inset, height() - 1);
    double x = inset;
    if (m_tabs != nullptr) {
        x = m_tabs->geometry().right() + gap;
    } else {
        painter.setFont(fontOf(Type::Title));
        painter.setPen(theme.text);
        painter.drawText(line, Qt::AlignVCenter | Qt::AlignLeft, m_title);
        x += painter.fontMetrics().horizontalAdvance(m_title) + gap;
    }
    if (!m_tag.isEmpty()) {
        const QRectF box = paintTag(painter, m_tag, QPointF(x, (height() - 1) / 2.0), Qt::AlignLeft,
                                    theme.*m_tagColor, theme.*m_tagBackground);
        x = box.right() + gap;
    }
    double end = width();
    for (int i = 0; i < m_layout->count(); ++i)
        if (const QWidget* widget = m_layout->itemAt(i)->widget();
            widget && widget != m_tabs && !widget->isHidden())
            end = std::min(end, static_cast<double>(widget->x()));
    const double room = end - gap - x;
    painter.setFont(fontOf(Type::Body));
    // A few letters say nothing; the tooltip says it all.
    const bool fits = painter.fontMetrics().horizontalAdvance(m_subtitle) <= room;
    if (m_subtitle.isEmpty() || (!fits && room < scaled(leastSubtitle))) return;
    painter.setPen(theme.quiet);
    painter.drawText(
        QRectF(x, 0, room, height() - 1), Qt::AlignVCenter | Qt::AlignLeft,
        painter.fontMetrics().elidedText(m_subtitle, Qt::ElideRight, static_cast<int>(room)));
}

DockFrame::DockFrame(const QString& title, QWidget* content, QWidget* parent)
    : QWidget(parent), m_head(new DockHead(title, this)), m_content(content) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_head);
    layout->addWidget(content, 1);
}

DockHead* dress(QDockWidget& dock) {
    auto* head = new DockHead(dock.windowTitle(), &dock);
    dock.setTitleBarWidget(head);
    QObject::connect(head, &DockHead::floatRequested, &dock,
                     [&dock] { dock.setFloating(!dock.isFloating()); });
    QObject::connect(head, &DockHead::closeRequested, &dock, &QWidget::close);
    return head;
}

}  // namespace counterpoint::support
