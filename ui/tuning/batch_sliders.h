#pragma once

#include "ui/tuning/parameter_control.h"

#include <QStringList>

#include <vector>

namespace counterpoint::tuning {

class ParameterSlider;

/// The sliders of a parameter with a number for each batch column, one below the other: its title,
/// then for each column its name and slider, then the help. "auto" is for all of them or none. The
/// value is one number where all are equal.
class BatchSliders : public ParameterControl {
    Q_OBJECT

  public:
    BatchSliders(const plugin::Parameter& parameter, const QStringList& columns,
                 QWidget* parent = nullptr);

    plugin::Value value() const override;
    /// A list of another length is filled up with its last number, or cut.
    void setValue(const plugin::Value& value) override;
    void setExact(const std::optional<plugin::Value>& value) override;
    int heightInSliders() const override { return static_cast<int>(m_sliders.size()); }

    ParameterSlider* slider(int column) const {
        return m_sliders[static_cast<std::size_t>(column)];
    }

  private:
    std::vector<plugin::Value> perColumn(const plugin::Value& value) const;
    void followAutomatic(const ParameterSlider& changed);

    std::vector<ParameterSlider*> m_sliders;
};

}  // namespace counterpoint::tuning
