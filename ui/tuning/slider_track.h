#pragma once

#include "ui/tuning/slider_scale.h"

#include <QWidget>

#include <optional>

namespace counterpoint::tuning {

/// The painted part of a slider, 30 px high and all of it live: groove, thumb, ticks with numbers,
/// a triangle at the default and a dashed thumb at the last exact run. Arrow keys one step, Page
/// keys ten, Home the default; the wheel only while it has the focus.
class SliderTrack : public QWidget {
    Q_OBJECT

  public:
    explicit SliderTrack(const SliderScale& scale, QWidget* parent = nullptr);

    const SliderScale& scale() const { return m_scale; }
    double value() const { return m_value; }
    /// Moves the thumb without a signal.
    void setValue(double value);
    void setDefault(std::optional<double> value);
    void setExact(std::optional<double> value);

    /// Where a value's thumb stands, in widget coordinates.
    double xOf(double value) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  Q_SIGNALS:
    void dragged(double value);   ///< the hand moves the thumb
    void released(double value);  ///< the hand lets go after moving it
    void stepped(double value);   ///< by key or wheel

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

  private:
    void paintGroove(QPainter& painter) const;
    void paintTicks(QPainter& painter) const;
    void paintThumbs(QPainter& painter) const;
    void drag(double x);
    void step(double value);
    void place(double value);

    SliderScale m_scale;
    double m_value = 0.0;
    std::optional<double> m_default;
    std::optional<double> m_exact;
    bool m_dragging = false;
    bool m_moved = false;
    double m_grip = 0.0;  ///< pointer minus thumb when the drag began
    int m_wheel = 0;      ///< eighths of a degree not yet spent
};

}  // namespace counterpoint::tuning
