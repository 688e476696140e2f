#include "ui/selection/markers_table.h"

#include "ui/support/follow_theme.h"
#include "ui/support/fonts.h"
#include "ui/support/numbers.h"

#include <QAbstractTableModel>
#include <QHeaderView>
#include <QSortFilterProxyModel>

#include <array>

namespace counterpoint::selection {

using markers::Marker;

namespace {

struct MarkerColumn {
    const char* title;
    const char* help;
    const char* csv;
    double Marker::*value;  ///< null: the gene's name
};
constexpr std::array columns{
    MarkerColumn{QT_TRANSLATE_NOOP("MarkersTable", "Gene"),
                 QT_TRANSLATE_NOOP("MarkersTable", "Click a gene to colour the first view by it."),
                 "gene", nullptr},
    MarkerColumn{QT_TRANSLATE_NOOP("MarkersTable", "AUC"),
                 QT_TRANSLATE_NOOP("MarkersTable",
                                   "Chance that a selected cell has more of it than one of the "
                                   "others: 0.5 tells nothing, 1 tells all."),
                 "auc", &Marker::auc},
    MarkerColumn{QT_TRANSLATE_NOOP("MarkersTable", "log₂ fold"),
                 QT_TRANSLATE_NOOP("MarkersTable",
                                   "log2 of the ratio of mean expression, as scanpy computes it."),
                 "log2_fold_change", &Marker::logFoldChange},
    MarkerColumn{QT_TRANSLATE_NOOP("MarkersTable", "Selected"),
                 QT_TRANSLATE_NOOP("MarkersTable", "Share of the selected cells that have it."),
                 "share_selected", &Marker::groupShare},
    MarkerColumn{QT_TRANSLATE_NOOP("MarkersTable", "Others"),
                 QT_TRANSLATE_NOOP("MarkersTable", "Share of the other cells that have it."),
                 "share_others", &Marker::othersShare},
    MarkerColumn{
        QT_TRANSLATE_NOOP("MarkersTable", "z"),
        QT_TRANSLATE_NOOP("MarkersTable", "Wilcoxon rank-sum statistic, corrected for ties."), "z",
        &Marker::score},
    MarkerColumn{QT_TRANSLATE_NOOP("MarkersTable", "Adjusted p"),
                 QT_TRANSLATE_NOOP("MarkersTable",
                                   "Two-sided p by Benjamini and Hochberg over all genes. Cells "
                                   "chosen by their expression make it too small: use it to rank."),
                 "p_adjusted", &Marker::adjusted},
};

QString shown(const Marker& marker, std::size_t column) {
    const double value = marker.*columns[column].value;
    if (columns[column].value == &Marker::groupShare ||
        columns[column].value == &Marker::othersShare)
        return support::percent(value);
    if (columns[column].value == &Marker::adjusted)
        return value == 0.0    ? QStringLiteral("< 1e−300")
               : value >= 0.01 ? support::score(value)
                               : QString::number(value, 'e', 1).replace(u'-', QChar(0x2212));
    return support::score(value);
}

}  // namespace

class MarkersTable::Model : public QAbstractTableModel {
  public:
    using QAbstractTableModel::QAbstractTableModel;

    void set(std::vector<Marker> markers, QStringList titles) {
        beginResetModel();
        m_markers = std::move(markers);
        m_titles = std::move(titles);
        endResetModel();
    }
    const std::vector<Marker>& markers() const { return m_markers; }
    const QString& titleOf(const Marker& marker) const { return m_titles[marker.gene]; }

    int rowCount(const QModelIndex& parent = {}) const override {
        return parent.isValid() ? 0 : static_cast<int>(m_markers.size());
    }
    int columnCount(const QModelIndex& parent = {}) const override {
        return parent.isValid() ? 0 : static_cast<int>(columns.size());
    }
    QVariant data(const QModelIndex& index, int role) const override {
        const Marker& marker = m_markers[static_cast<std::size_t>(index.row())];
        const auto column = static_cast<std::size_t>(index.column());
        const bool isName = columns[column].value == nullptr;
        if (role == Qt::DisplayRole) return isName ? titleOf(marker) : shown(marker, column);
        if (role == Qt::UserRole)
            return isName ? QVariant(titleOf(marker)) : QVariant(marker.*columns[column].value);
        if (role == Qt::TextAlignmentRole && !isName)
            return QVariant(Qt::AlignRight | Qt::AlignVCenter);
        return {};
    }
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override {
        if (orientation == Qt::Vertical) return {};
        const MarkerColumn& column = columns[static_cast<std::size_t>(section)];
        if (role == Qt::DisplayRole) return MarkersTable::tr(column.title);
        if (role == Qt::ToolTipRole) return MarkersTable::tr(column.help);
        if (role == Qt::TextAlignmentRole)
            return QVariant((column.value == nullptr ? Qt::AlignLeft : Qt::AlignRight) |
                            Qt::AlignVCenter);
        return {};
    }

  private:
    std::vector<Marker> m_markers;
    QStringList m_titles;
};

MarkersTable::MarkersTable(QWidget* parent) : QTableView(parent), m_model(new Model(this)) {
    auto* sorted = new QSortFilterProxyModel(this);
    sorted->setSourceModel(m_model);
    sorted->setSortRole(Qt::UserRole);
    setModel(sorted);
    setAccessibleName(tr("Markers of the selection"));
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setSortingEnabled(true);
    setTabKeyNavigation(false);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    verticalHeader()->hide();
    support::followTheme(*this, [this] {
        verticalHeader()->setMinimumSectionSize(support::scaled(22));
        verticalHeader()->setDefaultSectionSize(support::scaled(22));
    });
    horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    // Names are of use only whole.
    for (const int whole : {0, static_cast<int>(columns.size()) - 1})
        horizontalHeader()->setSectionResizeMode(whole, QHeaderView::ResizeToContents);
    horizontalHeader()->setResizeContentsPrecision(50);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSortIndicatorClearable(true);
    horizontalHeader()->setSortIndicator(-1, Qt::DescendingOrder);
    const auto choose = [this, sorted](const QModelIndex& index) {
        const auto row = static_cast<std::size_t>(sorted->mapToSource(index).row());
        Q_EMIT geneChosen(m_model->markers()[row].gene);
    };
    connect(this, &QTableView::clicked, this, choose);
    connect(this, &QTableView::activated, this, choose);
}

MarkersTable::~MarkersTable() = default;

void MarkersTable::setMarkers(std::vector<Marker> markers, QStringList titles) {
    m_model->set(std::move(markers), std::move(titles));
    sortByColumn(-1, Qt::DescendingOrder);
    scrollToTop();
}

const std::vector<Marker>& MarkersTable::markers() const {
    return m_model->markers();
}

QString MarkersTable::csv() const {
    QStringList lines;
    QStringList heads;
    for (const MarkerColumn& column : columns) heads.append(QString::fromLatin1(column.csv));
    lines.append(heads.join(u',') + QStringLiteral(",p"));
    for (const Marker& marker : m_model->markers()) {
        QString name = m_model->titleOf(marker);
        if (name.contains(u',') || name.contains(u'"'))
            name = u'"' + name.replace(u'"', QStringLiteral("\"\"")) + u'"';
        QStringList cells{name};
        for (const MarkerColumn& column : columns)
            if (column.value != nullptr)
                cells.append(QString::number(marker.*column.value, 'g', 10));
        cells.append(QString::number(marker.p, 'g', 10));
        lines.append(cells.join(u','));
    }
    return lines.join(u'\n') + u'\n';
}

}  // namespace counterpoint::selection
