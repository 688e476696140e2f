#include "ui/compare/differences_table.h"

#include "ui/support/follow_theme.h"
#include "ui/support/fonts.h"
#include "ui/support/numbers.h"
#include "ui/support/theme.h"

#include <QHeaderView>
#include <QPainter>
#include <QStyledItemDelegate>

#include <algorithm>
#include <array>
#include <cmath>

namespace counterpoint::compare {

using support::Theme;
using support::Type;

namespace {

constexpr int barColumn = 5;
constexpr int leastBar = 72;
constexpr int besideHeads = 12;

/// Bars from a common 0 in the middle, to a common scale, with the interval as a bracket.
class BarPainter : public QStyledItemDelegate {
  public:
    explicit BarPainter(DifferencesTable* table) : QStyledItemDelegate(table), m_table(table) {}

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        const auto& rows = m_table->rows();
        if (index.row() >= static_cast<int>(rows.size())) return;
        double scale = 0.05;
        for (const DifferenceRow& row : rows)
            for (const double x : {row.change, row.low, row.high})
                if (std::isfinite(x)) scale = std::max(scale, std::abs(x));
        const Theme& theme = Theme::current();
        const DifferenceRow& row = rows[static_cast<std::size_t>(index.row())];
        const QRectF box = QRectF(option.rect).adjusted(8, 0, -8, 0);
        const double zero = box.center().x();
        const auto at = [&](double x) { return zero + x / scale * box.width() / 2.0; };
        const double middle = box.center().y();
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing, false);
        painter->fillRect(QRectF(std::min(zero, at(row.change)), middle - 5,
                                 std::max(1.0, std::abs(at(row.change) - zero)), 10),
                          row.decided ? theme.accent : theme.control);
        painter->fillRect(QRectF(zero, option.rect.top(), 1, option.rect.height()), theme.control);
        if (std::isfinite(row.low) && std::isfinite(row.high)) {
            painter->setPen(QPen(theme.text, 1));
            painter->drawLine(QPointF(at(row.low), middle), QPointF(at(row.high), middle));
            for (const double end : {row.low, row.high})
                painter->drawLine(QPointF(at(end), middle - 4), QPointF(at(end), middle + 4));
        }
        painter->restore();
    }

  private:
    DifferencesTable* m_table;
};

}  // namespace

DifferencesTable::DifferencesTable(QWidget* parent) : QTableWidget(0, 7, parent) {
    setObjectName(QStringLiteral("differences"));
    setAccessibleName(tr("Differences between run A and run B"));
    setHorizontalHeaderLabels(
        {tr("Family"), tr("Score"), tr("A"), tr("B"), tr("B − A"), {}, tr("With 95 % interval")});
    horizontalHeaderItem(barColumn)->setToolTip(
        tr("The change from A to B, with its 95 % interval: to the left of 0 A is "
           "better, to the right B"));
    setEditTriggers(NoEditTriggers);
    setSelectionBehavior(SelectRows);
    setShowGrid(false);
    setTabKeyNavigation(false);
    verticalHeader()->hide();
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    for (const int column : {2, 3, 4})
        horizontalHeaderItem(column)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    horizontalHeaderItem(barColumn)->setTextAlignment(Qt::AlignCenter);
    setItemDelegateForColumn(barColumn, new BarPainter(this));
    support::followTheme(*this, [this] {
        verticalHeader()->setDefaultSectionSize(support::scaled(24));
        setRows(std::move(m_rows));
    });
}

void DifferencesTable::resizeEvent(QResizeEvent* event) {
    QTableWidget::resizeEvent(event);
    fitColumns();
}

/// The bars take what others leave. Where that is too little for the words above them, columns of
/// words give up what they do not fill; then the words above the bars are shortened.
void DifferencesTable::fitColumns() {
    constexpr std::array<int, 7> usual{104, 128, 56, 56, 64, 0, 136};
    const QFontMetrics metrics(horizontalHeader()->font());
    const auto headWidth = [&](const QString& text) {
        return metrics.horizontalAdvance(text) + support::scaled(besideHeads);
    };
    const QString whole = tr("A better   |   B better");
    int room = viewport()->width();
    for (const int width : usual) room -= support::scaled(width);
    int missing = std::max(0, headWidth(whole) - room);
    for (int column = 0; column < columnCount(); ++column) {
        if (column == barColumn) continue;
        const int width = support::scaled(usual[static_cast<std::size_t>(column)]);
        const int needed =
            std::max(headWidth(horizontalHeaderItem(column)->text()), sizeHintForColumn(column));
        const int given = std::clamp(width - needed, 0, missing);
        setColumnWidth(column, width - given);
        missing -= given;
        room += given;
    }
    setColumnWidth(barColumn, std::max(room, support::scaled(leastBar)));
    horizontalHeaderItem(barColumn)->setText(room >= headWidth(whole) ? whole : tr("A   |   B"));
}

void DifferencesTable::setRows(std::vector<DifferenceRow> rows) {
    m_rows = std::move(rows);
    setRowCount(static_cast<int>(m_rows.size()));
    QString family;
    for (int at = 0; at < rowCount(); ++at) {
        const DifferenceRow& row = m_rows[static_cast<std::size_t>(at)];
        const auto put = [&](int column, const QString& text, Type type = Type::Body,
                             bool right = false) {
            auto* item = new QTableWidgetItem(text);
            item->setFont(support::fontOf(type));
            item->setToolTip(row.help);
            item->setTextAlignment((right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
            setItem(at, column, item);
        };
        put(0, row.family == family ? QString() : row.family);
        family = row.family;
        put(1, row.score);
        put(2, support::score(row.first, 3), Type::Body, true);
        put(3, support::score(row.second, 3), Type::Body, true);
        put(4, support::change(row.change, 3), Type::Title, true);
        put(barColumn, {});
        item(at, barColumn)->setData(Qt::AccessibleTextRole, support::change(row.change, 3));
        put(6, row.conclusion, row.decided ? Type::Title : Type::Body);
        if (!row.decided) item(at, 6)->setForeground(support::Theme::current().quiet);
    }
    fitColumns();
}

/// A line below each row, a stronger one where a family ends.
void DifferencesTable::paintEvent(QPaintEvent* event) {
    QTableWidget::paintEvent(event);
    const Theme& theme = Theme::current();
    QPainter painter(viewport());
    for (int row = 0; row < rowCount(); ++row) {
        const auto at = static_cast<std::size_t>(row);
        const bool ends = at + 1 == m_rows.size() || m_rows[at + 1].family != m_rows[at].family;
        painter.fillRect(
            QRect(0, rowViewportPosition(row) + rowHeight(row) - 1, viewport()->width(), 1),
            ends ? theme.control : theme.separator);
    }
}

}  // namespace counterpoint::compare
