// How the user arranged the main window around the views, for undo: docks, what is compared, the
// order of tables.

#include "ui/runs/runs_table.h"
#include "ui/selection/markers_table.h"
#include "ui/workbench/compare_page.h"
#include "ui/workbench/main_window.h"
#include "ui/workbench/selection_page.h"
#include "ui/workbench/view_area.h"

#include <QApplication>
#include <QDockWidget>
#include <QHeaderView>
#include <QScopedValueRollback>

#include <utility>

namespace counterpoint::workbench {

namespace {

constexpr int settleTime = 50;  // ms; docks take their places in several turns of the event loop

TableOrder orderOf(const QTableView& table) {
    const QHeaderView& head = *table.horizontalHeader();
    return {head.sortIndicatorSection(), head.sortIndicatorOrder()};
}

}  // namespace

void MainWindow::watchArrangement() {
    m_docksTimer.setSingleShot(true);
    m_docksTimer.setInterval(settleTime);
    connect(&m_docksTimer, &QTimer::timeout, this, &MainWindow::noteDocks);
    const auto changed = [this] { m_docksTimer.start(); };
    for (QDockWidget* dock : docks()) {
        connect(dock, &QDockWidget::visibilityChanged, this, changed);
        connect(dock, &QDockWidget::topLevelChanged, this, changed);
        connect(dock, &QDockWidget::dockLocationChanged, this, [this] {
            m_docksMoved = m_docksMoved || !m_arranging;
            m_docksTimer.start();
        });
    }
    const auto remember = [this] { rememberArrangement(); };
    connect(m_runs->horizontalHeader(), &QHeaderView::sortIndicatorChanged, this, remember);
    // Markers that were just found come in an order of their own.
    connect(m_selection->markers().horizontalHeader(), &QHeaderView::sectionClicked, this,
            remember);
    connect(m_compare, &ComparePage::changed, this, remember);
    connect(m_compare, &ComparePage::swiped, this, &MainWindow::rememberArrangement);
    connect(m_workbench.get(), &Workbench::shownRestored, this,
            [this](const ShownState& shown) { arrange(shown.arrangement); });
}

std::array<QDockWidget*, 4> MainWindow::docks() const {
    return {m_dataDock, m_tuningDock, m_scoresDock, m_runsDock};
}

/// A hand on the line between two docks speaks to the window itself.
bool MainWindow::event(QEvent* event) {
    const bool done = QMainWindow::event(event);
    if (event->type() == QEvent::MouseButtonPress) {
        m_grippedSizes = dockSizes();
    } else if (event->type() == QEvent::MouseButtonRelease && !m_grippedSizes.isEmpty()) {
        QTimer::singleShot(0, this, [this, before = std::exchange(m_grippedSizes, {})] {
            if (dockSizes() == before) return;
            m_docksMoved = true;
            m_docksTimer.start();
        });
    }
    return done;
}

QList<QSize> MainWindow::dockSizes() const {
    QList<QSize> sizes;
    for (const QDockWidget* dock : docks()) sizes << dock->size();
    return sizes;
}

/// Which docks are open and where; their sizes change with the window too.
QStringList MainWindow::dockPlaces() const {
    QStringList places;
    for (QDockWidget* dock : docks())
        places << QStringLiteral("%1 %2 %3")
                      .arg(dock->isHidden())
                      .arg(dock->isFloating())
                      .arg(static_cast<int>(dockWidgetArea(dock)));
    return places;
}

/// A step where the user opened, closed or moved a dock; else the layout in use has other sizes.
void MainWindow::noteDocks() {
    m_docksTimer.stop();
    if (QApplication::mouseButtons() != Qt::NoButton) return m_docksTimer.start();
    if (showsStartPage()) return;
    const QStringList places = dockPlaces();
    const bool moved = std::exchange(m_docksMoved, false) || places != m_dockPlaces;
    m_dockPlaces = places;
    if (moved) {
        // What was ahead cannot be come back to.
        m_dockLayouts.resize(static_cast<std::size_t>(m_docksShown) + 1);
        m_dockLayouts.emplace_back();
        ++m_docksShown;
    }
    m_dockLayouts[static_cast<std::size_t>(m_docksShown)] = saveState();
    if (moved) rememberArrangement();
}

Arrangement MainWindow::arrangement() const {
    Arrangement now{m_docksShown, {}, orderOf(*m_runs), orderOf(m_selection->markers())};
    if (isComparing()) now.compared = m_compare->compared();
    return now;
}

void MainWindow::rememberArrangement(const QString& gesture) {
    if (m_arranging) return;
    ShownState shown = m_workbench->shown();
    shown.arrangement = arrangement();
    m_workbench->setShown(shown, gesture);
}

void MainWindow::arrangeAnew() {
    m_dockLayouts = {saveState()};
    m_docksShown = 0;
    m_dockPlaces = dockPlaces();
    m_docksMoved = false;
    ShownState shown = m_workbench->shown();
    shown.arrangement = arrangement();
    m_workbench->followShown(shown);
}

void MainWindow::arrange(const Arrangement& wanted) {
    const QScopedValueRollback arranging(m_arranging, true);
    if (wanted.docks != m_docksShown) {
        m_docksShown = wanted.docks;
        restoreState(m_dockLayouts[static_cast<std::size_t>(m_docksShown)]);
        m_dockPlaces = dockPlaces();
        m_docksMoved = false;
    }
    if (wanted.runs != orderOf(*m_runs))
        m_runs->sortByColumn(wanted.runs.column, wanted.runs.order);
    if (auto& markers = m_selection->markers(); wanted.markers != orderOf(markers))
        markers.sortByColumn(wanted.markers.column, wanted.markers.order);
    if (!wanted.compared) {
        endCompare();
    } else if (!isComparing() || *wanted.compared != m_compare->compared()) {
        beginCompare();
        m_compare->compare(*wanted.compared);
    }
}

void MainWindow::undo() {
    if (m_docksTimer.isActive()) noteDocks();
    m_workbench->undo();
}

void MainWindow::redo() {
    if (m_docksTimer.isActive()) noteDocks();
    m_workbench->redo();
}

/// Of the page in the centre.
embedding::ViewTrail& MainWindow::trail() const {
    return isComparing() ? m_compare->trail() : m_views->trail();
}

}  // namespace counterpoint::workbench
