#pragma once

#include "tests/ui/workbench/driver.h"
#include "ui/charts/sweep_chart.h"
#include "ui/charts/trade_off_chart.h"
#include "ui/compare/differences_table.h"
#include "ui/data/data_panel.h"
#include "ui/diagnosis/verdict_gauge.h"
#include "ui/diagnosis/verdict_panel.h"
#include "ui/embedding/embedding_panel.h"
#include "ui/embedding/numbers.h"
#include "ui/metrics/score_board.h"
#include "ui/metrics/score_card.h"
#include "ui/runs/runs_table.h"
#include "ui/tuning/tuning_form.h"
#include "ui/workbench/compare_page.h"
#include "ui/workbench/runs_view.h"
#include "ui/workbench/sweep_page.h"
#include "ui/workbench/sweep_view.h"
#include "ui/workbench/verdict_view.h"
#include "ui/workbench/view_area.h"

#include <QComboBox>
#include <QStringList>

#include <algorithm>
#include <cmath>
#include <set>

/// Whether what the window shows is what the workbench says.
namespace counterpoint::test {

namespace staleness {

using workbench::MainWindow;
using workbench::Workbench;

inline bool same(double a, double b) {
    return a == b || (std::isnan(a) && std::isnan(b));
}

/// The controls show the settings.
inline void settings(MainWindow& window, QStringList& wrong) {
    const Workbench& bench = window.workbench();
    const pipeline::Settings& now = bench.settings();
    const auto* method = window.findChild<QComboBox*>(QStringLiteral("method"));
    if (method->currentData().toString().toStdString() != now.method)
        wrong << QStringLiteral("the method shown is another");
    if (window.tuningForm().values() != pipeline::completeMethodValues(now, bench.registry()))
        wrong << QStringLiteral("the sliders show other values");
    if (window.dataPanel().roles() != now.roles) wrong << QStringLiteral("other roles are shown");
}

/// Each view holds the cells that are to be seen, each selection cells that are there.
inline void cells(MainWindow& window, QStringList& wrong) {
    const auto& results = window.workbench().results();
    auto& views = window.views();
    const std::size_t all = results.cells ? results.cells->batch.size() : 0;
    const auto& selected = views.selection();
    if (results.cells && !selected.empty() && selected.back() >= all)
        wrong << QStringLiteral("cells are selected that are not there");
    const std::size_t rows = window.workbench().dataset()->cells();
    for (const selection::NamedSet& set : views.cellSelection().sets())
        if (!set.cells.empty() && set.cells.back() >= rows)
            wrong << QStringLiteral("a set holds cells of another file");

    std::set<std::size_t> hidden;
    for (const auto role : {datapanel::Role::Batch, datapanel::Role::Label}) {
        const data::Roles& roles = window.dataPanel().roles();
        const std::string& name = role == datapanel::Role::Batch ? roles.batch : roles.label;
        const data::Column* whole = window.workbench().dataset()->obs.find(name);
        const data::Column* column = results.cells ? results.cells->obs.find(name) : nullptr;
        if (whole == nullptr || column == nullptr) continue;
        const std::vector<std::string> levels = data::asCategories(*whole).levels;
        const data::Categories codes = data::asCategories(*column);
        const std::vector<int> unchecked = window.dataPanel().hidden(role);
        for (std::size_t cell = 0; cell < codes.size(); ++cell) {
            const std::int32_t code = codes.codes[cell];
            const auto at =
                code < 0 ? levels.end()
                         : std::ranges::find(levels, codes.levels[static_cast<std::size_t>(code)]);
            const int inFile = at == levels.end() ? -1 : static_cast<int>(at - levels.begin());
            if (std::ranges::find(unchecked, inFile) != unchecked.end()) hidden.insert(cell);
        }
    }
    const auto seen = views.seen().layout;
    if (!seen || !results.cells || !results.layout || seen->rows != all) return;
    std::size_t placed = 0;
    for (std::size_t cell = 0; cell < all; ++cell)
        if (std::isfinite((*seen)(cell, 0)) && !hidden.contains(cell)) ++placed;
    const QString expected = QStringLiteral("%1 cells").arg(embedding::grouped(placed));
    const bool before = views.viewLayout() == workbench::ViewLayout::BeforeAfter;
    for (std::size_t view = before ? 1 : 0; view < views.panelCount(); ++view) {
        const QString shown = views.panel(view).view().accessibleDescription();
        if (shown != expected)
            wrong << QStringLiteral("view %1 holds %2, not %3")
                         .arg(view)
                         .arg(shown.simplified(), expected.simplified());
    }
}

/// Scores and verdict are of the settings shown, or said to be older.
inline void judgement(MainWindow& window, QStringList& wrong) {
    const Workbench& bench = window.workbench();
    const pipeline::Results& results = bench.results();
    const bool rests = !bench.isRunning() && !bench.isOpening();
    for (const std::string& id : workbench::shownMetrics()) {
        const scores::CardState card = window.scoreBoard().state(id);
        const bool fresh =
            card.status == scores::CardStatus::Exact || card.status == scores::CardStatus::Preview;
        if (!fresh || !rests) continue;
        const QString name = QString::fromStdString(id);
        const auto found = results.scores.find(id);
        if (bench.isStale())
            wrong << name + QStringLiteral(" is of older settings and does not say so");
        else if (found == results.scores.end() || !same(card.value, found->second->scaled))
            wrong << name + QStringLiteral(" is not the one of the run");
    }
    if (!rests || window.isComparing()) return;
    const diagnosis::GaugeState gauge = window.verdict().gauge()->state();
    if (gauge.word == diagnosis::VerdictWord::None || gauge.stale) return;
    if (bench.isStale())
        wrong << QStringLiteral("the verdict is of older settings and does not say so");
    else if (!results.diagnosis || gauge.word != workbench::gaugeOf(*results.diagnosis).word)
        wrong << QStringLiteral("the verdict is not the one of the run");
}

/// The tables list what is kept, and what is on screen is among it.
inline void runs(MainWindow& window, QStringList& wrong) {
    Workbench& bench = window.workbench();
    const auto& kept = bench.history().runs();
    const auto& rows = window.runsTable().rows();
    for (const workbench::KeptRun& run : kept) {
        const auto row = std::ranges::find(rows, run.number, &runs::RunRow::id);
        if (row == rows.end())
            wrong << QStringLiteral("run %1 is not in the table").arg(run.number);
        else if (row->name != run.name || row->pinned != run.pinned)
            wrong << QStringLiteral("run %1 is listed otherwise").arg(run.number);
    }
    const workbench::KeptRun* current = bench.history().find(bench.currentRun());
    if (bench.currentRun() != 0 && current == nullptr)
        wrong << QStringLiteral("the run on screen is not kept");
    if (current != nullptr) {
        pipeline::Settings now = bench.settings();
        if (!bench.registry().method(now.method).info().takesCovariates)
            now.roles.covariates.clear();
        if (!(current->settings == now)) wrong << QStringLiteral("the run on screen is another");
    }
    if (!window.isComparing()) return;
    const workbench::ComparePage& page = window.comparePage();
    if ((page.first() == nullptr || page.second() == nullptr) &&
        !window.differences().rows().empty())
        wrong << QStringLiteral("differences of runs that are gone");
}

/// Dots are the kept runs, or said to be none or old; a sweep tells of what is set, or says that it
/// does not.
inline void tradeOff(MainWindow& window, QStringList& wrong) {
    Workbench& bench = window.workbench();
    const charts::TradeOffChart& chart = window.tradeOff();
    for (const charts::TradeOffRun& dot : chart.runs())
        if (dot.id != workbench::unintegratedRun && bench.history().find(dot.id) == nullptr)
            wrong << QStringLiteral("a dot of a run that is gone");
    const bool rests = !bench.isRunning() && !bench.isOpening();
    if (chart.now() && rests && (bench.currentRun() > 0 || bench.isStale() || chart.now()->stale))
        wrong << QStringLiteral("a dot of an answer that is not on screen");
    const auto& sweep = window.sweep().sweep();
    if (chart.sweep() && !sweep) wrong << QStringLiteral("the way of a sweep that is gone");
    if (!sweep) return;
    const bool differs =
        !workbench::changesSince(*sweep, bench.settings(), bench.registry()).isEmpty();
    if (window.sweep().chart().stale().isEmpty() == differs ||
        (chart.sweep() && chart.sweep()->stale.isEmpty() == differs))
        wrong << QStringLiteral("a sweep of other settings");
}

}  // namespace staleness

/// What is shown and not so, in words; empty when all is well.
inline QString whatIsStale(workbench::MainWindow& window) {
    QStringList wrong;
    if (window.workbench().dataset() == nullptr) return {};
    staleness::settings(window, wrong);
    staleness::cells(window, wrong);
    staleness::judgement(window, wrong);
    staleness::runs(window, wrong);
    staleness::tradeOff(window, wrong);
    return wrong.join(QStringLiteral("; "));
}

}  // namespace counterpoint::test
