#pragma once

#include "core/plugin/parameter.h"

#include <QStringList>
#include <QWidget>

#include <optional>

class QLabel;

namespace counterpoint::tuning {

/// The control of one parameter. Every series of `valueChanging` (a drag, some key presses) ends
/// with one `valueSettled`: the moment to run all cells.
class ParameterControl : public QWidget {
    Q_OBJECT

  public:
    explicit ParameterControl(const plugin::Parameter& parameter, QWidget* parent = nullptr);

    const plugin::Parameter& parameter() const { return m_parameter; }
    bool isChanged() const { return !(value() == m_parameter.defaultValue); }

    /// In the parameter's own kind.
    virtual plugin::Value value() const = 0;
    /// Shows a value without a signal. Throws Error(BadSettings) when it is out of range.
    virtual void setValue(const plugin::Value& value) = 0;
    /// The value of the last exact run, to be marked; none takes the mark away.
    virtual void setExact(const std::optional<plugin::Value>& value) = 0;
    /// How many sliders high it is.
    virtual int heightInSliders() const { return 1; }
    /// Shows the line of help, or leaves it to the tooltip where there is little room.
    void setHelpShown(bool shown);
    /// The height at that width without the line of help, and that of the line itself.
    int heightWithoutHelp(int width) const;
    int helpHeight(int width) const;

  Q_SIGNALS:
    void valueChanging(const counterpoint::plugin::Value& value);
    void valueSettled(const counterpoint::plugin::Value& value);

  protected:
    /// One line of help; that a training starts anew with another value is part of it.
    QString helpText() const;
    /// Help, what a larger value does, the default and where it comes from.
    QString tooltip() const;
    /// The line of help, to be put below the control; null without one.
    QLabel* makeHelp();

  private:
    plugin::Parameter m_parameter;
    QLabel* m_help = nullptr;
};

/// The control that fits the parameter's kind: slider, combo box or check box; several sliders
/// where there is a number for each of several batch `columns`.
ParameterControl* makeControl(const plugin::Parameter& parameter, const QStringList& columns,
                              QWidget* parent);

}  // namespace counterpoint::tuning
