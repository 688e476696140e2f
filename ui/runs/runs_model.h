#pragma once

#include "ui/runs/run_row.h"

#include <QAbstractTableModel>

#include <array>

namespace counterpoint::runs {

/// What a column of the table shows. Columns stand in this order, with the scores spread out.
enum class Part { Pin, Number, Run, Score, Batch, Biology, Total, Verdict };

/// The runs as a table: pin, number, run, the scores, Batch, Biology, Total, verdict. Sorts itself;
/// rows without a value stay last either way. Editing a run's name is passed on, not done here.
class RunsModel : public QAbstractTableModel {
    Q_OBJECT

  public:
    using QAbstractTableModel::QAbstractTableModel;

    void setColumns(const std::vector<RunColumn>& columns);
    void setRows(std::vector<RunRow> rows);
    /// The run whose result the window shows; −1 for none.
    void setCurrentRun(int id);
    /// The runs that are compared, tagged A and B; −1 for none.
    void setCompared(int first, int second);

    const std::vector<RunColumn>& columns() const { return m_columns; }
    const std::vector<RunRow>& rows() const { return m_rows; }  ///< as sorted
    int currentRun() const { return m_currentRun; }
    /// "A" or "B" of a run that is compared; else empty.
    QString tagOf(int id) const;

    Part part(int column) const;
    /// The first column that shows this.
    int columnOf(Part part) const;
    const RunRow& row(const QModelIndex& index) const;
    /// Row of a run, −1 when there is none.
    int rowOf(int id) const;
    /// The number a score or bar column shows in that row.
    RunScore scoreAt(int row, int column) const;
    /// Where the number stands between the least (0) and the greatest (1) of its column, stale ones
    /// aside; 0.5 where two decimals tell no difference, as with a single run.
    double positionAt(int row, int column) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    void sort(int column, Qt::SortOrder order) override;

  Q_SIGNALS:
    void renameRequested(int id, const QString& name);

  private:
    struct Range {
        double low = 0.0;
        double high = 0.0;
        int runs = 0;
    };

    void measure();
    void sortRows();
    QString titleOf(int column) const;
    QString headTip(int column) const;
    QString cellText(const RunRow& row, int column) const;
    QString cellTip(const RunRow& row, int column) const;

    std::vector<RunColumn> m_columns;
    std::vector<RunRow> m_rows;
    std::vector<Range> m_ranges;  ///< one a column
    int m_currentRun = -1;
    std::array<int, 2> m_compared{-1, -1};
    int m_sortColumn = -1;
    Qt::SortOrder m_sortOrder = Qt::DescendingOrder;
};

}  // namespace counterpoint::runs
