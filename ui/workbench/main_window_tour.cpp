// The tour of the main window: seven things a scientist wants to know first.

#include "ui/data/data_panel.h"
#include "ui/diagnosis/verdict_panel.h"
#include "ui/embedding/embedding_panel.h"
#include "ui/metrics/population_table.h"
#include "ui/support/dock_frame.h"
#include "ui/tour/tour.h"
#include "ui/tuning/parameter_control.h"
#include "ui/tuning/tuning_form.h"
#include "ui/workbench/main_window.h"
#include "ui/workbench/plot_pages.h"
#include "ui/workbench/view_area.h"

#include <QAction>
#include <QDockWidget>
#include <QPointer>
#include <QTabBar>
#include <QToolButton>

namespace counterpoint::workbench {

namespace {

constexpr double strongTheta = 8.0;

using Leave = std::function<void()>;

/// Shows a dock, and hides it again where it was hidden.
Leave uncover(QDockWidget* dock) {
    if (dock->isVisible()) return {};
    dock->show();
    return [dock = QPointer(dock)] {
        if (dock) dock->hide();
    };
}

/// Shows a tab, and the one before again where that has not changed since.
Leave turnTo(QTabBar* tabs, int tab) {
    const int before = tabs->currentIndex();
    if (before == tab) return {};
    tabs->setCurrentIndex(tab);
    return [tabs = QPointer(tabs), tab, before] {
        if (tabs && tabs->currentIndex() == tab) tabs->setCurrentIndex(before);
    };
}

Leave both(Leave first, Leave second) {
    return [first = std::move(first), second = std::move(second)] {
        if (second) second();
        if (first) first();
    };
}

}  // namespace

void MainWindow::makeTour() {
    m_tour = new tour::Tour(*this);
    connect(m_workbench.get(), &Workbench::runFinished, this, [this] {
        if (std::exchange(m_tourWaits, false))
            walkTour();
        else if (!m_live)
            m_tour->check();
        updateMenus();
    });
    // What was to be shown is not there, or no longer.
    connect(m_workbench.get(), &Workbench::failed, this, [this] { m_tourWaits = false; });
    connect(m_workbench.get(), &Workbench::openingStarted, m_tour, &tour::Tour::end);
}

void MainWindow::startTour() {
    if (m_workbench->results().layout != nullptr && !m_workbench->isOpening()) {
        walkTour();
        return;
    }
    m_tourWaits = true;
    if (m_workbench->dataset() == nullptr) m_workbench->openDemo();
}

void MainWindow::walkTour() {
    endCompare();
    const auto theta = [this] { return m_tuning->control("theta"); };
    std::vector<tour::TourStep> steps;
    steps.push_back({tr("The same cells, twice"),
                     tr("Each dot is a cell. Here it wears the colour of its batch: where colours "
                        "mix, the batches agree."),
                     [this] { return &m_views->panel(0); }});
    steps.push_back({tr("And by cell type"),
                     tr("The same cells, coloured by what they are. A cell type should stay "
                        "together, and apart from the others, whatever is done about batches."),
                     [this] { return &m_views->panel(m_views->panelCount() > 1 ? 1 : 0); }});
    steps.push_back({tr("The verdict"),
                     tr("Are batches still apart, or were cell types lost? The needle says which, "
                        "the sentence says why. A click on an underlined name selects its cells."),
                     [this] { return m_verdict; }, [this] { return uncover(m_scoresDock); }});
    steps.push_back({tr("Move theta to 8"),
                     tr("Theta is how strongly batches are mixed. Drag it to 8: cells, scores and "
                        "verdict follow your hand."),
                     [theta] { return theta(); }, [this] { return uncover(m_tuningDock); },
                     [theta] {
                         const tuning::ParameterControl* control = theta();
                         return control != nullptr &&
                                control->value() == plugin::Value(strongTheta);
                     }});
    steps.push_back({tr("What mixing costs"),
                     tr("Each cell type with the share of its own neighbours that it kept, worst "
                        "first. Mixed too strongly, cell types lose theirs. A click shows the "
                        "cells."),
                     [this] { return m_populationsFrame; },
                     [this] {
                         Leave dock = uncover(m_scoresDock);
                         Leave scores = turnTo(m_diagnosisTabs, 0);
                         Leave page = turnTo(&m_plots->tabs(), m_plots->tabOf(m_populationsFrame));
                         return both(std::move(dock), both(std::move(scores), std::move(page)));
                     }});
    steps.push_back({tr("Every run is kept"),
                     tr("Compare runs line by line; a double click goes back to one. Ctrl+B pins "
                        "the one you like best, and undo works as everywhere."),
                     [this] { return m_runsDock; },
                     [this] { return both(uncover(m_runsDock), turnTo(m_runTabs, 0)); }});
    steps.push_back({tr("Take it with you"),
                     tr("Export figure… makes the figure for your paper. Save results… in the "
                        "menu File writes the .h5ad for scanpy or Seurat, and the methods text."),
                     [this]() -> QWidget* {
                         for (QToolButton* button : m_toolBar->findChildren<QToolButton*>())
                             if (button->defaultAction() == m_figureAction) return button;
                         return nullptr;
                     }});
    m_tour->start(std::move(steps));
}

}  // namespace counterpoint::workbench
