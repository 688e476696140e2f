// What the main window is made of: actions and toolbar; the menus are in main_window_menus.cpp, the
// docks in main_window_docks.cpp. What it does is in main_window.cpp.

#include "core/report/methods_text.h"
#include "core/report/snippets.h"
#include "ui/commands/search_button.h"
#include "ui/embedding/view_trail.h"
#include "ui/support/buttons.h"
#include "ui/support/follow_theme.h"
#include "ui/support/fonts.h"
#include "ui/support/icons.h"
#include "ui/support/labels.h"
#include "ui/support/theme.h"
#include "ui/workbench/bar.h"
#include "ui/workbench/main_window.h"

#include <QComboBox>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>

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
    m_undoAction = action(tr("Undo"), Icon::Undo, QKeySequence::Undo, [this] { undo(); });
    m_redoAction = action(tr("Redo"), Icon::Redo, QKeySequence::Redo, [this] { redo(); });
    m_backAction = action(tr("Previous view"), Icon::Back, QKeySequence(Qt::ALT | Qt::Key_Left),
                          [this] { trail().goBack(); });
    m_forwardAction = action(tr("Next view"), Icon::Forward, QKeySequence(Qt::ALT | Qt::Key_Right),
                             [this] { trail().goForward(); });
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
            tr("%1 the last change (%2)")
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

}  // namespace counterpoint::workbench
