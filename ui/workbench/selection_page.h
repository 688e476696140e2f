#pragma once

#include "ui/selection/cell_selection.h"
#include "ui/support/background.h"
#include "ui/workbench/view_area.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;

namespace counterpoint::selection {
class MarkersTable;
class SelectionCard;
}  // namespace counterpoint::selection

namespace counterpoint::workbench {

/// The page of the selection: what is selected, the named sets, and the genes that tell it from
/// other cells.
class SelectionPage : public QWidget {
    Q_OBJECT

  public:
    SelectionPage(Workbench& workbench, ViewArea& views, QWidget* parent = nullptr);

    selection::MarkersTable& markers() { return *m_table; }
    selection::SelectionCard& card() { return *m_card; }
    /// Ranks the genes of the selection against the chosen other cells; again stops that.
    void findMarkers();
    bool isBusy() const { return m_background.isBusy(); }
    QString sentence() const;

  Q_SIGNALS:
    void saved(const QString& path);
    void failed(const QString& sentence, const QString& detail);

  private:
    void showSelection();
    void fillOthers();
    void showState();
    void exportTable();

    Workbench& m_workbench;
    ViewArea& m_views;
    selection::SelectionCard* m_card;
    QComboBox* m_others;
    QPushButton* m_find;
    QPushButton* m_export;
    QLabel* m_sentence;
    QProgressBar* m_progress;
    selection::MarkersTable* m_table;
    support::Background m_background;
};

}  // namespace counterpoint::workbench
