#pragma once

#include <QColor>
#include <QString>
#include <QTableWidget>

#include <vector>

namespace counterpoint::scores {

/// One row of the table; NaN where there is no value.
struct PopulationRow {
    QString name;
    QColor color;
    qint64 cells = 0;
    int batches = 0;
    double cilisi = 0.0;
    double asw = 0.0;
};

/// Populations with their size and scores, those least distinct from others first: name with
/// swatch, cells, batches, CiLISI ("one batch only" instead of a missing number), ASW.
class PopulationTable : public QTableWidget {
    Q_OBJECT

  public:
    explicit PopulationTable(QWidget* parent = nullptr);

    /// Replaces the rows, sorted by ASW, worst first; rows without one come last.
    void setRows(std::vector<PopulationRow> rows);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  private:
    void fillRow(int row, const PopulationRow& population);
};

}  // namespace counterpoint::scores
