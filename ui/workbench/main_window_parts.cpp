// What the main window is made of: actions, toolbar and menus; the docks are in
// main_window_docks.cpp. What it does is in main_window.cpp.

#include "core/report/methods_text.h"
#include "core/report/snippets.h"
#include "ui/commands/search_button.h"
#include "ui/support/buttons.h"
#include "ui/support/follow_theme.h"
#include "ui/support/fonts.h"
#include "ui/support/icons.h"
#include "ui/support/labels.h"
#include "ui/support/theme.h"
#include "ui/tuning/tuning_form.h"
#include "ui/workbench/bar.h"
#include "ui/workbench/main_window.h"
#include "ui/workbench/selection_page.h"
#include "ui/workbench/view_area.h"

#include <QActionGroup>
#include <QApplication>
#include <QComboBox>
#include <QDockWidget>
#include <QLabel>
#include <QMenuBar>
#include <QMessageBox>
#include <QPushButton>
#include <QTabBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <array>

namespace counterpoint::workbench {

using support::ButtonKind;
using support::Icon;

void MainWindow::makeActions() {
    const auto action = [this](const QString& text, Icon icon, const QKeySequence& keys,
                               auto slot) {
        auto* made = new QAction(support::icon(icon), text, this);
        made->setShortcut(keys);
        connect(made, &QAction::triggered, this, slot);
        addAction(made);
        return made;
    };
    m_openAction = action(tr("Open…"), Icon::Open, QKeySequence::Open, [this] { askForFile(); });
    m_demoAction = action(tr("Open the demo"), Icon::File, {}, [this] { m_workbench->openDemo(); });
    m_saveSessionAction =
        action(tr("Save session"), Icon::Clock, QKeySequence::Save, [this] { saveSession(false); });
    m_saveSessionAsAction =
        action(tr("Save session as…"), Icon::Clock, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S),
               [this] { saveSession(true); });
    m_saveAction =
        action(tr("Save results…"), Icon::Export, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E),
               [this] { askForResultFolder(); });
    m_compareAction =
        action(tr("Compare"), Icon::Compare, QKeySequence(Qt::CTRL | Qt::Key_D), [this] {
            if (isComparing())
                endCompare();
            else
                compareWith();
        });
    m_snapshotAction = action(tr("Snapshot"), Icon::Snapshot, QKeySequence(Qt::CTRL | Qt::Key_B),
                              [this] { takeSnapshot(); });
    m_snapshotAction->setToolTip(
        tr("Pin the run on screen, so that it is found again and kept with its map (Ctrl+B)"));
    m_compareAction->setCheckable(true);
    m_compareAction->setEnabled(false);
    m_figureAction = action(tr("Export figure…"), Icon::Export, QKeySequence(Qt::CTRL | Qt::Key_E),
                            [this] { exportFigure(); });
    m_searchAction = action(tr("Search genes and commands…"), Icon::Search,
                            QKeySequence(Qt::CTRL | Qt::Key_K), [this] { showCommands(); });
    m_keysAction =
        action(tr("Keys…"), Icon::Help, QKeySequence(Qt::Key_Question), [this] { showKeys(); });
    const auto copies = [&](const QString& text, auto make) {
        m_copyActions.push_back(action(text, Icon::File, {}, [this, text, make] {
            const Workbench& bench = *m_workbench;
            copyText(text,
                     QString::fromStdString(make(bench.results(), bench.settings(), m_registry)));
        }));
    };
    copies(tr("Copy as command"), report::asCommand);
    copies(tr("Copy as scanpy snippet"), report::asScanpy);
    copies(tr("Copy as R snippet"), report::asR);
    copies(tr("Copy methods paragraph"), report::methodsText);
    m_runAction = action(tr("Run"), Icon::Run, QKeySequence(Qt::CTRL | Qt::Key_R),
                         [this] { m_workbench->run(); });
    m_stopAction = action(tr("Stop"), Icon::Stop, QKeySequence(Qt::Key_Escape),
                          [this] { m_workbench->stop(); });
    m_exportRunsAction = action(tr("Export table…"), Icon::Export, {}, [this] { exportRuns(); });
    m_exportRunsAction->setEnabled(false);
    m_undoAction =
        action(tr("Undo"), Icon::Undo, QKeySequence::Undo, [this] { m_workbench->undo(); });
    m_redoAction =
        action(tr("Redo"), Icon::Redo, QKeySequence::Redo, [this] { m_workbench->redo(); });
}

void MainWindow::makeToolBar() {
    auto* bar = new Bar(44, this);
    const auto button = [bar](QAction* action) {
        auto* made = new QToolButton(bar);
        made->setDefaultAction(action);
        made->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        made->setIconSize(support::iconBesideText);
        made->setAutoRaise(true);
        return made;
    };
    // Files opened before are one click away.
    QToolButton* open = button(m_openAction);
    m_recentMenu = new QMenu(tr("Open recent"), this);
    connect(m_recentMenu, &QMenu::aboutToShow, this, &MainWindow::fillRecentMenu);
    open->setMenu(m_recentMenu);
    open->setPopupMode(QToolButton::MenuButtonPopup);
    bar->add(open);
    bar->addSeparator();
    auto* label = support::makeLabel(tr("Method"), support::Type::Body, support::Tone::Second, bar);
    bar->add(label, 4);
    m_method = new QComboBox(bar);
    m_method->setObjectName(QStringLiteral("method"));
    m_method->setAccessibleName(tr("Integration method"));
    m_method->setSizeAdjustPolicy(QComboBox::AdjustToContents);  // a name cut off says nothing
    support::followTheme(*m_method, [this] { m_method->setMinimumWidth(support::scaled(112)); });
    label->setBuddy(m_method);
    for (const auto& method : m_registry.methods())
        m_method->addItem(QString::fromStdString(method->info().title),
                          QString::fromStdString(method->info().id));
    connect(m_method, &QComboBox::activated, this,
            [this] { m_workbench->setMethod(m_method->currentData().toString().toStdString()); });
    bar->add(m_method);
    m_run = support::makeButton(tr("Run"), Icon::Run, ButtonKind::Primary, bar);
    m_run->setProperty("place", QStringLiteral("bar"));
    m_run->setToolTip(tr("Compute everything for these settings (Ctrl+R)"));
    connect(m_run, &QPushButton::clicked, m_runAction, &QAction::trigger);
    bar->add(m_run);
    m_stop = support::makeButton(tr("Stop"), Icon::Stop, ButtonKind::Stop, bar);
    m_stop->setProperty("place", QStringLiteral("bar"));
    m_stop->setObjectName(QStringLiteral("stop"));
    m_stop->setToolTip(tr("Stop the running job (Esc); what is shown stays"));
    connect(m_stop, &QPushButton::clicked, m_stopAction, &QAction::trigger);
    bar->add(m_stop);
    bar->addSeparator();
    for (QAction* step : {m_undoAction, m_redoAction}) {
        QToolButton* made = button(step);
        made->setToolButtonStyle(Qt::ToolButtonIconOnly);
        made->setIconSize({16, 16});
        made->setAccessibleName(step->text());
        made->setToolTip(
            tr("%1 the last change of settings (%2)")
                .arg(step->text(), step->shortcut().toString(QKeySequence::NativeText)));
        bar->add(made, 0);
    }
    bar->addSeparator();
    bar->add(button(m_snapshotAction), 0);
    bar->add(button(m_compareAction), 0);
    bar->add(button(m_figureAction), 0);
    bar->addStretch();
    auto* search = new commands::SearchButton(
        tr("Search genes and commands"),
        m_searchAction->shortcut().toString(QKeySequence::NativeText), bar);
    search->setObjectName(QStringLiteral("search"));
    search->setToolTip(tr("Find any gene, command, parameter, column or run (Ctrl+K)"));
    connect(search, &QPushButton::clicked, m_searchAction, &QAction::trigger);
    bar->add(search);
    QToolButton* help = button(m_keysAction);
    help->setToolButtonStyle(Qt::ToolButtonIconOnly);
    help->setIconSize({16, 16});
    help->setAccessibleName(tr("Keys"));
    help->setToolTip(tr("All keys of the window (?)"));
    bar->add(help, 4);

    m_toolBar = bar;
}

void MainWindow::makeMenus() {
    // One widget over the full width, docks included: the menus, and the toolbar below them.
    auto* top = new QWidget(this);
    auto* column = new QVBoxLayout(top);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* menus = new QMenuBar(top);
    column->addWidget(menus);
    column->addWidget(m_toolBar);
    setMenuWidget(top);

    auto* file = menus->addMenu(tr("&File"));
    file->addAction(m_openAction);
    file->addMenu(m_recentMenu);
    fillRecentMenu();
    file->addAction(m_demoAction);
    file->addSeparator();
    file->addAction(m_saveSessionAction);
    file->addAction(m_saveSessionAsAction);
    file->addSeparator();
    file->addAction(m_saveAction);
    file->addAction(m_figureAction);
    file->addSeparator();
    file->addAction(tr("Quit"), QKeySequence::Quit, this, &QWidget::close);

    auto* edit = menus->addMenu(tr("&Edit"));
    edit->addAction(m_undoAction);
    edit->addAction(m_redoAction);
    edit->addSeparator();
    for (QAction* copy : m_copyActions) edit->addAction(copy);
    edit->addSeparator();
    edit->addAction(m_searchAction);

    auto* select = menus->addMenu(tr("&Select"));
    ViewBar& bar = m_views->bar();
    for (const auto tool : {embedding::Tool::Pan, embedding::Tool::Box, embedding::Tool::Lasso})
        select->addAction(bar.toolAction(tool));
    select->addSeparator();
    select->addAction(m_views->invertAction());
    select->addAction(m_views->reembedAction());
    select->addAction(tr("Select nothing"), m_views, &ViewArea::clearSelection);
    select->addSeparator();
    select->addAction(tr("Find markers"), m_selection, [this] {
        showRunPage(m_selection);
        m_selection->findMarkers();
    });

    auto* view = menus->addMenu(tr("&View"));
    view->addAction(bar.fitAction());
    view->addAction(bar.labelsAction());
    view->addSeparator();
    for (const auto layout : {ViewLayout::One, ViewLayout::Two, ViewLayout::Four,
                              ViewLayout::BeforeAfter, ViewLayout::EachBatch})
        view->addAction(bar.layoutAction(layout));
    view->addSeparator();
    for (QDockWidget* dock : {m_dataDock, m_tuningDock, m_scoresDock, m_runsDock})
        view->addAction(dock->toggleViewAction());
    view->addAction(tr("Selected cells"), this, [this] { showRunPage(m_selection); });
    view->addAction(tr("Evidence behind the verdict"),
                    QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_V), this,
                    [this] { showEvidence(m_diagnosisTabs->currentIndex() == 0); });
    view->addAction(tr("Reset layout"), this, [this] {
        restoreState(m_defaultLayout);
        sizeDocks();
    });
    view->addSeparator();
    auto* themes = new QActionGroup(this);
    for (const auto& [key, text] : {std::pair(QStringLiteral("system"), tr("Theme of the desktop")),
                                    std::pair(QStringLiteral("light"), tr("Light theme")),
                                    std::pair(QStringLiteral("dark"), tr("Dark theme"))}) {
        auto* theme = view->addAction(text, this, [this, choice = key] { setTheme(choice); });
        theme->setCheckable(true);
        theme->setActionGroup(themes);
        theme->setChecked(support::themeChoice() == support::themeChoiceFrom(key));
    }

    auto* tune = menus->addMenu(tr("&Tune"));
    tune->addAction(m_runAction);
    tune->addAction(m_stopAction);
    tune->addSeparator();
    tune->addAction(tr("All settings to their defaults"), m_tuning, &tuning::TuningForm::resetAll);

    auto* runs = menus->addMenu(tr("&Runs"));
    runs->addAction(m_snapshotAction);
    runs->addAction(m_compareAction);
    runs->addAction(m_exportRunsAction);

    auto* help = menus->addMenu(tr("&Help"));
    help->addAction(m_keysAction);
    help->addAction(tr("About Counterpoint"), this, [this] {
        QMessageBox::about(
            this, tr("About Counterpoint"),
            tr("<b>Counterpoint %1</b><br>Tune single-cell batch integration while you "
               "watch.<br><br>"
               "Free software under the GPL, version 3 or later. It never uses the network.")
                .arg(QApplication::applicationVersion()));
    });
}

}  // namespace counterpoint::workbench
