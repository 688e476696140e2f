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

enum Column { Name, Cells, Cilisi, Kbet, Asw, Kept, MergedWith, ColumnCount };
constexpr int widthForScores = 360;
constexpr double worthNaming = 0.02;  ///< share of neighbours from which a merge is told

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
    setHorizontalHeaderLabels({tr("Population"), tr("Cells"), tr("CiLISI"), tr("kBET"), tr("ASW"),
                               tr("Kept"), tr("Merging with")});
    const std::pair<Column, QString> tips[] = {
        {Cilisi,
         tr("Median iLISI of the population's cells, 0 to 1: how well its batches are mixed. Bold "
            "where its batches are still apart")},
        {Kbet, tr("Share of the population's neighbourhoods whose batches are as in the population "
                  "as a whole, 0 to 1")},
        {Asw, tr("Mean cell-type silhouette of the population's cells, 0 to 1: how distinct it is "
                 "from others")},
        {Kept,
         tr("Share of the neighbours its cells had within their own batch that are still of the "
            "same cluster. Bold where a cluster in it has lost more than the verdict allows")},
        {MergedWith, tr("The population most of its foreign neighbours are of, and their share")}};
    for (const auto& [column, tip] : tips) horizontalHeaderItem(column)->setToolTip(tip);
    for (int column = Cells; column < MergedWith; ++column)
        horizontalHeaderItem(column)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    for (const Column column : {Name, MergedWith})
        horizontalHeaderItem(column)->setTextAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    horizontalHeader()->setFont(support::fontOf(support::Type::Help));
    horizontalHeader()->setMinimumSectionSize(support::scaled(24));
    horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    horizontalHeader()->setSectionResizeMode(Name, QHeaderView::Stretch);
    const std::pair<Column, int> widths[] = {{Cells, 40}, {Cilisi, 40}, {Kbet, 36},
                                             {Asw, 34},   {Kept, 44},   {MergedWith, 78}};
    for (const auto& [column, width] : widths) setColumnWidth(column, support::scaled(width));
    horizontalHeader()->setHighlightSections(false);
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(support::scaled(22));
    verticalHeader()->setMinimumSectionSize(support::scaled(22));
    setShowGrid(false);
    setFrameShape(QFrame::NoFrame);
    setEditTriggers(NoEditTriggers);
    setSelectionMode(SingleSelection);
    setSelectionBehavior(SelectRows);
    setFocusPolicy(Qt::StrongFocus);
    setTabKeyNavigation(false);
    setIconSize({12, 12});
    setFont(support::fontOf(support::Type::Body));
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    const auto choose = [this](int row) { Q_EMIT populationChosen(item(row, Name)->text()); };
    connect(this, &QTableWidget::cellClicked, this, choose);
    connect(this, &QTableWidget::cellActivated, this, choose);
    fitColumns();
}

void PopulationTable::fitColumns() {
    const bool narrow = m_judged && width() < support::scaled(widthForScores);
    setColumnHidden(Cilisi, narrow);
    setColumnHidden(Kbet, narrow);
    setColumnHidden(Asw, narrow);
    setColumnHidden(Kept, !m_judged);
    setColumnHidden(MergedWith, !m_judged);
}

void PopulationTable::resizeEvent(QResizeEvent* event) {
    QTableWidget::resizeEvent(event);
    fitColumns();
}

void PopulationTable::setRows(std::vector<PopulationRow> rows) {
    m_judged =
        std::ranges::any_of(rows, [](const PopulationRow& row) { return !std::isnan(row.kept); });
    const auto worstFirst = [this](const PopulationRow& row) {
        const double value = m_judged ? row.kept : row.asw;
        return std::isnan(value) ? 2.0 : value;
    };
    std::ranges::stable_sort(rows, {}, worstFirst);
    const QString current = currentRow() >= 0 ? item(currentRow(), Name)->text() : QString();
    const QSignalBlocker quiet(this);
    clearSelection();
    clearSpans();
    setRowCount(static_cast<int>(rows.size()));
    for (int row = 0; row < rowCount(); ++row) {
        fillRow(row, rows[static_cast<std::size_t>(row)]);
        if (item(row, Name)->text() == current) setCurrentCell(row, Name);
    }
    fitColumns();
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
    const support::Theme& theme = support::Theme::current();
    const auto emphasise = [](QTableWidgetItem* item, const QColor& color) {
        QFont bold = support::fontOf(support::Type::Body);
        bold.setBold(true);
        item->setFont(bold);
        item->setForeground(color);
    };
    number(Cells, support::count(population.cells));
    QTableWidgetItem* cilisi = nullptr;
    if (population.batches == 1) {
        cilisi = number(Cilisi, tr("one batch"));
        cilisi->setForeground(theme.quiet);
        cilisi->setFont(support::fontOf(support::Type::Help));
    } else {
        cilisi = number(Cilisi, support::score(population.cilisi));
    }
    if (population.separate) emphasise(cilisi, theme.under);
    if (population.batches == 1) setSpan(row, Cilisi, 1, 2);
    number(Kbet, population.batches == 1 ? QString() : support::score(population.kbet));
    number(Asw, support::score(population.asw));
    QTableWidgetItem* kept = number(Kept, support::percent(population.kept));
    if (population.lost) emphasise(kept, theme.over);
    const bool merges = !population.mergedWith.isEmpty() && !(population.mergedShare < worthNaming);
    QString with = merges ? population.mergedWith : tr("none");
    if (merges && !std::isnan(population.mergedShare))
        with += QStringLiteral(" ") + support::percent(population.mergedShare);
    auto* merged = new QTableWidgetItem(with);
    merged->setToolTip(merged->text());
    if (!merges) merged->setForeground(theme.quiet);
    if (merges && population.lost) emphasise(merged, theme.over);
    setItem(row, MergedWith, merged);
}

QSize PopulationTable::sizeHint() const {
    return {support::scaled(344), support::scaled(24 + 22 * 8)};
}
QSize PopulationTable::minimumSizeHint() const {
    return {support::scaled(280), support::scaled(24 + 22 * 3)};
}

}  // namespace counterpoint::scores
