#pragma once

#include "ui/figures/figure_checks.h"

#include <QWidget>

class QGridLayout;

namespace counterpoint::figures {

/// Checks in two columns, each an icon and a sentence.
class CheckList : public QWidget {
    Q_OBJECT

  public:
    explicit CheckList(QWidget* parent = nullptr);

    void setChecks(std::vector<FigureCheck> checks);
    const std::vector<FigureCheck>& checks() const { return m_checks; }

  private:
    std::vector<FigureCheck> m_checks;
    QGridLayout* m_rows;
};

}  // namespace counterpoint::figures
