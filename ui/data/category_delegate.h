#pragma once

#include "ui/data/category.h"

#include <QStyledItemDelegate>

namespace counterpoint::datapanel {

/// What a row's item holds besides its name and check state.
enum CategoryRole {
    CodeRole = Qt::UserRole + 1,  ///< int; unset for section heads
    ColorRole,                    ///< QColor
    CellsRole,                    ///< qint64: cells, or categories for a section head
    CompositionRole,              ///< std::vector<Slice>
    CheckableRole,                ///< bool
    NoteRole,                     ///< QString in place of the count
};

/// Paints the rows: check box 13, swatch 12, name, composition bar 48 × 8, count; and the heads of
/// sections.
class CategoryDelegate : public QStyledItemDelegate {
    Q_OBJECT

  public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

    /// Where a click means the check box or the swatch, in a row's rectangle.
    static QRect checkRect(const QRect& row);
    static QRect swatchRect(const QRect& row);

  private:
    static void paintHead(QPainter& painter, const QStyleOptionViewItem& option,
                          const QModelIndex& index);
    static void paintCategory(QPainter& painter, const QRect& row, const QModelIndex& index);
};

}  // namespace counterpoint::datapanel

Q_DECLARE_METATYPE(std::vector<counterpoint::datapanel::Slice>)
