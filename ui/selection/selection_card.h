#pragma once

#include "ui/data/category.h"
#include "ui/selection/cell_selection.h"

#include <QWidget>

#include <vector>

class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QToolButton;

namespace counterpoint::selection {

class CompositionBar;

/// What is selected: how many cells, their batches and types, a name for them; and the sets named
/// before, to select again, rename (F2) or delete (Delete).
class SelectionCard : public QWidget {
    Q_OBJECT

  public:
    explicit SelectionCard(CellSelection& selection, QWidget* parent = nullptr);

    /// What the selected cells of `total` are by batch and by cell type (no title: no such column).
    struct Summary {
        qint64 total = 0;
        QString batch;
        std::vector<datapanel::Slice> batches;
        QString type;
        std::vector<datapanel::Slice> types;
    };
    void setSummary(const Summary& summary);

    QListWidget* sets() const { return m_sets; }
    QLineEdit* name() const { return m_name; }

    /// Whether the selected cells are being placed anew: the button then stops that.
    void setReembedding(bool busy);

  Q_SIGNALS:
    void invertRequested();
    void reembedRequested();

  private:
    void fillSets();
    void keep();
    int currentSet() const;

    CellSelection& m_selection;
    QLabel* m_headline;
    QLabel* m_hint;
    QWidget* m_details;
    CompositionBar* m_batches;
    CompositionBar* m_types;
    QLineEdit* m_name;
    QPushButton* m_keep;
    QPushButton* m_reembed;
    QListWidget* m_sets;
    QLabel* m_setsHead;
    QToolButton* m_delete;
};

}  // namespace counterpoint::selection
