#include "ui/metrics/population_table.h"

#include "ui/metrics/ordered_header.h"
#include "ui/support/follow_theme.h"
#include "ui/support/fonts.h"
#include "ui/support/numbers.h"
#include "ui/support/theme.h"

#include <QHeaderView>
#include <QPainter>
#include <QPixmap>
#include <QStyledItemDelegate>

#include <algorithm>
#include <cmath>

namespace counterpoint::scores {

namespace {

enum Column {
    Name,
    Cells,
    Batches,
    Cilisi,
    Kbet,
    Asw,
    Kept,
    MergedWith,
    Markers,
    FoldChanges,
    Controls,
    MarkersWord,
    ApartBefore,
    ApartNow,
    ApartWord,
    KeptInA,
    KeptInB,
    KeptChange,
    MergedInB,
    ColumnCount
};

PopulationView viewOf(int column) {
    if (column < Markers) return PopulationView::Mixing;
    if (column < ApartBefore) return PopulationView::Markers;
    return column < KeptInA ? PopulationView::Condition : PopulationView::Compared;
}

bool isText(int column) {
    return column == Name || column == MergedWith || column == MarkersWord || column == ApartWord ||
           column == MergedInB;
}

constexpr int widthForScores = 360;
constexpr int widthForBatches = 460;
constexpr int besideHeads = 12;
constexpr int roomyName = 120;  ///< a name gets at least this, or all it needs, before scores yield
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

/// A bar from a zero in the middle: losses to the left, in the colour of what was lost.
class ChangePainter : public QStyledItemDelegate {
  public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        const support::Theme& theme = support::Theme::current();
        if (option.state & QStyle::State_Selected) painter->fillRect(option.rect, theme.accentSoft);
        constexpr double widest = 0.5;  // share of neighbours that fills a side
        const QRectF box = QRectF(option.rect).adjusted(4, 0, -4, 0);
        const double zero = std::round(box.center().x());
        const double change = index.data(Qt::UserRole).toDouble();
        if (std::isfinite(change)) {
            const double end = zero + std::clamp(change / widest, -1.0, 1.0) * box.width() / 2.0;
            painter->fillRect(
                QRectF(std::min(zero, end), box.center().y() - 4, std::abs(end - zero), 8),
                change <= -worthNaming ? theme.over : theme.control);
        }
        painter->fillRect(QRectF(zero, box.top(), 1, box.height()), theme.control);
    }
};

}  // namespace

PopulationTable::PopulationTable(QWidget* parent) : QTableWidget(0, ColumnCount, parent) {
    setAccessibleName(tr("Populations"));
    m_heads = new OrderedHeader(this);
    setHorizontalHeader(m_heads);
    setHorizontalHeaderLabels({tr("Population"), tr("Cells"), tr("Batches"), tr("CiLISI"),
                               tr("kBET"), tr("ASW"), tr("Kept"), tr("Merging with"), tr("Markers"),
                               tr("Folds"), tr("Controls"), tr("In words"), tr("Before"), tr("Now"),
                               tr("In words"), tr("A"), tr("B"), tr("B − A"), tr("Merging in B")});
    const std::pair<Column, QString> tips[] = {
        {Batches, tr("Batches in which it has cells")},
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
        {MergedWith, tr("The population most of its foreign neighbours are of, and their share")},
        {Markers,
         tr("How well its 20 strongest marker genes tell it from others once every cell is read "
            "through its neighbours: area under the curve, 0.5 to 1; below 0.70 is too little")},
        {FoldChanges, tr("Correlation of its log fold changes against other cells, by its cells "
                         "and by their neighbours; below 0.70 is too little")},
        {Controls, tr("Negative controls: of the genes that do not differ between its batches, "
                      "the share that does once it is drawn by its neighbours")},
        {ApartBefore, tr("How well what must not mix is told apart by neighbours within the "
                         "population before correction: 0.5 not at all, 1 fully")},
        {ApartNow, tr("The same now")}};
    for (const auto& [column, tip] : tips) horizontalHeaderItem(column)->setToolTip(tip);
    horizontalHeaderItem(MergedInB)->setToolTip(
        tr("In run B, the population most of its foreign neighbours are of, and their share"));
    for (const Column column : {KeptInA, KeptInB, KeptChange})
        horizontalHeaderItem(column)->setToolTip(
            tr("Own neighbours kept: in run A, in run B, and the change from A to B"));
    setItemDelegateForColumn(KeptChange, new ChangePainter(this));
    for (int column = Name; column < ColumnCount; ++column)
        horizontalHeaderItem(column)->setTextAlignment(
            (isText(column) ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    horizontalHeader()->setSectionResizeMode(Name, QHeaderView::Stretch);
    horizontalHeader()->setHighlightSections(false);
    verticalHeader()->hide();
    setShowGrid(false);
    setWordWrap(false);  // names are cut anywhere, not after their first word
    setFrameShape(QFrame::NoFrame);
    setEditTriggers(NoEditTriggers);
    setSelectionMode(SingleSelection);
    setSelectionBehavior(SelectRows);
    setFocusPolicy(Qt::StrongFocus);
    setTabKeyNavigation(false);
    setIconSize({12, 12});
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    const auto choose = [this](int row) { Q_EMIT populationChosen(item(row, Name)->text()); };
    connect(this, &QTableWidget::cellClicked, this, choose);
    connect(this, &QTableWidget::cellActivated, this, choose);
    support::followTheme(*this, [this] {
        setFont(support::fontOf(support::Type::Body));
        horizontalHeader()->setFont(support::fontOf(support::Type::Help));
        horizontalHeader()->setMinimumSectionSize(support::scaled(24));
        verticalHeader()->setMinimumSectionSize(support::scaled(22));
        verticalHeader()->setDefaultSectionSize(support::scaled(22));
        showRows();
    });
}

/// Numbers get what they need, then names do, what these merge with the rest. Before names are cut,
/// its head is shortened, and then two of the scores yield, or the numbers of cells where runs are
/// compared.
void PopulationTable::fitColumns() {
    showColumns(m_judged && width() < support::scaled(widthForScores), false);
    const int needed = sizeHintForColumn(Name);
    headMerging(false);
    if (shareRoom() >= needed) return;
    headMerging(true);
    if (shareRoom() >= std::min(needed, support::scaled(roomyName))) return;
    showColumns(m_judged, true);
    shareRoom();
}

void PopulationTable::headMerging(bool briefly) {
    horizontalHeaderItem(MergedWith)->setText(briefly ? tr("Merging") : tr("Merging with"));
    horizontalHeaderItem(MergedInB)->setText(briefly ? tr("Merging") : tr("Merging in B"));
}

/// What the words at the head of a column take.
int PopulationTable::headWidth(int column) const {
    const QFontMetrics metrics(support::fontOf(support::Type::Help));
    return metrics.horizontalAdvance(horizontalHeaderItem(column)->text()) + besideHeads;
}

/// Shares the room out among the columns that are shown; returns what is left for the names.
int PopulationTable::shareRoom() {
    constexpr std::pair<Column, int> numbers[] = {
        {Cells, 40},    {Batches, 50}, {Cilisi, 40},      {Kbet, 36},      {Asw, 34},
        {Kept, 44},     {Markers, 52}, {FoldChanges, 42}, {Controls, 54},  {ApartBefore, 46},
        {ApartNow, 42}, {KeptInA, 42}, {KeptInB, 42},     {KeptChange, 48}};
    int room = viewport()->width();
    for (const auto& [column, least] : numbers) {
        int width = support::scaled(least);
        if (column == Cells) width = std::max(width, sizeHintForColumn(column));
        if (column == m_heads->orderedBy())
            width = std::max(width, headWidth(column) + OrderedHeader::markRoom());
        setColumnWidth(column, width);
        if (!isColumnHidden(column)) room -= width;
    }
    const int names = sizeHintForColumn(Name);
    for (int column = MergedWith; column < ColumnCount; ++column) {
        if (!isText(column) || isColumnHidden(column)) continue;
        const int head = headWidth(column);
        const int whole = std::max(head, sizeHintForColumn(column));
        const bool isName = column == MergedWith || column == MergedInB;
        const int width = isName ? std::clamp(room - names, head, whole) : whole;
        setColumnWidth(column, width);
        room -= width;
    }
    return room;
}

void PopulationTable::showColumns(bool narrow, bool tight) {
    setColumnHidden(Cells, tight && m_view == PopulationView::Compared);  // tooltips say it
    setColumnHidden(Batches,
                    m_view != PopulationView::Mixing || width() < support::scaled(widthForBatches));
    for (int column = Cilisi; column < ColumnCount; ++column) {
        bool shown = viewOf(column) == m_view;
        if (column == Cilisi || column == Asw) shown = shown && !narrow;
        if (column == Kept || column == MergedWith) shown = shown && m_judged;
        setColumnHidden(column, !shown);
    }
    int ordered = -1;  // the two scores of markers, and the change of two, are no one column
    if (m_view == PopulationView::Mixing) ordered = m_judged ? Kept : narrow ? -1 : Asw;
    if (m_view == PopulationView::Compared) ordered = KeptChange;
    m_heads->setOrderedBy(ordered);
    // "one batch" stands for two numbers where there is room for both.
    clearSpans();
    for (int row = 0; !narrow && row < rowCount(); ++row)
        if (item(row, Cilisi)->data(Qt::UserRole).toBool()) setSpan(row, Cilisi, 1, 2);
}

void PopulationTable::resizeEvent(QResizeEvent* event) {
    QTableWidget::resizeEvent(event);
    fitColumns();
}

void PopulationTable::setRows(std::vector<PopulationRow> rows) {
    m_judged =
        std::ranges::any_of(rows, [](const PopulationRow& row) { return !std::isnan(row.kept); });
    m_rows = std::move(rows);
    showRows();
}

void PopulationTable::setView(PopulationView view) {
    if (view == m_view) return;
    m_view = view;
    showRows();
}

/// The less, the worse.
double PopulationTable::worth(const PopulationRow& row) const {
    switch (m_view) {
        case PopulationView::Mixing:
            return m_judged ? row.kept : row.asw;
        case PopulationView::Markers:
            return std::min(row.markers, row.foldChanges);
        case PopulationView::Compared:
            return row.kept - row.keptInOther;
        case PopulationView::Condition:
            break;
    }
    return row.apartNow - row.apartBefore;
}

void PopulationTable::showRows() {
    std::vector<PopulationRow> rows = m_rows;
    std::ranges::stable_sort(rows, {}, [this](const PopulationRow& row) {
        const double value = worth(row);
        return std::isnan(value) ? 2.0 : value;
    });
    const QString current = currentRow() >= 0 ? item(currentRow(), Name)->text() : QString();
    const QSignalBlocker quiet(this);
    clearSelection();
    setRowCount(static_cast<int>(rows.size()));
    for (int row = 0; row < rowCount(); ++row) {
        fillRow(row, rows[static_cast<std::size_t>(row)]);
        if (item(row, Name)->text() == current) setCurrentCell(row, Name);
    }
    fitColumns();
}

void PopulationTable::fillRow(int row, const PopulationRow& population) {
    auto* name = new QTableWidgetItem(swatch(population.color), population.name);
    QString tip = population.name;
    if (population.batches == 1)
        tip = tr("%1, %2 cells in one batch").arg(tip, support::count(population.cells));
    if (population.batches > 1)
        tip = tr("%1, %2 cells in %3 batches")
                  .arg(tip, support::count(population.cells))
                  .arg(population.batches);
    name->setToolTip(tip);
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
    number(Batches,
           population.batches > 0 ? support::count(population.batches) : QStringLiteral("–"));
    QTableWidgetItem* cilisi = nullptr;
    if (population.batches == 1) {
        cilisi = number(Cilisi, tr("one batch"));
        cilisi->setForeground(theme.quiet);
        cilisi->setFont(support::fontOf(support::Type::Help));
    } else {
        cilisi = number(Cilisi, support::score(population.cilisi));
    }
    if (population.separate && !std::isnan(population.cilisi)) emphasise(cilisi, theme.under);
    cilisi->setData(Qt::UserRole, population.batches == 1);
    number(Kbet, population.batches == 1 ? QStringLiteral("–") : support::score(population.kbet));
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

    number(KeptInA, support::percent(population.keptInOther));
    QTableWidgetItem* keptInB = number(KeptInB, support::percent(population.kept));
    if (population.lost) emphasise(keptInB, theme.over);
    const double change = population.kept - population.keptInOther;
    auto* bar = new QTableWidgetItem;
    bar->setData(Qt::UserRole, change);
    bar->setData(Qt::AccessibleTextRole, support::change(change));
    bar->setToolTip(support::change(change));
    setItem(row, KeptChange, bar);
    setItem(row, MergedInB, merged->clone());

    number(Markers, support::score(population.markers));
    number(FoldChanges, support::score(population.foldChanges));
    number(Controls, support::percent(population.controls));
    number(ApartBefore, support::score(population.apartBefore));
    number(ApartNow, support::score(population.apartNow));
    const auto word = [&](Column column, bool known, bool warns, const QString& warning,
                          const QString& good) {
        auto* item = new QTableWidgetItem(!known  ? tr("unknown")
                                          : warns ? QStringLiteral("⚠ ") + warning
                                                  : good);
        item->setToolTip(item->text());
        if (warns) emphasise(item, theme.over);
        if (!warns) item->setForeground(theme.quiet);
        setItem(row, column, item);
    };
    word(MarkersWord, !std::isnan(population.markers), population.faint, tr("faint"), tr("clear"));
    word(ApartWord, !std::isnan(population.apartNow), population.mixedAway, tr("mixed away"),
         tr("kept"));
}

QSize PopulationTable::sizeHint() const {
    return {support::scaled(344), support::scaled(24 + 22 * 8)};
}
QSize PopulationTable::minimumSizeHint() const {
    return {support::scaled(280), support::scaled(24 + 22 * 3)};
}

}  // namespace counterpoint::scores
