#pragma once

#include <QHeaderView>

namespace counterpoint::scores {

/// Column heads of which one has a small triangle after its words: the rows stand in the order of
/// that column, smallest first.
class OrderedHeader : public QHeaderView {
    Q_OBJECT

  public:
    explicit OrderedHeader(QWidget* parent);

    /// −1: none.
    void setOrderedBy(int section);
    int orderedBy() const { return m_ordered; }
    /// What the triangle takes of the width of its column.
    static int markRoom();

  protected:
    void paintSection(QPainter* painter, const QRect& rect, int section) const override;

  private:
    int m_ordered = -1;
};

}  // namespace counterpoint::scores
