#pragma once

#include "ui/workbench/sweep_runner.h"
#include "ui/workbench/workbench.h"

#include <QWidget>

class QComboBox;
class QLabel;
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
    bool hasSweep() const { return m_hasSweep; }
    /// Starts a sweep over the chosen parameter, or stops the one that runs.
    void toggle();
    /// What is recommended, in a whole sentence; empty without a sweep.
    QString sentence() const;

  private:
    void offerParameters();
    void show(const pipeline::Sweep& sweep);
    void forget();
    void updateControls();
    /// The number of the swept parameter in these settings; NaN where it has none.
    double numberIn(const pipeline::Settings& settings) const;

    Workbench& m_workbench;
    SweepRunner m_runner;
    QComboBox* m_parameter;
    QPushButton* m_button;
    QLabel* m_sentence;
    charts::SweepChart* m_chart;
    std::string m_method;                ///< whose parameters are offered
    std::vector<std::string> m_columns;  ///< for which batch columns
    bool m_hasSweep = false;             ///< one is shown
    std::string m_sweptKey;              ///< of that one or the one that runs; empty: neither
    std::optional<std::size_t> m_sweptColumn;
    pipeline::Settings m_sweptSettings;
};

}  // namespace counterpoint::workbench
