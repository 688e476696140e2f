#pragma once

#include "ui/workbench/bar.h"

#include <QString>

#include <array>
#include <utility>
#include <vector>

class QComboBox;
class QPushButton;
class QToolButton;

namespace counterpoint::support {
class ElidingCombo;
class Segments;
}  // namespace counterpoint::support

namespace counterpoint::workbench {

enum class CompareMode { SideBySide, Swipe, Moves };

/// The bar above two runs that are compared: which is A and which B, how they are shown. Where it
/// is narrow the names of runs are cut first, then "Close" loses its word, then the ways to compare
/// become a list.
class CompareBar : public Bar {
    Q_OBJECT

  public:
    explicit CompareBar(QWidget* parent);

    /// The runs to choose from, by number, and those that are A and B.
    void setRuns(const std::vector<std::pair<int, QString>>& runs, std::array<int, 2> chosen);
    CompareMode mode() const;
    void setMode(CompareMode mode);

    QSize minimumSizeHint() const override;

  Q_SIGNALS:
    void runChosen(int side, int number);
    void swapRequested();
    void modeChosen();
    void closeRequested();

  protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    void fit();

    std::array<support::ElidingCombo*, 2> m_choices{};
    support::Segments* m_mode;
    support::ElidingCombo* m_modeList;  ///< the same in little room
    QPushButton* m_close = nullptr;
};

}  // namespace counterpoint::workbench
