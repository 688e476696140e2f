#pragma once

#include <QWidget>

namespace counterpoint::support {

/// A frame in the accent colour to lay around a part of the window. It takes neither mouse nor
/// keys.
class AccentFrame : public QWidget {
  public:
    /// `width` of its line in px.
    AccentFrame(double width, QWidget* parent);

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    double m_width;
};

}  // namespace counterpoint::support
