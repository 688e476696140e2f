#pragma once

#include "ui/tuning/parameter_control.h"
#include "ui/tuning/slider_scale.h"

#include <QTimer>

class QCheckBox;
class QLabel;
class QToolButton;

namespace counterpoint::tuning {

class NumberBox;
class SliderTrack;

/// The slider of one number parameter. A row of 24: title, context ("batch"), "auto" where the
/// method has a rule, reset when changed, number box; then the track of 30; then help. A drag and
/// a typed number settle at once, keys and wheel after a quarter of a second without another.
class ParameterSlider : public ParameterControl {
    Q_OBJECT

  public:
    explicit ParameterSlider(const plugin::Parameter& parameter, QWidget* parent = nullptr);

    plugin::Value value() const override;
    void setValue(const plugin::Value& value) override;
    void setExact(const std::optional<plugin::Value>& value) override;

    /// The quiet word after the title: which variable this one is for.
    void setContext(const QString& text);

    SliderTrack* track() const { return m_track; }
    NumberBox* box() const { return m_box; }
    QToolButton* resetButton() const { return m_reset; }
    QCheckBox* automaticBox() const { return m_auto; }  ///< nullptr without an automatic rule

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    bool isAutomatic() const;
    void showContext();
    void buildRows();
    void connectParts();
    void display(double number, bool automatic);
    void changeTo(double number, bool automatic);
    void settle();
    void changeAndSettle(double number, bool automatic);
    void changeAndWait(double number);
    void reset();

    SliderScale m_scale;
    SliderTrack* m_track;
    NumberBox* m_box;
    QToolButton* m_reset;
    QCheckBox* m_auto = nullptr;
    QLabel* m_context;
    QString m_contextText;
    QTimer m_pause;
};

}  // namespace counterpoint::tuning
