#include "ui/runs/run_delegate.h"

#include "ui/runs/runs_model.h"
#include "ui/support/fonts.h"
#include "ui/support/icons.h"
#include "ui/support/letter_tag.h"
#include "ui/support/numbers.h"
#include "ui/support/palette.h"
#include "ui/support/theme.h"

#include <QLineEdit>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace counterpoint::runs {

using support::fontOf;
using support::scaled;
using support::Theme;
using support::Type;

namespace {

constexpr double cellInset = 4.0;
constexpr double iconSide = 14.0;
constexpr double beforeBar = 8.0;
constexpr double beforeVerdict = 12.0;
constexpr double besideFigure = 3.0;

/// How much of the figure's colour the ring of an oval takes: visible on white and on black alike.
constexpr double ringShare = 0.45;

struct Sign {
    support::Icon icon;
    QColor color;
};

Sign signOf(Lean lean) {
    const Theme& theme = Theme::current();
    switch (lean) {
        case Lean::Under:
            return {support::Icon::Under, theme.under};
        case Lean::Balanced:
            return {support::Icon::Balanced, theme.balanced};
        case Lean::Over:
            return {support::Icon::Over, theme.over};
        case Lean::Unclear:
            break;
    }
    return {support::Icon::Help, theme.second};
}

void paintElided(QPainter& painter, const QRectF& room, const QString& text) {
    const QFontMetricsF metrics(painter.font());
    painter.drawText(room, Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(text, Qt::ElideRight, room.width() + 0.5));
}

/// Diagonal strokes over what is of older settings, as on the score cards.
void paintHatched(QPainter& painter, const QRectF& area) {
    painter.save();
    painter.setClipRect(area);
    painter.setPen(QPen(Theme::current().control, 2.0));
    for (double x = area.left() - area.height(); x < area.right() + area.height(); x += 5.5)
        painter.drawLine(QPointF(x, area.bottom() + 1.0),
                         QPointF(x + area.height() + 2.0, area.top() - 1.0));
    painter.restore();
}

}  // namespace

QColor ovalColor(double position) {
    // Its darkest ends would make most of the table black.
    return support::prGn(0.1 + 0.8 * std::clamp(position, 0.0, 1.0));
}

QColor barColor(double position) {
    return support::ylGnBu(0.25 + 0.6 * std::clamp(position, 0.0, 1.0));
}

RunDelegate::RunDelegate(const RunsModel& model, QObject* parent)
    : QStyledItemDelegate(parent), m_model(model) {}

QSize RunDelegate::sizeHint(const QStyleOptionViewItem& /*option*/,
                            const QModelIndex& /*index*/) const {
    return {scaled(39), scaled(27)};
}

void RunDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                        const QModelIndex& index) const {
    const Theme& theme = Theme::current();
    const RunRow& run = m_model.row(index);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (run.id == m_model.currentRun())
        painter->fillRect(option.rect, theme.accentSoft);
    else if (index.row() == m_hoveredRow)
        painter->fillRect(option.rect, theme.hover);
    painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1),
                      theme.separator);

    const QRectF cell = QRectF(option.rect).adjusted(0, 0, 0, -1);
    switch (m_model.part(index.column())) {
        case Part::Pin:
            paintPin(*painter, cell, index);
            break;
        case Part::Number:
            painter->setFont(fontOf(Type::Body));
            painter->setPen(theme.text);
            painter->drawText(cell.adjusted(0, 0, -cellInset, 0), Qt::AlignRight | Qt::AlignVCenter,
                              QString::number(run.number));
            break;
        case Part::Run:
            paintName(*painter, cell, run);
            break;
        case Part::Score:
            paintOval(*painter, cell, index);
            break;
        case Part::Batch:
        case Part::Biology:
        case Part::Total:
            paintBar(*painter, cell, index);
            break;
        case Part::Verdict:
            paintVerdict(*painter, cell, run);
            break;
    }
    painter->restore();
}

void RunDelegate::paintPin(QPainter& painter, const QRectF& cell, const QModelIndex& index) const {
    const Theme& theme = Theme::current();
    const QPointF middle = cell.center();
    const QRectF box(middle.x() - iconSide / 2, middle.y() - iconSide / 2, iconSide, iconSide);
    if (!m_model.row(index).pinned) {
        const bool isNear = index.row() == m_hoveredRow;
        support::paintIcon(painter, support::Icon::Pin, box, isNear ? theme.text : theme.quiet);
        return;
    }
    support::paintIcon(painter, support::Icon::Pin, box, theme.accent);
    // Filled, so that pinned is not told by colour alone.
    const double unit = iconSide / 16.0;
    const QPointF body[] = {{6.3, 2.0},  {9.7, 2.0}, {9.7, 6.5},
                            {11.8, 9.0}, {4.2, 9.0}, {6.3, 6.5}};
    QPolygonF filled;
    for (const QPointF& corner : body) filled << box.topLeft() + corner * unit;
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.accent);
    painter.drawPolygon(filled);
}

QFont RunDelegate::nameFont(const RunRow& run) const {
    return fontOf(run.id == m_model.currentRun() ? Type::Title : Type::Label);
}

void RunDelegate::paintName(QPainter& painter, const QRectF& cell, const RunRow& run) const {
    const Theme& theme = Theme::current();
    QRectF room = cell.adjusted(cellInset, 0, -cellInset, 0);
    if (const QString tag = m_model.tagOf(run.id); !tag.isEmpty()) {
        const double side = support::letterTagSide();
        const QRectF square(room.left(), std::floor(room.center().y() - side / 2), side, side);
        support::paintLetterTag(painter, square, tag);
        room.setLeft(square.right() + 6.0);
    }
    painter.setFont(nameFont(run));
    painter.setPen(theme.text);
    paintElided(painter, room, run.name);
    room.setLeft(room.left() + QFontMetricsF(painter.font()).horizontalAdvance(run.name) + 4.0);
    painter.setFont(fontOf(Type::Body));
    painter.setPen(theme.second);
    if (room.width() > painter.fontMetrics().averageCharWidth() * 2.0)
        paintElided(painter, room, run.settings);
}

void RunDelegate::paintOval(QPainter& painter, const QRectF& cell, const QModelIndex& index) const {
    const Theme& theme = Theme::current();
    const RunScore score = m_model.scoreAt(index.row(), index.column());
    painter.setFont(fontOf(Type::Body));
    if (!std::isfinite(score.value)) {
        painter.setPen(theme.quiet);
        painter.drawText(cell, Qt::AlignCenter, support::score(score.value));
        return;
    }
    const double width = scaled(28);
    const double height = scaled(22);
    const QPointF corner(std::floor(cell.center().x() - width / 2.0),
                         std::floor(cell.center().y() - height / 2.0));
    const QRectF ring = QRectF(corner, QSizeF(width, height)).adjusted(0.5, 0.5, -0.5, -0.5);
    const double radius = scaled(10);

    const bool isStale = score.freshness == Freshness::Stale;
    const QColor fill =
        isStale ? theme.panel : ovalColor(m_model.positionAt(index.row(), index.column()));
    const QColor figure = isStale ? theme.quiet : support::figureOn(fill);
    QPen pen(support::mixed(fill, figure, ringShare), 1.0);
    if (score.freshness == Freshness::Preview) pen = QPen(theme.accent, 1.6);
    if (isStale) pen = QPen(theme.control, 1.0, Qt::DashLine);
    painter.setPen(pen);
    painter.setBrush(fill);
    painter.drawRoundedRect(ring, radius, radius);
    painter.setPen(figure);
    painter.drawText(ring, Qt::AlignCenter, support::score(score.value));
    if (score.freshness != Freshness::Preview) return;
    painter.setPen(theme.text);
    painter.setFont(fontOf(Type::Help));
    painter.drawText(
        QRectF(cell.left() - 3.0, cell.top(), corner.x() - cell.left() + 2.0, cell.height()),
        Qt::AlignRight | Qt::AlignVCenter, QStringLiteral("\u2248"));
}

void RunDelegate::paintBar(QPainter& painter, const QRectF& cell, const QModelIndex& index) const {
    const Theme& theme = Theme::current();
    const RunScore score = m_model.scoreAt(index.row(), index.column());
    const double height = scaled(16);
    const QRectF bar(cell.left() + beforeBar, std::floor(cell.center().y() - height / 2.0),
                     cell.width() - beforeBar, height);
    painter.fillRect(bar, theme.track);
    painter.setFont(fontOf(score.freshness == Freshness::Stale ? Type::Body : Type::Label));
    if (!std::isfinite(score.value)) {
        painter.setPen(theme.text);
        painter.drawText(bar, Qt::AlignCenter, support::score(score.value));
        return;
    }

    QRectF filled = bar;
    filled.setWidth(std::round(bar.width() * std::clamp(score.value, 0.0, 1.0)));
    QString text = support::score(score.value);
    const double textWidth = QFontMetricsF(painter.font()).horizontalAdvance(text);
    QRectF room = bar.adjusted(besideFigure, 0, 0, 0);
    painter.setPen(theme.text);
    switch (score.freshness) {
        case Freshness::Exact: {
            const QColor fill = barColor(m_model.positionAt(index.row(), index.column()));
            painter.fillRect(filled, fill);
            if (textWidth + besideFigure <= filled.width())
                painter.setPen(support::figureOn(fill));
            else
                room.setLeft(filled.right() + besideFigure);
            break;
        }
        case Freshness::Preview:
            text.prepend(QStringLiteral("\u2248"));
            painter.setPen(QPen(theme.accent, 1.0));
            painter.setBrush(theme.accentSoft);
            painter.drawRect(filled.adjusted(0.5, 0.5, -0.5, -0.5));
            painter.setPen(theme.text);
            break;
        case Freshness::Stale:
            paintHatched(painter, filled);
            painter.fillRect(
                QRectF(room.left() - 1.0, room.top() + 1.0, textWidth + 3.0, room.height() - 2.0),
                theme.track);
            break;
    }
    painter.drawText(room, int(Qt::AlignLeft | Qt::AlignVCenter | Qt::TextDontClip), text);
}

void RunDelegate::paintVerdict(QPainter& painter, const QRectF& whole, const RunRow& run) const {
    const Theme& theme = Theme::current();
    const QRectF cell = whole.adjusted(beforeVerdict, 0, 0, 0);
    if (!run.verdict) {
        painter.setFont(fontOf(Type::Body));
        painter.setPen(theme.quiet);
        painter.drawText(cell, Qt::AlignLeft | Qt::AlignVCenter, support::score(RunScore{}.value));
        return;
    }
    const Sign sign = signOf(run.verdict->lean);
    const QRectF box(cell.left(), cell.center().y() - iconSide / 2, iconSide, iconSide);
    support::paintIcon(painter, sign.icon, box, sign.color);
    painter.setFont(fontOf(Type::Label));
    painter.setPen(sign.color);
    paintElided(painter, cell.adjusted(iconSide + 4.0, 0, -cellInset, 0), run.verdict->text);
}

QWidget* RunDelegate::createEditor(QWidget* parent, const QStyleOptionViewItem& /*option*/,
                                   const QModelIndex& /*index*/) const {
    auto* editor = new QLineEdit(parent);
    editor->setAccessibleName(tr("Name of the run"));
    editor->setMaxLength(80);
    return editor;
}

void RunDelegate::updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option,
                                       const QModelIndex& /*index*/) const {
    editor->setGeometry(option.rect);
}

}  // namespace counterpoint::runs
