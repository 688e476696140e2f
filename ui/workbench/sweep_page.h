#pragma once

#include "ui/session/saved_sweep.h"
#include "ui/workbench/sweep_runner.h"
#include "ui/workbench/workbench.h"

#include <QLabel>
#include <QStringList>
#include <QWidget>

#include <optional>

class QComboBox;
class QPushButton;

namespace counterpoint::charts {
class SweepChart;
}

namespace counterpoint::workbench {

/// The tab that tries a parameter over its range in the background: how far batches stay apart (U)
/// and populations are lost (L) at each value, and which values are recommended. A click on a value
/// sets it.
class SweepPage : public QWidget {
    Q_OBJECT

  public:
    explicit SweepPage(Workbench& workbench, QWidget* parent = nullptr);

    SweepRunner& runner() { return m_runner; }
    charts::SweepChart& chart() { return *m_chart; }
    bool hasSweep() const { return m_sweep.has_value(); }
    /// The sweep that is shown, if any; those of other data are let go of.
    const std::optional<session::SavedSweep>& sweep() const { return m_sweep; }
    /// Shows one of a session, of the data that are open.
    void restore(session::SavedSweep sweep);
    /// Whether a sweep can be started or stopped.
    bool canToggle() const;
    /// Starts a sweep over the chosen parameter, or stops the one that runs.
    void toggle();
    /// Sets the parameter of the sweep that is shown, where it tells of what is set now.
    void take(double value);
    /// What is recommended, in a whole sentence, and of which settings; empty without a sweep.
    QString sentence() const { return m_sentence->toolTip(); }

  Q_SIGNALS:
    /// Another sweep is shown, or none, or what is set now is no longer or again what it tells of.
    void changed();

  private:
    void offerParameters();
    void show(session::SavedSweep sweep);
    void forget();
    void updateStale();
    void updateControls();

    Workbench& m_workbench;
    SweepRunner m_runner;
    QComboBox* m_parameter;
    QPushButton* m_button;
    QLabel* m_sentence;
    charts::SweepChart* m_chart;
    std::string m_method;                ///< whose parameters are offered
    std::vector<std::string> m_columns;  ///< for which batch columns
    std::optional<session::SavedSweep> m_sweep;
    std::optional<session::SavedSweep> m_asked;  ///< the one that runs, without an answer
    QStringList m_changes;                       ///< since the one that is shown
};

}  // namespace counterpoint::workbench
