#pragma once

#include <QColor>
#include <QString>
#include <QTableWidget>

#include <limits>
#include <vector>

namespace counterpoint::scores {

/// One row of the table; NaN where there is no value.
struct PopulationRow {
    static constexpr double none = std::numeric_limits<double>::quiet_NaN();

    QString name;
    QColor color;
    qint64 cells = 0;
    int batches = 0;
    double cilisi = none;
    double kbet = none;
    double asw = none;
    double kept = none;         ///< share of its own neighbours before correction that it kept
    bool lost = false;          ///< a rule says that part of it was lost: over-corrected
    bool separate = false;      ///< a rule says that its batches are still apart: under-corrected
    QString mergedWith;         ///< the population most of its foreign neighbours are of; or empty
    double mergedShare = none;  ///< of its neighbours that are of that population
};

/// Populations with their size and scores, worst first: name with swatch, cells, CiLISI ("one
/// batch" instead of a missing number), kBET, ASW, and once a verdict is known own neighbours kept
/// and what it merges with. Below 360 px CiLISI and ASW yield.
class PopulationTable : public QTableWidget {
    Q_OBJECT

  public:
    explicit PopulationTable(QWidget* parent = nullptr);

    /// Replaces the rows, sorted by neighbours kept, worst first, else by ASW; rows without come
    /// last.
    void setRows(std::vector<PopulationRow> rows);
    /// Whether the table has the columns of a verdict.
    bool judged() const { return m_judged; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  Q_SIGNALS:
    /// A row was clicked, or Enter pressed on it: select the cells of that population.
    void populationChosen(const QString& name);

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    void fillRow(int row, const PopulationRow& population);
    void fitColumns();

    bool m_judged = false;
};

}  // namespace counterpoint::scores
