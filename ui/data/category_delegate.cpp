#include "ui/data/category_delegate.h"

#include "ui/support/fonts.h"
#include "ui/support/icons.h"
#include "ui/support/numbers.h"

#include <QApplication>
#include <QPainter>
#include <QTreeView>

namespace counterpoint::datapanel {

using support::fontOf;
using support::scaled;
using support::Theme;
using support::Type;

namespace {

constexpr int inset = 12;
constexpr int checkSide = 13;
constexpr int swatchSide = 12;
constexpr int gap = 6;
constexpr int barWidth = 48;
constexpr int barHeight = 8;
constexpr int leastCountWidth = 38;

void paintCheckBox(QPainter& painter, const QRect& box, bool checked) {
    const Theme& theme = Theme::current();
    painter.setPen(QPen(checked ? theme.accent : theme.control, 1.0));
    painter.setBrush(checked ? theme.accent : theme.panel);
    painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 2, 2);
    if (!checked) return;
    painter.setPen(QPen(theme.onAccent, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const QPointF corner = box.topLeft();
    const QPointF tick[] = {corner + QPointF(3.3, 6.9), corner + QPointF(5.6, 9.2),
                            corner + QPointF(9.8, 4.2)};
    painter.drawPolyline(tick, 3);
}

void paintSwatch(QPainter& painter, const QRect& swatch, const QColor& color) {
    painter.setPen(QPen(Theme::current().swatchRing, 1.0));
    painter.setBrush(color);
    painter.drawRoundedRect(QRectF(swatch).adjusted(0.5, 0.5, -0.5, -0.5), 2, 2);
}

void paintComposition(QPainter& painter, const QRectF& bar, const std::vector<Slice>& slices) {
    double x = bar.left();
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (const Slice& slice : slices) {
        const double width = bar.width() * slice.share;
        painter.fillRect(QRectF(x, bar.top(), width, bar.height()), slice.color);
        x += width;
    }
    painter.setRenderHint(QPainter::Antialiasing);
}

void paintElided(QPainter& painter, const QRect& room, const QString& text) {
    painter.drawText(room, Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(text, Qt::ElideRight, room.width()));
}

}  // namespace

QRect CategoryDelegate::checkRect(const QRect& row) {
    return {row.left() + inset, row.center().y() - checkSide / 2, checkSide, checkSide};
}

QRect CategoryDelegate::swatchRect(const QRect& row) {
    return {row.left() + inset + checkSide + gap, row.center().y() - swatchSide / 2 + 1, swatchSide,
            swatchSide};
}

QSize CategoryDelegate::sizeHint(const QStyleOptionViewItem& /*option*/,
                                 const QModelIndex& /*index*/) const {
    return {scaled(200), scaled(22)};
}

void CategoryDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                             const QModelIndex& index) const {
    const Theme& theme = Theme::current();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const bool current = option.state & QStyle::State_HasFocus;
    const bool hovered = option.state & QStyle::State_MouseOver;
    if (current || hovered)
        painter->fillRect(option.rect, current ? theme.accentSoft : theme.hover);
    if (index.parent().isValid()) {
        paintCategory(*painter, option.rect, index);
    } else {
        paintHead(*painter, option, index);
    }
    painter->restore();
}

void CategoryDelegate::paintHead(QPainter& painter, const QStyleOptionViewItem& option,
                                 const QModelIndex& index) {
    const Theme& theme = Theme::current();
    const QRect row = option.rect.adjusted(inset, 0, -inset, 0);
    const bool checkable = index.data(CheckableRole).toBool();
    const bool open = option.state & QStyle::State_Open;
    const QColor color = checkable ? theme.text : theme.second;
    support::paintIcon(painter, open ? support::Icon::ChevronDown : support::Icon::ChevronRight,
                       QRectF(row.left() - 5.0, row.center().y() - 7.0, 16.0, 16.0), color);

    const QString count = support::count(index.data(CellsRole).toLongLong());
    painter.setFont(fontOf(Type::Body));
    painter.setPen(theme.quiet);
    const int countWidth = painter.fontMetrics().horizontalAdvance(count);
    painter.drawText(row, Qt::AlignRight | Qt::AlignVCenter, count);
    painter.setFont(fontOf(checkable ? Type::Label : Type::Body));
    painter.setPen(color);
    paintElided(painter, row.adjusted(12, 0, -countWidth - gap, 0), index.data().toString());
}

void CategoryDelegate::paintCategory(QPainter& painter, const QRect& row,
                                     const QModelIndex& index) {
    const Theme& theme = Theme::current();
    painter.setFont(fontOf(Type::Body));
    const QString note = index.data(NoteRole).toString();
    const QString count =
        note.isEmpty() ? support::count(index.data(CellsRole).toLongLong()) : note;
    const int right = row.right() + 1 - inset;
    if (!index.data(CheckableRole).toBool()) {
        painter.setPen(theme.quiet);
        const int width = painter.fontMetrics().horizontalAdvance(count);
        painter.drawText(QRect(right - width, row.top(), width, row.height()),
                         Qt::AlignRight | Qt::AlignVCenter, count);
        painter.setPen(theme.second);
        const int left = row.left() + 2 * inset;
        paintElided(painter, QRect(left, row.top(), right - width - gap - left, row.height()),
                    index.data().toString());
        return;
    }

    const bool checked = index.data(Qt::CheckStateRole).toInt() == Qt::Checked;
    paintCheckBox(painter, checkRect(row), checked);
    const QRect swatch = swatchRect(row);
    paintSwatch(painter, swatch, index.data(ColorRole).value<QColor>());

    const int countWidth =
        std::max(scaled(leastCountWidth), painter.fontMetrics().horizontalAdvance(count));
    painter.setPen(checked ? theme.text : theme.quiet);
    painter.drawText(QRect(right - countWidth, row.top(), countWidth, row.height()),
                     Qt::AlignRight | Qt::AlignVCenter, count);
    int end = right - countWidth - 8;
    const auto slices = index.data(CompositionRole).value<std::vector<Slice>>();
    if (!slices.empty()) {
        end -= barWidth;
        paintComposition(painter,
                         QRectF(end, row.center().y() - barHeight / 2 + 1, barWidth, barHeight),
                         slices);
    }
    const int left = swatch.right() + 1 + gap;
    painter.setPen(checked ? theme.text : theme.quiet);
    paintElided(painter, QRect(left, row.top(), end - gap - left, row.height()),
                index.data().toString());
}

}  // namespace counterpoint::datapanel
