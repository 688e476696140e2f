#pragma once

#include "ui/diagnosis/evidence_page.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QVBoxLayout;

namespace counterpoint::diagnosis {

/// One experiment: what it asks, a button that starts and stops it, what it can be done with, its
/// progress, and its outcomes in words with "passed" or "failed" before them.
class ExperimentRow : public QWidget {
    Q_OBJECT

  public:
    explicit ExperimentRow(QWidget* parent = nullptr);

    void setExperiment(const Experiment& experiment);
    QPushButton* button() const { return m_button; }
    QComboBox* choice() const { return m_choice; }

  Q_SIGNALS:
    void testRequested(int choice);
    void stopRequested();

  private:
    void showOutcomes();

    Experiment m_experiment;
    QLabel* m_title;
    QLabel* m_help;
    QComboBox* m_choice;
    QPushButton* m_button;
    QProgressBar* m_progress;
    QVBoxLayout* m_outcomes;
};

}  // namespace counterpoint::diagnosis
