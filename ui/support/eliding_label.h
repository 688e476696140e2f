#pragma once

#include <QLabel>

namespace counterpoint::support {

/// A line of plain text that ends in "…" where there is no room for all of it; give the whole of it
/// as tooltip. It asks for no width of its own.
class ElidingLabel : public QLabel {
    Q_OBJECT

  public:
    explicit ElidingLabel(QWidget* parent);

  protected:
    void paintEvent(QPaintEvent* event) override;
};

}  // namespace counterpoint::support
