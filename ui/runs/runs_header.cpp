#include "ui/runs/runs_header.h"

#include "ui/runs/runs_model.h"
#include "ui/support/fonts.h"
#include "ui/support/theme.h"

#include <QPainter>

namespace counterpoint::runs {

using support::fontOf;
using support::scaled;
using support::Theme;
using support::Type;

namespace {

constexpr int groupHeight = 20;
constexpr int headHeight = 22;
constexpr int inset = 4;
constexpr int beforeBar = 8;
constexpr int beforeVerdict = 12;

void paintSortMark(QPainter& painter, const QPointF& middle, bool isAscending) {
    const double up = isAscending ? -1.0 : 1.0;
    const QPointF triangle[] = {middle + QPointF(-3.0, -1.5 * up), middle + QPointF(3.0, -1.5 * up),
                                middle + QPointF(0.0, 1.5 * up)};
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(Theme::current().text);
    painter.drawPolygon(triangle, 3);
}

}  // namespace

RunsHeader::RunsHeader(const RunsModel& model, QWidget* parent)
    : QHeaderView(Qt::Horizontal, parent), m_model(model) {
    setSectionsClickable(true);
    setHighlightSections(false);
    setSectionResizeMode(Fixed);
    setMinimumSectionSize(1);
}

QSize RunsHeader::sizeHint() const {
    return {QHeaderView::sizeHint().width(), scaled(groupHeight) + scaled(headHeight)};
}

void RunsHeader::paintSection(QPainter* painter, const QRect& rect, int section) const {
    const Theme& theme = Theme::current();
    const bool isSorted = isSortIndicatorShown() && sortIndicatorSection() == section;
    const Part what = m_model.part(section);
    painter->fillRect(rect, theme.panel);
    const QRectF line(rect.left(), rect.top() + scaled(groupHeight), rect.width(),
                      scaled(headHeight));
    painter->fillRect(QRectF(rect.left(), line.bottom() - 1.0, rect.width(), 1.0), theme.control);

    painter->setFont(fontOf(Type::Help));
    painter->setPen(isSorted ? theme.text : theme.second);
    Qt::Alignment side = Qt::AlignLeft;
    QRectF room = line.adjusted(0, 0, 0, -3);
    if (what == Part::Score) side = Qt::AlignHCenter;
    if (what == Part::Number) {
        side = Qt::AlignRight;
        room.setRight(room.right() - inset);
    }
    if (what == Part::Run) room.setLeft(room.left() + inset);
    if (what == Part::Verdict) room.setLeft(room.left() + beforeVerdict);
    if (what == Part::Batch || what == Part::Biology || what == Part::Total)
        room.setLeft(room.left() + beforeBar);
    const QString text = model()->headerData(section, Qt::Horizontal, Qt::DisplayRole).toString();
    painter->drawText(room, int(side | Qt::AlignVCenter | Qt::TextDontClip), text);
    if (!isSorted) return;

    const double textWidth = QFontMetricsF(painter->font()).horizontalAdvance(text);
    double x = room.left() + textWidth / 2.0;
    if (side == Qt::AlignHCenter || text.isEmpty()) x = line.center().x();
    if (side == Qt::AlignRight) x = room.right() - textWidth / 2.0;
    painter->save();
    paintSortMark(*painter, QPointF(x, line.bottom() - 4.5),
                  sortIndicatorOrder() == Qt::AscendingOrder);
    painter->restore();
}

void RunsHeader::paintEvent(QPaintEvent* event) {
    QHeaderView::paintEvent(event);
    QPainter painter(viewport());
    const int firstScore = m_model.columnOf(Part::Score);
    const auto& columns = m_model.columns();
    const auto familyAt = [&](int score) {
        return columns[static_cast<std::size_t>(score)].family;
    };
    const int scores = static_cast<int>(columns.size());
    for (int first = 0; first < scores;) {
        int last = first;
        while (last + 1 < scores && familyAt(last + 1) == familyAt(first)) ++last;
        paintGroup(
            painter,
            familyAt(first) == Family::BatchRemoved ? tr("Batch removed") : tr("Biology kept"),
            firstScore + first, firstScore + last);
        first = last + 1;
    }
    paintGroup(painter, tr("Aggregate"), m_model.columnOf(Part::Batch),
               m_model.columnOf(Part::Total));
}

void RunsHeader::paintGroup(QPainter& painter, const QString& text, int first, int last) const {
    const Theme& theme = Theme::current();
    while (first <= last && isSectionHidden(first)) ++first;
    while (first <= last && isSectionHidden(last)) --last;
    if (first > last || last >= count()) return;
    const bool isBars = m_model.part(first) != Part::Score;
    const double left = sectionViewportPosition(first) + (isBars ? beforeBar : inset);
    const double right = sectionViewportPosition(last) + sectionSize(last) - (isBars ? 0 : inset);
    const QRectF line(left, 0.0, right - left, scaled(groupHeight) - 1.0);
    painter.fillRect(QRectF(left, line.bottom(), line.width(), 1.0), theme.control);
    painter.setFont(fontOf(Type::Tag));
    painter.setPen(theme.text);
    const QString shown =
        QFontMetricsF(painter.font()).elidedText(text, Qt::ElideRight, line.width() + 8.0);
    painter.drawText(line, int(Qt::AlignCenter | Qt::TextDontClip), shown);
}

}  // namespace counterpoint::runs
