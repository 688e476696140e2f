#pragma once

#include <QDoubleSpinBox>

namespace counterpoint::tuning {

class SliderScale;

/// The 64 px box beside a slider. Writes as many decimals as a step has, more where the value needs
/// them, and "auto" while the method chooses.
class NumberBox : public QDoubleSpinBox {
    Q_OBJECT

  public:
    explicit NumberBox(const SliderScale& scale, QWidget* parent = nullptr);

    /// Shows a value without a signal.
    void display(double value, bool automatic);

    QString textFromValue(double value) const override;
    void stepBy(int steps) override;

  Q_SIGNALS:
    void stepped(double value);  ///< by arrow, wheel or button
    void typed(double value);    ///< committed with Enter or by leaving the box

  protected:
    void wheelEvent(QWheelEvent* event) override;

  private:
    const SliderScale& m_scale;
    bool m_automatic = false;
    bool m_stepping = false;
};

}  // namespace counterpoint::tuning
