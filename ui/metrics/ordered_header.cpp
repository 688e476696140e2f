#include "ui/metrics/ordered_header.h"

#include "ui/support/theme.h"

#include <QPainter>

namespace counterpoint::scores {

namespace {
constexpr int room = 9;
constexpr double side = 6.0;
constexpr double rise = 4.0;
}  // namespace

OrderedHeader::OrderedHeader(QWidget* parent) : QHeaderView(Qt::Horizontal, parent) {}

int OrderedHeader::markRoom() {
    return room;
}

void OrderedHeader::setOrderedBy(int section) {
    if (section == m_ordered) return;
    m_ordered = section;
    viewport()->update();
}

void OrderedHeader::paintSection(QPainter* painter, const QRect& rect, int section) const {
    if (section != m_ordered) return QHeaderView::paintSection(painter, rect, section);
    const support::Theme& theme = support::Theme::current();
    painter->save();
    QHeaderView::paintSection(painter, rect.adjusted(0, 0, -room, 0), section);
    painter->restore();
    const QRect end(rect.right() + 1 - room, rect.top(), room, rect.height());
    painter->fillRect(end, theme.panel);
    painter->fillRect(QRect(end.left(), end.bottom(), end.width(), 1), theme.separator);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(theme.second);
    const QPointF middle(end.left() + side / 2.0 - 1.0, end.center().y() + 0.5);
    const QPointF triangle[] = {middle + QPointF(-side / 2.0, rise / 2.0),
                                middle + QPointF(side / 2.0, rise / 2.0),
                                middle + QPointF(0.0, -rise / 2.0)};
    painter->drawPolygon(triangle, 3);
    painter->restore();
}

}  // namespace counterpoint::scores
