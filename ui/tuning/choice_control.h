#pragma once

#include "ui/tuning/parameter_control.h"

class QCheckBox;
class QComboBox;

namespace counterpoint::tuning {

/// A parameter with named choices: title, combo box, help.
class ChoiceControl : public ParameterControl {
    Q_OBJECT

  public:
    explicit ChoiceControl(const plugin::Parameter& parameter, QWidget* parent = nullptr);

    plugin::Value value() const override;
    void setValue(const plugin::Value& value) override;
    void setExact(const std::optional<plugin::Value>& value) override;

  private:
    QComboBox* m_combo;
};

/// A parameter that is on or off: a check box with the title, and help.
class SwitchControl : public ParameterControl {
    Q_OBJECT

  public:
    explicit SwitchControl(const plugin::Parameter& parameter, QWidget* parent = nullptr);

    plugin::Value value() const override;
    void setValue(const plugin::Value& value) override;
    void setExact(const std::optional<plugin::Value>& value) override;

  private:
    QCheckBox* m_check;
};

}  // namespace counterpoint::tuning
