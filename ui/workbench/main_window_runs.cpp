// The main window's table of runs: what is kept, restored, pinned and saved as a table.

#include "ui/runs/runs_table.h"
#include "ui/support/dock_frame.h"
#include "ui/workbench/main_window.h"
#include "ui/workbench/message_bar.h"
#include "ui/workbench/runs_view.h"

#include <QAction>
#include <QDockWidget>
#include <QFileDialog>
#include <QSaveFile>
#include <QSettings>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTabBar>

namespace counterpoint::workbench {

void MainWindow::showRuns() {
    RunHistory& history = m_workbench->history();
    m_runs->setRows(runRows(history, m_registry, shownMetrics()));
    m_runs->setCurrentRun(m_workbench->currentRun() > 0 ? m_workbench->currentRun() : -1);
    showTradeOff();
    const auto count = static_cast<int>(history.runs().size());
    showRunsHead();
    m_exportRunsAction->setEnabled(count > 0);
    m_compareAction->setEnabled(count > 1 || isComparing());
    updateActions();
}

void MainWindow::showRunsHead() {
    const auto count = static_cast<int>(m_workbench->history().runs().size());
    m_runsHead->setSubtitle(m_runPages->currentWidget() != m_runs ? QString()
                            : count == 0                          ? tr("kept from now on")
                                                                  : tr("%n kept", nullptr, count));
}

void MainWindow::showRunPage(QWidget* page) {
    m_runsDock->show();
    m_runTabs->setCurrentIndex(m_runPages->indexOf(page));
}

void MainWindow::restoreRun(int number) {
    if (number == unintegratedRun)
        m_workbench->setMethod("none");
    else if (const KeptRun* run = m_workbench->history().find(number))
        m_workbench->apply(pipeline::Settings(run->settings));
}

void MainWindow::takeSnapshot() {
    const int run = m_workbench->currentRun();
    if (run == 0) return;
    m_workbench->pinRun(run, true);
    showRunPage(m_runs);
    m_runs->selectRun(run);
    statusBar()->showMessage(tr("Run %1 is pinned; F2 gives it a name").arg(run), 6000);
}

void MainWindow::exportRuns() {
    const QString path = QFileDialog::getSaveFileName(
        this, tr("Save the runs as a table"),
        QSettings().value(QStringLiteral("save/folder")).toString() + QStringLiteral("/runs.csv"),
        tr("Table (*.csv)"));
    if (path.isEmpty()) return;
    QSaveFile file(path);
    const QByteArray text = m_runs->csv().toUtf8();
    if (file.open(QIODevice::WriteOnly) && file.write(text) == text.size() && file.commit())
        statusBar()->showMessage(tr("Saved to %1").arg(path), 6000);
    else
        m_messages->showError(tr("The table could not be saved to %1").arg(path),
                              file.errorString());
}

}  // namespace counterpoint::workbench
