#pragma once

#include "core/pipeline/stress.h"
#include "ui/diagnosis/evidence_page.h"
#include "ui/support/background.h"
#include "ui/workbench/view_area.h"
#include "ui/workbench/workbench.h"

#include <QWidget>

namespace counterpoint::workbench {

/// The page of evidence at work: shows what is behind the verdict on screen, selects cells and
/// colours the views by it, takes the user's word on links, and puts the method to experiments in
/// the background, whose outcomes are kept with the run.
class EvidencePanel : public QWidget {
    Q_OBJECT

  public:
    EvidencePanel(Workbench& workbench, ViewArea& views, QWidget* parent = nullptr);

    diagnosis::EvidencePage& page() const { return *m_page; }
    bool isTesting() const { return m_background.isBusy(); }
    /// Whether that experiment can be started now.
    bool canTest(const QString& id) const;
    /// Starts an experiment with one of its choices.
    void test(const QString& id, int choice);
    void stopTest();

  Q_SIGNALS:
    /// Which experiments can be started, or whether one runs.
    void changed();

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    void showEvidence();
    void showExperiments();
    void follow(const QString& target);
    std::vector<diagnosis::Experiment> experiments() const;
    bool isReady() const;

    Workbench& m_workbench;
    ViewArea& m_views;
    diagnosis::EvidencePage* m_page;
    std::shared_ptr<const diagnose::Diagnosis> m_lastExact;
    QString m_testing;         ///< id of the experiment that runs
    double m_progress = -1.0;  ///< of it
    QString m_failed;          ///< why the last one gave no outcome
    QString m_failedTest;
    support::Background m_background;
};

}  // namespace counterpoint::workbench
