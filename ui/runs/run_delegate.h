#pragma once

#include "ui/runs/run_row.h"

#include <QColor>
#include <QStyledItemDelegate>

namespace counterpoint::runs {

class RunsModel;

/// The colour of an oval whose score stands at `position` (0–1) among the runs: PRGn.
QColor ovalColor(double position);
/// The colour of a bar at that position: YlGnBu from 25 to 85 %.
QColor barColor(double position);

/// Paints the cells of the runs table, each 27 high: pin, number, name and settings, ovals 28 × 22,
/// bars 16 high, verdict with icon and word.
class RunDelegate : public QStyledItemDelegate {
    Q_OBJECT

  public:
    RunDelegate(const RunsModel& model, QObject* parent);

    /// The row under the pointer, −1 for none.
    void setHoveredRow(int row) { m_hoveredRow = row; }

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem& option,
                          const QModelIndex& index) const override;
    void updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option,
                              const QModelIndex& index) const override;

  private:
    void paintPin(QPainter& painter, const QRectF& cell, const QModelIndex& index) const;
    void paintName(QPainter& painter, const QRectF& cell, const RunRow& run) const;
    void paintOval(QPainter& painter, const QRectF& cell, const QModelIndex& index) const;
    void paintBar(QPainter& painter, const QRectF& cell, const QModelIndex& index) const;
    void paintVerdict(QPainter& painter, const QRectF& cell, const RunRow& run) const;
    QFont nameFont(const RunRow& run) const;

    const RunsModel& m_model;
    int m_hoveredRow = -1;
};

}  // namespace counterpoint::runs
