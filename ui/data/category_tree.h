#pragma once

#include "ui/data/category.h"

#include <QTreeView>

#include <vector>

class QStandardItem;
class QStandardItemModel;

namespace counterpoint::datapanel {

/// A foldable part of the list: one column's categories, or plain names without check boxes.
struct Section {
    QString title;
    std::vector<Category> categories;
    bool isCheckable = true;
    bool isOpen = true;
};

/// Categories in foldable sections, rows of 22. A check box shows or hides a category's cells,
/// a click on the swatch asks for another colour, a double click (or Enter) shows the one category
/// alone and, done again, all of them. Sections are named by their number.
class CategoryTree : public QTreeView {
    Q_OBJECT

  public:
    explicit CategoryTree(QWidget* parent = nullptr);

    /// Replaces everything; all categories are checked.
    void setSections(const std::vector<Section>& sections);
    /// New colours for the same sections: checks, folding and scrolling stay.
    void recolor(const std::vector<Section>& sections);

    /// Codes of the unchecked categories, ascending.
    std::vector<int> hidden(int section) const;
    /// Shows the one category alone; if it already is alone, shows all.
    void isolate(int section, int code);
    /// Checks without a signal.
    void setHiddenCodes(int section, const std::vector<int>& codes);

    QModelIndex indexOf(int section, int code) const;

  Q_SIGNALS:
    void visibilityChanged(int section, const std::vector<int>& hiddenCodes);
    void isolated(int section, int code);
    void swatchClicked(int section, int code);
    /// The pointer is on another category; code −1: on none, or on cells without a value.
    void pointed(int section, int code);

  protected:
    void drawBranches(QPainter* painter, const QRect& rect,
                      const QModelIndex& index) const override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;

  private:
    void fill(QStandardItem& item, const Category& category, bool checkable) const;
    void announce(int section);
    void point(const QModelIndex& index);

    QPersistentModelIndex m_pointed;
    QStandardItemModel* m_model;
};

}  // namespace counterpoint::datapanel
