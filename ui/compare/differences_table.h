#pragma once

#include <QString>
#include <QTableWidget>

#include <limits>
#include <vector>

namespace counterpoint::compare {

/// One score of two runs, 0–1 where 1 is best.
struct DifferenceRow {
    QString family;
    QString score;
    QString help;
    double first = 0.0;
    double second = 0.0;
    double change = 0.0;                                    ///< second − first
    double low = std::numeric_limits<double>::quiet_NaN();  ///< 95 % interval of the change
    double high = std::numeric_limits<double>::quiet_NaN();
    QString conclusion;  ///< "B better", "no difference"
    bool decided = false;
};

/// The scores of A and B side by side: both values with three decimals, the change as a number and
/// as a bar with its interval around 0, and what that says. In little room columns of words become
/// as narrow as their words before the bar does.
class DifferencesTable : public QTableWidget {
    Q_OBJECT

  public:
    explicit DifferencesTable(QWidget* parent = nullptr);

    void setRows(std::vector<DifferenceRow> rows);
    const std::vector<DifferenceRow>& rows() const { return m_rows; }

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    void fitColumns();

    std::vector<DifferenceRow> m_rows;
};

}  // namespace counterpoint::compare
