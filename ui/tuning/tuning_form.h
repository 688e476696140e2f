#pragma once

#include "core/plugin/parameter.h"

#include <QScrollArea>

#include <optional>
#include <vector>

class QToolButton;
class QVBoxLayout;

namespace counterpoint::tuning {

class ParameterControl;

/// All parameters of a method, one below the other; the advanced ones wait behind "More settings".
/// Scrolls when there is no room. "Changing" goes to the preview, "settled" runs all cells.
class TuningForm : public QScrollArea {
    Q_OBJECT

  public:
    explicit TuningForm(QWidget* parent = nullptr);

    /// Builds the controls anew, all at their defaults. `columns` are the batch columns in use:
    /// with several, a parameter with a number for each has a slider for each.
    void setParameters(const std::vector<plugin::Parameter>& parameters,
                       const QStringList& columns = {});
    /// The same parameters for other batch columns: values and what is shown stay where they can.
    void setColumns(const QStringList& columns);

    /// Every parameter's value.
    plugin::Values values() const;
    /// Shows values without a signal; keys left out go to their default, unknown keys are ignored.
    /// Throws Error(BadSettings) for a value out of range.
    void setValues(const plugin::Values& values);
    /// Marks the values of the last exact run; none takes the marks away.
    void setExact(const std::optional<plugin::Values>& values);
    /// All back to the defaults, as one change.
    void resetAll();

    ParameterControl* control(const std::string& key) const;
    bool areAdvancedShown() const;
    void setAdvancedShown(bool shown);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  Q_SIGNALS:
    void changing(const counterpoint::plugin::Values& values);
    void settled(const counterpoint::plugin::Values& values);

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    /// Every control with its line of help where all of them fit, else the first alone.
    void fitHelp();
    void updateMore();
    void nameColumn();

    std::vector<plugin::Parameter> m_parameters;
    QStringList m_columns;
    std::vector<ParameterControl*> m_controls;
    QWidget* m_advanced = nullptr;
    QToolButton* m_more = nullptr;
};

}  // namespace counterpoint::tuning
