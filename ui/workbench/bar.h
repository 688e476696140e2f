#pragma once

#include <QWidget>

class QHBoxLayout;

namespace counterpoint::workbench {

/// A horizontal strip of controls on the header colour with a line below: toolbar and view bar.
class Bar : public QWidget {
    Q_OBJECT

  public:
    /// `height` in design pixels at 100 %.
    explicit Bar(int height, QWidget* parent = nullptr);

    /// Puts a control at the right end so far, `gap` pixels after the one before it.
    void add(QWidget* widget, int gap = 8, int stretch = 0);
    QWidget* addSeparator();
    void addStretch();

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QHBoxLayout* m_row;
};

}  // namespace counterpoint::workbench
