// What can be asked of the main window by name.

#include "ui/commands/command_search.h"
#include "ui/commands/key_list.h"
#include "ui/runs/runs_table.h"
#include "ui/tuning/parameter_control.h"
#include "ui/tuning/tuning_form.h"
#include "ui/workbench/colourings.h"
#include "ui/workbench/main_window.h"
#include "ui/workbench/runs_view.h"
#include "ui/workbench/view_area.h"

#include <QApplication>
#include <QClipboard>
#include <QDockWidget>
#include <QStatusBar>

namespace counterpoint::workbench {

using commands::Command;

namespace {

/// Keys that views, sliders and tables understand while they have the focus.
std::vector<Command> keysOfParts() {
    const auto key = [](const QString& group, const QString& title, int keys) {
        return Command{group, title, QKeySequence(keys), true, {}};
    };
    using W = MainWindow;
    const QString view = W::tr("Views");
    const QString slider = W::tr("Sliders");
    const QString runs = W::tr("Runs");
    return {key(view, W::tr("Show all cells"), Qt::Key_Space),
            key(view, W::tr("Nearer"), Qt::Key_Plus),
            key(view, W::tr("Further away"), Qt::Key_Minus),
            key(view, W::tr("Move left (and right, up, down)"), Qt::Key_Left),
            key(view, W::tr("Look from the front, in 3-D"), Qt::Key_Home),
            key(view, W::tr("Add to the selection, held"), Qt::Key_Shift),
            key(view, W::tr("Take from the selection, held"), Qt::Key_Alt),
            key(view, W::tr("Select nothing"), Qt::Key_Escape),
            key(slider, W::tr("One step up"), Qt::Key_Right),
            key(slider, W::tr("One step down"), Qt::Key_Left),
            key(slider, W::tr("A large step up"), Qt::Key_PageUp),
            key(slider, W::tr("Back to the default"), Qt::Key_Home),
            key(runs, W::tr("Restore the run"), Qt::Key_Return),
            key(runs, W::tr("Pin the run"), Qt::Key_Space),
            key(runs, W::tr("Rename the run"), Qt::Key_F2),
            key(runs, W::tr("Remove the run"), Qt::Key_Delete)};
}

}  // namespace

std::vector<Command> MainWindow::allCommands() {
    std::vector<Command> all = commands::commandsOf(*this);
    const bool open = m_workbench->dataset() != nullptr;
    if (!open) return all;
    const plugin::MethodInfo& method = m_registry.method(m_workbench->settings().method).info();
    for (const plugin::Parameter& parameter : method.parameters)
        all.push_back({tr("Parameter"),
                       QString::fromStdString(parameter.title),
                       {},
                       true,
                       [this, key = parameter.key] {
                           m_tuningDock->show();
                           m_tuningDock->raise();
                           tuning::ParameterControl* control = m_tuning->control(key);
                           if (control == nullptr) return;
                           if (!control->isVisible()) m_tuning->setAdvancedShown(true);
                           m_tuning->ensureWidgetVisible(control);
                           // A control hands the focus on to the part that takes keys.
                           for (QWidget* part : control->findChildren<QWidget*>())
                               if (part->focusPolicy() & Qt::TabFocus) {
                                   part->setFocus(Qt::ShortcutFocusReason);
                                   return;
                               }
                       }});
    for (const embedding::ColourChoice& choice : m_views->colourings().choices())
        all.push_back({tr("Colour by"), choice.title, {}, true, [this, key = choice.key] {
                           m_views->setColourKey(m_views->panelCount() > 1 ? 1 : 0, key);
                       }});
    for (const KeptRun& run : m_workbench->history().runs())
        all.push_back({tr("Run"),
                       tr("%1 %2 %3")
                           .arg(run.number)
                           .arg(run.name, methodSettingsText(run.settings, m_registry)),
                       {},
                       true,
                       [this, number = run.number] { restoreRun(number); }});
    return all;
}

void MainWindow::showCommands() {
    const auto genes = [this](const QString& text) {
        std::vector<Command> found;
        for (const embedding::ColourChoice& choice : m_views->colourings().search(text))
            found.push_back(
                {tr("Colour by gene"), choice.title, {}, true, [this, key = choice.key] {
                     m_views->setColourKey(m_views->panelCount() > 1 ? 1 : 0, key);
                 }});
        return found;
    };
    m_commandSearch->open(allCommands(), genes);
}

void MainWindow::showKeys() {
    auto* keys = new commands::KeyList(commands::commandsOf(*this), keysOfParts(), this);
    keys->setAttribute(Qt::WA_DeleteOnClose);
    keys->open();
}

void MainWindow::copyText(const QString& what, const QString& text) {
    QApplication::clipboard()->setText(text);
    statusBar()->showMessage(tr("%1: done").arg(what), 4000);
}

}  // namespace counterpoint::workbench
