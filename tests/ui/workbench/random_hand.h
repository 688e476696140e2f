#pragma once

#include "tests/ui/workbench/controls.h"
#include "tests/ui/workbench/random_bench.h"
#include "tests/ui/workbench/staleness.h"
#include "ui/commands/command.h"
#include "ui/commands/command_search.h"
#include "ui/compare/differences_table.h"
#include "ui/diagnosis/experiment_row.h"
#include "ui/figures/figure_dialog.h"
#include "ui/figures/figure_file.h"
#include "ui/tuning/slider_track.h"
#include "ui/workbench/evidence_panel.h"
#include "ui/workbench/selection_page.h"
#include "ui/workbench/session_keeper.h"
#include "ui/workbench/status_line.h"
#include "ui/workbench/sweep_page.h"

#include <QDockWidget>
#include <QPushButton>
#include <QSlider>
#include <QTabBar>

#include <functional>

namespace counterpoint::test {

/// What a hand may do to the window, in every dock and dialog, drawn at random.
class RandomHand : protected RandomBench {
  protected:
    struct Action {
        const char* name;
        int weight;
        std::function<void()> act;
    };

    std::vector<Action> m_actions;

    // Files and dialogs --------------------------------------------------------------------------
    void openSomething() {
        switch (pick(6)) {
            case 0:
                return bench().openDemo(once(2));
            case 1:
                return window().askAndOpen({oneOf(m_files)->path()});
            case 2:
                return window().openFiles({m_folder.filePath(QStringLiteral("none.h5ad"))});
            case 3: {
                const QString kept = m_folder.filePath(QStringLiteral("kept.counterpoint"));
                if (QFile::exists(kept)) window().openFiles({kept});
                return;
            }
            default:
                return window().openFiles({oneOf(m_files)->path()});
        }
    }
    void exportFigure() {
        auto* dialog = window().exportFigure();
        if (dialog == nullptr) return;
        auto* what = dialog->findChild<QComboBox*>(QStringLiteral("figureChoice"));
        dialog->choose(pick(what->count()));
        const QStringList formats = figures::formats();
        const QString& format = formats[pick(int(formats.size()))];
        dialog->setFormat(format);
        dialog->setVision(static_cast<figures::Vision>(pick(2)));
        dialog->writeTo(m_folder.filePath(QStringLiteral("figure.") + format));
        dialog->close();
    }
    void runCommand() {
        std::vector<commands::Command> all = window().allCommands();
        std::erase_if(all, [](const commands::Command& one) {
            return !one.enabled || !one.run || one.title == QStringLiteral("Quit");
        });
        const commands::Command command = oneOf(all);
        note(command.group + QStringLiteral(" / ") + command.title);
        command.run();
    }
    void searchCommand() {
        auto& search = window().commandSearch();
        search.open(window().allCommands());
        const std::array words{"theme", "theta", "colour", "harmony", "select", "zzz"};
        search.field()->setText(QString::fromLatin1(oneOf(words)));
        QTest::keyClick(search.field(), once(2) ? Qt::Key_Return : Qt::Key_Escape);
    }

    static QString nameOf(const QWidget& widget) {
        const auto* button = qobject_cast<const QAbstractButton*>(&widget);
        if (!widget.accessibleName().isEmpty() || button == nullptr) return widget.accessibleName();
        return button->text();
    }
    /// Does to any control that can be seen what a hand would.
    void poke() {
        QList<QWidget*> controls;
        for (QWidget* widget : window().findChildren<QWidget*>()) {
            const bool takesHands = test::isControl(*widget) || qobject_cast<QTabBar*>(widget) ||
                                    qobject_cast<tuning::SliderTrack*>(widget) ||
                                    qobject_cast<scores::ScoreCard*>(widget);
            if (widget->isVisible() && widget->isEnabled() && takesHands) controls << widget;
        }
        if (controls.isEmpty()) return;
        QWidget* widget = controls[pick(int(controls.size()))];
        note(QStringLiteral("%1 %2").arg(QLatin1String(widget->metaObject()->className()),
                                         nameOf(*widget)));
        if (auto* combo = qobject_cast<QComboBox*>(widget)) {
            if (combo->count() == 0) return;
            combo->setCurrentIndex(pick(combo->count()));
            Q_EMIT combo->activated(combo->currentIndex());
        } else if (auto* slider = qobject_cast<QAbstractSlider*>(widget)) {
            slider->setValue(slider->minimum() + pick(slider->maximum() - slider->minimum() + 1));
        } else if (auto* tabs = qobject_cast<QTabBar*>(widget)) {
            tabs->setCurrentIndex(pick(tabs->count()));
        } else if (auto* spin = qobject_cast<QAbstractSpinBox*>(widget)) {
            spin->stepBy(once(2) ? 1 : -1);
        } else if (auto* field = qobject_cast<QLineEdit*>(widget)) {
            QTest::keyClicks(field, QStringLiteral("a1"));
            QTest::keyClick(field, once(2) ? Qt::Key_Return : Qt::Key_Escape);
        } else if (auto* list = qobject_cast<QAbstractItemView*>(widget)) {
            pokeList(*list);
        } else if (qobject_cast<tuning::SliderTrack*>(widget) != nullptr) {
            const std::array keys{Qt::Key_Left, Qt::Key_Right, Qt::Key_PageUp, Qt::Key_Home};
            for (int i = pick(3); i >= 0; --i) QTest::keyClick(widget, oneOf(keys));
        } else {
            QTest::mouseClick(widget, Qt::LeftButton);
        }
    }
    void pokeList(QAbstractItemView& list) {
        if (list.model() == nullptr || list.model()->rowCount() == 0) return;
        const QModelIndex row = list.model()->index(pick(list.model()->rowCount()),
                                                    pick(std::max(1, list.model()->columnCount())));
        list.scrollTo(row);
        QTest::mouseClick(list.viewport(), Qt::LeftButton, {}, list.visualRect(row).center());
        const std::array keys{Qt::Key_Return, Qt::Key_Space, Qt::Key_Down, Qt::Key_Delete};
        QTest::keyClick(&list, oneOf(keys));
    }
    void testMethod() {
        window().showEvidence();
        auto& page = window().evidence().page();
        if (page.experiments().empty()) return;
        if (auto* row = page.experimentRow(oneOf(page.experiments()).id)) {
            if (row->button()->isEnabled()) row->button()->click();
        }
    }
    void judgeLink() {
        const auto& links = window().evidence().page().evidence().links;
        if (!links.empty())
            Q_EMIT window().evidence().page().linkJudged(oneOf(links).id, pick(3) - 1);
    }
    void compare() {
        if (!window().isComparing()) return window().compareWith();
        switch (pick(4)) {
            case 0:
                return window().endCompare();
            case 1:
                return window().comparePage().swap();
            default:
                window().comparePage().setMode(static_cast<workbench::CompareMode>(pick(3)));
        }
    }
    void changeLooks() {
        switch (pick(3)) {
            case 0:
                return support::applyTheme(
                    *qApp, once(2) ? support::ThemeChoice::Dark : support::ThemeChoice::Light);
            case 1:
                return window().resize(1280 + pick(200), 800 + pick(120));
            default:
                for (auto* dock : window().findChildren<QDockWidget*>())
                    if (once(3)) dock->setVisible(once(3) ? !dock->isVisible() : true);
        }
    }
    void place() {
        const std::array layouts{"umap",          "umap",      "pca:1,2",
                                 "corrected:2,3", "pca:1,2,3", "obsm:X_line"};
        const std::string layout = oneOf(layouts);
        if (layout.starts_with("obsm") && !bench().dataset()->obsm.contains("X_line")) return;
        views().setPlacing(QString::fromStdString(layout));
    }

    void fillActions() {
        m_actions = {
            {"slider", 12, [this] { changeValue(!once(3)); }},
            {"undo", 6, [this] { bench().undo(); }},
            {"redo", 4, [this] { bench().redo(); }},
            {"stop", 4, [this] { bench().stop(); }},
            {"run", 4, [this] { bench().run(); }},
            {"method", 3,
             [this] { bench().setMethod(oneOf(m_driver.registry().methods())->info().id); }},
            {"roles", 4, [this] { changeRoles(); }},
            {"runs", 8, [this] { touchRuns(); }},
            {"hide", 6, [this] { hideSome(); }},
            {"select", 5, [this] { selectSome(); }},
            {"drag", 12, [this] { drag(); }},
            {"tool", 3, [this] { views().setTool(static_cast<embedding::Tool>(pick(3))); }},
            {"colour by", 8, [this] { colourBy(); }},
            {"sets", 5, [this] { touchSets(); }},
            {"layout of views", 3,
             [this] { views().setViewLayout(static_cast<workbench::ViewLayout>(pick(5))); }},
            {"place", 3, [this] { place(); }},
            {"dimensions", 2, [this] { views().setDimensions(2 + pick(2)); }},
            {"reembed", 3,
             [this] {
                 if (once(3)) return views().subset().leave();
                 views().reembedSelection();
             }},
            {"markers", 3, [this] { window().selectionPage().findMarkers(); }},
            {"compare", 5, [this] { compare(); }},
            {"sweep", 2, [this] { window().sweep().toggle(); }},
            {"value of the sweep", 2, [this] { window().sweep().take(pick(9)); }},
            {"stress test", 3, [this] { testMethod(); }},
            {"link", 2, [this] { judgeLink(); }},
            {"colour of a level", 2,
             [this] { bench().setColor("cell_type", "B", QColor::fromHsv(pick(360), 200, 200)); }},
            {"open", 3, [this] { openSomething(); }},
            {"save session", 2,
             [this] {
                 window().sessions().saveTo(m_folder.filePath(QStringLiteral("kept.counterpoint")));
             }},
            {"figure", 1, [this] { exportFigure(); }},
            {"looks", 4, [this] { changeLooks(); }},
            {"command", 14, [this] { runCommand(); }},
            {"search", 2, [this] { searchCommand(); }},
            {"poke", 24, [this] { poke(); }},
        };
    }

    void actOnce() {
        int all = 0;
        for (const Action& action : m_actions) all += action.weight;
        int at = pick(all);
        for (const Action& action : m_actions) {
            at -= action.weight;
            if (at >= 0) continue;
            note(QString::fromLatin1(action.name));
            action.act();
            return;
        }
    }
    /// Says what is waited for where it never comes, before the watchdog of Qt Test ends it all.
    void waitUntilSettled() {
        const bool settled = QTest::qWaitFor([&] { return m_driver.settled(); }, patience);
        QVERIFY2(settled,
                 qPrintable(QStringLiteral("running %1, opening %2, stale %3, status: %4, failure: "
                                           "%5, after: %6")
                                .arg(bench().isRunning())
                                .arg(bench().isOpening())
                                .arg(bench().isStale())
                                .arg(window().status().jobText(), bench().failure(), history())));
    }
};

}  // namespace counterpoint::test
