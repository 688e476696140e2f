#pragma once

#include "core/pipeline/chain.h"
#include "tests/ui/workbench/dialogs.h"
#include "tests/ui/workbench/hand.h"
#include "ui/data/category_tree.h"
#include "ui/data/data_panel.h"
#include "ui/embedding/embedding_panel.h"
#include "ui/runs/runs_table.h"
#include "ui/workbench/view_area.h"

#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QWheelEvent>

#include <deque>

namespace counterpoint::test {

/// The window a random hand works on: what chance chooses, what was done last, and what a hand may
/// do to settings, runs and cells.
class RandomBench {
  protected:
    test::WindowDriver m_driver;
    QTemporaryDir m_folder;
    std::vector<std::unique_ptr<test::MadeFile>> m_files;
    QRandomGenerator m_random;
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
        // The window offers only the columns there are; the demo has fewer.
        std::vector<std::string> used{roles.batch, roles.label, roles.keepApart};
        used.insert(used.end(), roles.moreBatches.begin(), roles.moreBatches.end());
        for (const std::string& column : used)
            if (!column.empty() && bench().dataset()->obs.find(column) == nullptr) return;
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
};

}  // namespace counterpoint::test
