#pragma once

#include "core/base/time_left.h"
#include "core/pipeline/results.h"

#include <QElapsedTimer>
#include <QStatusBar>
#include <QTimer>

#include <functional>
#include <vector>

class QLabel;
class QPushButton;

namespace counterpoint::workbench {

class Workbench;

/// The status bar: cells shown, memory, threads; at the right the stages of the running job with
/// its progress and Stop, or what the last one took; the seed.
class StatusLine : public QStatusBar {
    Q_OBJECT

  public:
    explicit StatusLine(Workbench& workbench, QWidget* parent = nullptr);

    /// What the right side says, for tests and screen readers.
    QString jobText() const;
    /// What the left side says of cells.
    QString cellsText() const;
    /// How many cells are drawn, until other results come.
    void setShownCells(std::size_t cells);

  private:
    void showCells();
    void showMemory();
    void showSeconds();
    void begin(const QString& what, bool live);
    void progress(pipeline::Stage stage, double fraction);
    /// Says how the job ended; asked again when the theme changes.
    void end(std::function<QString()> said);

    Workbench& m_workbench;
    QLabel* m_cells;
    std::optional<std::size_t> m_shown;
    QLabel* m_memory;
    QLabel* m_job;
    QWidget* m_bar;
    QLabel* m_seconds;
    QPushButton* m_stop;
    QLabel* m_seed;
    QTimer m_clock;
    QElapsedTimer m_since;
    std::function<QString()> m_said;
    base::TimeLeft m_left;  ///< of the integration, told while a method trains
    double m_fraction = 0.0;
    QString m_what;
    std::vector<pipeline::Stage> m_done;
    pipeline::Stage m_stage = pipeline::Stage::Filter;
};

}  // namespace counterpoint::workbench
