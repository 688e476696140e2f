#pragma once

#include "core/pipeline/chain.h"
#include "tests/ui/workbench/controls.h"
#include "tests/ui/workbench/dialogs.h"
#include "tests/ui/workbench/hand.h"
#include "tests/ui/workbench/staleness.h"
#include "ui/commands/command.h"
#include "ui/commands/command_search.h"
#include "ui/compare/differences_table.h"
#include "ui/data/category_tree.h"
#include "ui/diagnosis/experiment_row.h"
#include "ui/figures/figure_dialog.h"
#include "ui/figures/figure_file.h"
#include "ui/tuning/slider_track.h"
#include "ui/workbench/evidence_panel.h"
#include "ui/workbench/selection_page.h"
#include "ui/workbench/session_keeper.h"
#include "ui/workbench/sweep_page.h"

#include <QDockWidget>
#include <QPushButton>
#include <QRandomGenerator>
#include <QSlider>
#include <QTabBar>
#include <QWheelEvent>

#include <deque>
#include <functional>

/// What a hand may do to the window, in every dock and dialog, drawn at random.
namespace counterpoint::test {

class RandomHand {
  protected:
    struct Action {
        const char* name;
        int weight;
        std::function<void()> act;
    };

    test::WindowDriver m_driver;
    QTemporaryDir m_folder;
    std::vector<std::unique_ptr<test::MadeFile>> m_files;
    QRandomGenerator m_random;
    std::vector<Action> m_actions;
    workbench::Workbench* m_watched = nullptr;
    /// What undo must come back to.
    pipeline::Settings m_first;
    session::LevelColors m_firstColors;

    workbench::MainWindow& window() { return *m_driver.window; }
    workbench::Workbench& bench() { return m_driver.bench(); }
    workbench::ViewArea& views() { return window().views(); }
    int pick(int count) { return count > 0 ? static_cast<int>(m_random.bounded(count)) : 0; }
    bool once(int in) { return pick(in) == 0; }
    template <class List>
    auto& oneOf(List& list) {
        return list[static_cast<std::size_t>(pick(static_cast<int>(list.size())))];
    }

    static int numberFromEnvironment(const char* name, int otherwise) {
        bool isNumber = false;
        const int number = qEnvironmentVariableIntValue(name, &isNumber);
        return isNumber ? number : otherwise;
    }

    /// Made cells with a second batch column, one that is not known of every cell, a number and a
    /// layout of the file's own.
    static void addColumns(data::Dataset& made) {
        const std::size_t cells = made.cells();
        data::Categories lane{std::vector<std::int32_t>(cells), {"l1", "l2"}, false};
        data::Categories site{std::vector<std::int32_t>(cells), {"s1", "s2", "s3"}, false};
        std::vector<double> depth(cells);
        for (std::size_t i = 0; i < cells; ++i) {
            lane.codes[i] = i % 5 < 2 ? 0 : 1;
            site.codes[i] = i % 11 == 0 ? -1 : static_cast<std::int32_t>(i % 3);
            depth[i] = static_cast<double>(i % 13) / 13.0;
        }
        made.obs.set({"lane", lane});
        made.obs.set({"site", site});
        made.obs.set({"depth", depth});
    }
    static data::Embedding line(std::size_t cells) {
        data::Embedding map(cells, 2);
        for (std::size_t i = 0; i < cells; ++i) {
            map(i, 0) = static_cast<float>(i);
            map(i, 1) = static_cast<float>(i % 7);
        }
        return map;
    }

    // Settings ---------------------------------------------------------------------------------
    void changeValue(bool live) {
        plugin::Values values =
            pipeline::completeMethodValues(bench().settings(), m_driver.registry());
        for (const plugin::Parameter& parameter :
             m_driver.registry().method(bench().settings().method).info().parameters) {
            if (parameter.kind != plugin::ParameterKind::Real || !once(2)) continue;
            if (!std::holds_alternative<double>(values[parameter.key])) continue;
            values[parameter.key] =
                parameter.minimum + (parameter.maximum - parameter.minimum) * pick(9) / 8.0;
            break;
        }
        bench().setMethodValues(values, live);
    }
    void changeRoles() {
        const std::vector<std::string> batches{"batch", "lane"};
        const std::vector<std::string> labels{"cell_type", "", "site"};
        data::Roles roles = bench().settings().roles;
        switch (pick(4)) {
            case 0:
                roles.batch = oneOf(batches);
                break;
            case 1:
                roles.label = oneOf(labels);
                break;
            case 2:
                roles.keepApart = roles.keepApart.empty() ? "lane" : "";
                break;
            default:
                roles.moreBatches.clear();
                if (roles.batch == "batch" && once(2)) roles.moreBatches = {"lane"};
        }
        for (const std::string* used : {&roles.batch, &roles.label, &roles.keepApart})
            if (!used->empty() && bench().dataset()->obs.find(*used) == nullptr) return;
        if (roles.keepApart == roles.batch || roles.label == roles.batch) return;
        bench().setRoles(roles);
    }
    void touchRuns() {
        const auto& runs = bench().history().runs();
        if (runs.empty()) return;
        const int number = oneOf(runs).number;
        switch (pick(6)) {
            case 0:
                return bench().pinRun(number, once(2));
            case 1:
                return bench().renameRun(number, QStringLiteral("run %1").arg(pick(100)));
            case 2:
                return Q_EMIT window().runsTable().restoreRequested(number);
            case 3:
                return Q_EMIT window().runsTable().compareRequested(number);
            case 4:
                return window().runsTable().selectRun(number);
            default:
                if (runs.size() > 3) bench().history().remove(number);
        }
    }

    // Cells ------------------------------------------------------------------------------------
    void hideSome() {
        auto* tree = window().dataPanel().tree();
        const QModelIndex section = tree->model()->index(pick(tree->model()->rowCount()), 0);
        const QModelIndex row = section.siblingAtColumn(0);
        const int children = tree->model()->rowCount(row);
        if (children == 0) return;
        const QModelIndex child = tree->model()->index(pick(children), 0, row);
        if (once(3)) {
            tree->scrollTo(child);
            QTest::mouseDClick(tree->viewport(), Qt::LeftButton, {},
                               tree->visualRect(child).center());
        } else {
            tree->scrollTo(child);
            const QRect place = tree->visualRect(child);
            QTest::mouseClick(tree->viewport(), Qt::LeftButton, {},
                              {place.left() + 6, place.center().y()});
        }
    }
    void selectSome() {
        const auto& cells = bench().results().cells;
        if (!cells) return;
        std::vector<std::uint32_t> chosen;
        for (std::uint32_t i = 0; i < cells->batch.size(); ++i)
            if (once(7)) chosen.push_back(i);
        views().select(std::move(chosen), QStringLiteral("some"));
    }
    /// The pointer in a view: drags with whatever the left button does, turns the wheel, points.
    void drag() {
        auto& view =
            views().panel(static_cast<std::size_t>(pick(int(views().panelCount())))).view();
        if (!view.isVisible()) return;
        const auto place = [&] {
            return QPoint(pick(std::max(1, view.width())), pick(std::max(1, view.height())));
        };
        if (once(4)) {
            const QPoint at = place();
            QWheelEvent turn(at, view.mapToGlobal(at), {}, {0, once(2) ? 120 : -120}, Qt::NoButton,
                             Qt::NoModifier, Qt::NoScrollPhase, false);
            QCoreApplication::sendEvent(&view, &turn);
            return;
        }
        const std::array modifiers{Qt::NoModifier, Qt::ShiftModifier, Qt::AltModifier};
        const Qt::KeyboardModifiers held = oneOf(modifiers);
        QTest::mousePress(&view, Qt::LeftButton, held, place());
        for (int i = pick(6); i >= 0; --i) QTest::mouseMove(&view, place());
        QTest::mouseRelease(&view, Qt::LeftButton, held, place());
        if (once(5)) QTest::mouseDClick(&view, Qt::LeftButton, {}, place());
    }
    void colourBy() {
        const auto place = static_cast<std::size_t>(pick(int(views().panelCount())));
        auto choices = views().colourings().choices();
        const auto& genes = views().colourings().geneSearch();
        if (once(3) && genes.size() > 2) {
            const auto gene = [&] {
                return genes.name(static_cast<std::uint32_t>(pick(int(genes.size()))));
            };
            const std::array kinds{workbench::geneKey(gene()),
                                   QStringLiteral("genes:%1\t%2\t%3").arg(gene(), gene(), gene()),
                                   QStringLiteral("blend:%1\t%2").arg(gene(), gene())};
            views().setColourKey(place, oneOf(kinds));
        } else if (!choices.empty()) {
            views().setColourKey(place, oneOf(choices).key);
        }
    }
    void touchSets() {
        auto& selection = views().cellSelection();
        const auto& sets = selection.sets();
        switch (pick(5)) {
            case 0:
                if (!selection.cells().empty()) selection.keep(QStringLiteral("set"));
                break;
            case 1:
                if (!sets.empty()) selection.rename(oneOf(sets).id, QStringLiteral("renamed"));
                break;
            case 2:
                if (sets.size() > 2) selection.remove(oneOf(sets).id);
                break;
            case 3:
                if (!sets.empty()) {
                    const selection::NamedSet set = oneOf(sets);
                    selection.select(selection.cellsOf(set), set.name);
                }
                break;
            default:
                views().invertSelection();
        }
    }

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

    std::deque<QString> m_last;
    void note(const QString& what) {
        m_last.push_back(what);
        if (m_last.size() > 16) m_last.pop_front();
        if (qEnvironmentVariableIsSet("COUNTERPOINT_SOAK_LOG")) {
            std::fprintf(stderr, "  %s\n", qPrintable(what));
        }
    }
    QString history() const {
        QStringList all;
        for (const QString& one : m_last) all << one;
        return all.join(QStringLiteral(", "));
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
    void waitUntilSettled() { QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), 5 * patience); }
};

}  // namespace counterpoint::test
