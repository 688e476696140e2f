#pragma once

#include "ui/runs/run_row.h"

#include <QTableView>

namespace counterpoint::runs {

class RunDelegate;
class RunsModel;

/// Every run with its scores, in the style of the scIB results table: ovals coloured against the
/// other runs, bars for the aggregates, the verdict in words. Best total first until another head
/// is clicked. When narrow, the Batch and Biology bars go first, then the scores move together; at
/// last it scrolls sideways.
///
/// Enter or a double click restores a run, Space or a click on the pin pins it, F2 renames it,
/// Delete removes it; the menu of a row offers the same and sorting. The table changes nothing of
/// this itself: it asks.
class RunsTable : public QTableView {
    Q_OBJECT

  public:
    explicit RunsTable(QWidget* parent = nullptr);

    /// The score columns, up to eight, those of one family side by side. Sorts by total again.
    void setColumns(const std::vector<RunColumn>& columns);
    /// Replaces the rows; keeps the sorting and the selected run.
    void setRows(std::vector<RunRow> rows);
    /// The run whose result the window shows; −1 for none.
    void setCurrentRun(int id);
    /// The two runs that are compared, tagged A and B; −1 for none.
    void setCompared(int first, int second);

    /// The rows as sorted now.
    const std::vector<RunRow>& rows() const;
    /// All that is in the table, for a figure of it.
    const RunsModel& contents() const { return *m_model; }
    /// The run the keyboard is on, −1 for none.
    int selectedRun() const;
    void selectRun(int id);
    /// What is shown, in this order, as a CSV file; hidden columns too.
    QString csv() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  Q_SIGNALS:
    void restoreRequested(int id);
    void pinToggled(int id, bool pinned);
    void removeRequested(int id);
    void renameRequested(int id, const QString& name);
    /// The run on screen is to be compared with this one.
    void compareRequested(int id);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
    int sizeHintForRow(int row) const override;

  private:
    void adoptTheme();
    void layOut();
    std::vector<int> scoreWidths(int room) const;
    void hover(int row);
    void togglePin(int row);
    void rename(int row);
    int heightFor(int rows) const;

    RunsModel* m_model;
    RunDelegate* m_delegate;
    int m_hoveredRow = -1;
};

}  // namespace counterpoint::runs
