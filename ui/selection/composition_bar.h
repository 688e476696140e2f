#pragma once

#include "ui/data/category.h"

#include <QWidget>

#include <vector>

namespace counterpoint::selection {

/// What some cells are by one column: a bar in its colours and, below it, the largest parts in
/// words.
class CompositionBar : public QWidget {
    Q_OBJECT

  public:
    explicit CompositionBar(QWidget* parent = nullptr);

    /// `title` is the column's name; `slices` are in level order and sum to 1.
    void setSlices(const QString& title, std::vector<datapanel::Slice> slices);
    /// "62 % T, 20 % NK, 18 % others".
    QString words() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QString m_title;
    std::vector<datapanel::Slice> m_slices;
};

}  // namespace counterpoint::selection
