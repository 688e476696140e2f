#include "ui/metrics/population_table.h"

#include "ui/support/fonts.h"
#include "ui/support/numbers.h"
#include "ui/support/theme.h"

#include <QHeaderView>
#include <QPainter>
#include <QPixmap>

#include <algorithm>
#include <cmath>

namespace counterpoint::scores {

namespace {

enum Column { Name, Cells, Batches, Cilisi, Asw, ColumnCount };

QIcon swatch(const QColor& color) {
    constexpr int size = 12;
    QPixmap picture(size, size);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(support::Theme::current().swatchRing, 1));
    painter.setBrush(color);
    painter.drawEllipse(QRectF(1.5, 1.5, size - 3, size - 3));
    return QIcon(picture);
}

}  // namespace

PopulationTable::PopulationTable(QWidget* parent) : QTableWidget(0, ColumnCount, parent) {
    setAccessibleName(tr("Populations"));
    setHorizontalHeaderLabels(
        {tr("Population"), tr("Cells"), tr("Batches"), tr("CiLISI"), tr("ASW")});
    const std::pair<Column, QString> tips[] = {
        {Cilisi,
         tr("Median iLISI of the population's cells, 0 to 1: how well its batches are mixed")},
        {Asw, tr("Mean cell-type silhouette of the population's cells, 0 to 1: how distinct it is "
                 "from others")}};
    for (const auto& [column, tip] : tips) horizontalHeaderItem(column)->setToolTip(tip);
    for (int column = Cells; column < ColumnCount; ++column)
        horizontalHeaderItem(column)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    horizontalHeaderItem(Name)->setTextAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    horizontalHeader()->setFont(support::fontOf(support::Type::Help));
    horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    horizontalHeader()->setSectionResizeMode(Name, QHeaderView::Stretch);
    horizontalHeader()->setHighlightSections(false);
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(support::scaled(22));
    verticalHeader()->setMinimumSectionSize(support::scaled(22));
    setShowGrid(false);
    setFrameShape(QFrame::NoFrame);
    setEditTriggers(NoEditTriggers);
    setSelectionMode(NoSelection);
    setFocusPolicy(Qt::TabFocus);
    setIconSize({12, 12});
    setFont(support::fontOf(support::Type::Body));
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
}

void PopulationTable::setRows(std::vector<PopulationRow> rows) {
    std::ranges::stable_sort(
        rows, {}, [](const PopulationRow& row) { return std::isnan(row.asw) ? 2.0 : row.asw; });
    setRowCount(static_cast<int>(rows.size()));
    for (int row = 0; row < rowCount(); ++row) fillRow(row, rows[static_cast<std::size_t>(row)]);
}

void PopulationTable::fillRow(int row, const PopulationRow& population) {
    auto* name = new QTableWidgetItem(swatch(population.color), population.name);
    name->setToolTip(population.name);
    setItem(row, Name, name);
    const auto number = [&](Column column, const QString& text) {
        auto* item = new QTableWidgetItem(text);
        item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        setItem(row, column, item);
        return item;
    };
    number(Cells, support::count(population.cells));
    number(Batches, support::count(population.batches));
    if (population.batches == 1)
        number(Cilisi, tr("one batch only"))->setForeground(support::Theme::current().quiet);
    else
        number(Cilisi, support::score(population.cilisi));
    number(Asw, support::score(population.asw));
}

QSize PopulationTable::sizeHint() const {
    return {support::scaled(344), support::scaled(24 + 22 * 8)};
}
QSize PopulationTable::minimumSizeHint() const {
    return {support::scaled(280), support::scaled(24 + 22 * 3)};
}

}  // namespace counterpoint::scores
