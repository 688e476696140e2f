#pragma once

#include <QColor>
#include <QString>
#include <QTableWidget>

#include <limits>
#include <vector>

namespace counterpoint::scores {

class OrderedHeader;

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
    double keptInOther = none;  ///< the same in the run it is compared with
    bool lost = false;          ///< a rule says that part of it was lost: over-corrected
    bool separate = false;      ///< a rule says that its batches are still apart: under-corrected
    QString mergedWith;         ///< the population most of its foreign neighbours are of; or empty
    double mergedShare = none;  ///< of its neighbours that are of that population
    double markers = none;  ///< how well its markers tell it apart among its neighbours, 0.5–1
    double foldChanges = none;  ///< correlation of its log fold changes with those of neighbours
    double controls = none;     ///< share of control genes that falsely differ between its batches
    bool faint = false;         ///< a rule says that too little of its markers is left
    double apartBefore = none;  ///< how well the condition is told apart within it, 0.5–1
    double apartNow = none;
    bool mixedAway = false;  ///< a rule says that the condition is told apart much less now
};

/// What of the populations is shown.
enum class PopulationView { Mixing, Markers, Condition, Compared };

/// Populations with their size, worst first, in views of few columns each, so that none is cut.
/// Mixing: CiLISI ("one batch" instead of a missing number), kBET, ASW, and once a verdict is known
/// own neighbours kept and what it merges with; below 360 px CiLISI and ASW yield. Markers:
/// what is left of its markers, and control genes. Condition: whether what must not mix stays
/// apart. Compared: own neighbours kept in A and in B, with a bar for the change. Warnings are told
/// by a sign and a word.
class PopulationTable : public QTableWidget {
    Q_OBJECT

  public:
    explicit PopulationTable(QWidget* parent = nullptr);

    /// Replaces the rows, sorted by neighbours kept, worst first, else by ASW; rows without come
    /// last.
    void setRows(std::vector<PopulationRow> rows);
    void setView(PopulationView view);
    PopulationView view() const { return m_view; }
    const std::vector<PopulationRow>& rows() const { return m_rows; }  ///< in no order
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
    int headWidth(int column) const;
    int shareRoom();
    void showColumns(bool narrow, bool tight);
    void headMerging(bool briefly);

    void showRows();
    double worth(const PopulationRow& row) const;

    OrderedHeader* m_heads;
    std::vector<PopulationRow> m_rows;
    PopulationView m_view = PopulationView::Mixing;
    bool m_judged = false;
};

}  // namespace counterpoint::scores
