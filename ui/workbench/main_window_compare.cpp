// The main window while two runs are compared, and the figures it exports.

#include "core/report/differences.h"
#include "core/report/methods_text.h"
#include "core/report/page.h"
#include "ui/charts/convergence_plot.h"
#include "ui/charts/sweep_chart.h"
#include "ui/charts/trade_off_chart.h"
#include "ui/compare/changes_list.h"
#include "ui/compare/differences_table.h"
#include "ui/diagnosis/verdict_panel.h"
#include "ui/figures/figure_dialog.h"
#include "ui/figures/painted_page.h"
#include "ui/metrics/score_board.h"
#include "ui/runs/runs_table.h"
#include "ui/support/dock_frame.h"
#include "ui/support/numbers.h"
#include "ui/workbench/colourings.h"
#include "ui/workbench/compare_page.h"
#include "ui/workbench/main_window.h"
#include "ui/workbench/page_names.h"
#include "ui/workbench/runs_on_page.h"
#include "ui/workbench/runs_view.h"
#include "ui/workbench/session_keeper.h"
#include "ui/workbench/setting_changes.h"
#include "ui/workbench/sweep_page.h"
#include "ui/workbench/verdict_view.h"
#include "ui/workbench/view_area.h"

#include <QStackedWidget>
#include <QTabBar>

#include <algorithm>
#include <array>
#include <cmath>

namespace counterpoint::workbench {

namespace {

using Says = report::Difference::Says;

QString conclusionOf(Says says) {
    switch (says) {
        case Says::FirstBetter:
            return MainWindow::tr("A better");
        case Says::SecondBetter:
            return MainWindow::tr("B better");
        case Says::NoDifference:
            return MainWindow::tr("no difference");
        case Says::NoInterval:
            break;
    }
    return MainWindow::tr("no interval");
}

std::vector<compare::DifferenceRow> rowsOf(const KeptRun& first, const KeptRun& second,
                                           const plugin::Registry& registry) {
    std::vector<compare::DifferenceRow> rows;
    for (const report::Difference& difference : report::differencesOf(
             first.results.scores, second.results.scores, shownMetrics(), registry)) {
        const bool batch = difference.family == plugin::MetricFamily::BatchRemoved;
        const Says says = difference.says();
        rows.push_back({batch ? MainWindow::tr("Batch removed") : MainWindow::tr("Biology kept"),
                        QString::fromStdString(difference.title),
                        QString::fromStdString(registry.metric(difference.id).info().help),
                        difference.first, difference.second, difference.change, difference.low,
                        difference.high, conclusionOf(says),
                        says == Says::FirstBetter || says == Says::SecondBetter});
    }
    return rows;
}

/// The cells that have a place, and the colours by which they are told apart.
figures::FigurePanel figurePanelOf(const embedding::Colouring& colouring,
                                   const data::Embedding& layout) {
    figures::FigurePanel panel;
    panel.title = colouring.title;
    panel.cells = layout.rows;
    for (std::size_t cell = 0; cell < layout.rows; ++cell)
        if (std::isfinite(layout(cell, 0))) ++panel.points;
    for (const embedding::LegendEntry& entry : colouring.legend)
        panel.categories.push_back({entry.name, entry.color});
    return panel;
}

/// A chart as it is in the window, drawn anew for the page.
QByteArray chartOnPage(charts::Plot& chart, const report::PageOptions& options) {
    return figures::paintedPage({.textSize = charts::Plot::paperText,
                                 .least = charts::Plot::leastOnPaper,
                                 .paint =
                                     [&](QPainter& painter, const QSizeF& size) {
                                         chart.paintOnPaper(painter, size,
                                                            QString::fromStdString(options.font));
                                     }},
                                options);
}

/// Why what is on screen is not what a run came to, in sentences.
QStringList cautionsOf(const Workbench& bench) {
    QStringList cautions;
    const pipeline::Results& results = bench.results();
    if (bench.isStale())
        cautions << MainWindow::tr("Of older settings: wait until they are computed");
    else if (!results.layoutSettled)
        cautions << MainWindow::tr("A preview: the cells have not come to rest");
    if (std::ranges::any_of(results.scores, [](const auto& entry) { return !entry.second->exact; }))
        cautions << MainWindow::tr("Some scores are from a sample of cells");
    return cautions;
}

}  // namespace

bool MainWindow::isComparing() const {
    return m_centre != nullptr && m_centre->currentWidget() == m_compare;
}

void MainWindow::compareRuns(int first, int second) {
    beginCompare();
    m_compare->compare(first, second);
}

void MainWindow::beginCompare() {
    m_centre->setCurrentWidget(m_compare);
    m_runTabs->setTabVisible(m_runPages->indexOf(m_differences), true);
    m_runTabs->updateGeometry();  // which showing a tab does not tell the head
    showRunPage(m_differences);
    m_compareAction->setChecked(true);
    m_scores->hide();
    m_changes->show();
}

void MainWindow::compareWith(int other) {
    const auto& runs = m_workbench->history().runs();
    m_compareAction->setChecked(false);
    if (runs.size() < 2) return;
    int current = m_workbench->currentRun();
    if (current == 0) current = runs.back().number;
    if (other <= 0) other = m_runs->selectedRun();
    if (other <= 0 || other == current)
        for (const KeptRun& run : runs)
            if (run.number != current) other = run.number;  // the newest of the others
    compareRuns(current, other);
}

void MainWindow::endCompare() {
    if (!isComparing()) return;
    m_centre->setCurrentWidget(m_views);
    showRunPage(m_runs);
    m_runTabs->setTabVisible(m_runPages->indexOf(m_differences), false);
    m_runTabs->updateGeometry();
    m_compareAction->setChecked(false);
    m_runs->setCompared(-1, -1);
    m_changes->hide();
    m_scores->show();
    showVerdict();
    if (!m_workbench->isRunning()) markOld();
    showPopulations();
    showScoresTag();
    showRuns();
    rememberArrangement();
}

void MainWindow::showComparison() {
    const KeptRun* first = m_compare->first();
    const KeptRun* second = m_compare->second();
    if (!isComparing() || first == nullptr || second == nullptr) {
        m_differences->setRows({});
        return;
    }
    m_differences->setRows(rowsOf(*first, *second, m_registry));
    m_runs->setCompared(first->number, second->number);
    m_scoresHead->setSubtitle(tr("A and B, all cells"));

    diagnosis::GaugeState gauge;
    diagnosis::VerdictText text;
    for (const auto& [run, letter] :
         {std::pair(first, QStringLiteral("A")), std::pair(second, QStringLiteral("B"))}) {
        if (!run->results.diagnosis) continue;
        diagnosis::GaugeState one = gaugeOf(*run->results.diagnosis);
        gauge.word = one.word;
        gauge.several.push_back(one.word);
        for (diagnosis::GaugeMark& mark : one.marks) {
            mark.label = letter;
            gauge.marks.push_back(mark);
        }
    }
    if (first->results.diagnosis && second->results.diagnosis &&
        first->results.diagnosis->verdict != second->results.diagnosis->verdict)
        gauge.word = diagnosis::VerdictWord::None;  // each mark stands in a band of its own
    m_changes->setChanges(changesBetween(first->settings, second->settings, m_registry));
    for (const auto& [run, letter] :
         {std::pair(first, QStringLiteral("A")), std::pair(second, QStringLiteral("B"))})
        if (run->results.diagnosis && !run->results.diagnosis->sentences.empty())
            text.claims.push_back(claimOfRun(*run->results.diagnosis, letter,
                                             gauge.word != diagnosis::VerdictWord::None));
    m_verdict->setVerdict(gauge, text);
    showPopulations();
    showTradeOff();
}

std::vector<figures::FigureChoice> MainWindow::figureChoices() {
    std::vector<figures::FigureChoice> choices;
    const pipeline::Results results = m_workbench->results();
    const pipeline::Settings settings = m_workbench->settings();
    const auto name = QString::fromStdString(results.dataset->name);
    // What is drawn is kept by the panels' owners, which the functions hold.
    struct Map {
        embedding::Colouring colouring;
        std::shared_ptr<const data::Embedding> layout;
        std::array<std::string, 2> axes;
        std::vector<report::SpaceAxis> space;
        bool nameable = false;  ///< names of categories can stand on the cells
        report::PagePanel panel() const {
            report::PagePanel panel;
            panel.title = colouring.title.toStdString();
            panel.axes = axes;
            panel.space = space;
            panel.points = {layout.get(), colouring.perCell, colouring.order};
            for (const embedding::LegendEntry& entry : colouring.legend)
                panel.legend.push_back({entry.name.toStdString(), entry.color.rgb()});
            if (colouring.range) panel.range = {colouring.range->low, colouring.range->high};
            if (nameable)
                panel.names = [this](const report::MapFrame& frame, const report::Square& square,
                                     const report::PageOptions& options) {
                    return namesOnPage(colouring, *layout, frame, square, options);
                };
            return panel;
        }
    };
    const ViewArea::Seen seen = m_views->seen();
    const QStringList cautions = cautionsOf(*m_workbench);
    const auto add = [&](const QString& title, const QString& id, const std::vector<QString>& keys,
                         bool withScores) {
        auto maps = std::make_shared<std::vector<Map>>();
        for (const QString& key : keys) {
            const auto colouring = m_views->colouringOf(key).value_or(embedding::Colouring());
            // A gene may still be on its way.
            if (seen.layout && colouring.cells() == seen.layout->rows)
                maps->push_back(
                    {colouring, seen.layout, seen.axes, seen.space, m_views->canShowNames(key)});
        }
        if (maps->size() < keys.size()) return;
        std::vector<figures::FigurePanel> shown;
        for (const Map& map : *maps) shown.push_back(figurePanelOf(map.colouring, *map.layout));
        const auto panels = [maps] {
            std::vector<report::PagePanel> all;
            for (const Map& map : *maps) all.push_back(map.panel());
            return all;
        };
        choices.push_back({id, title, name + u'_' + id,
                           QString::fromStdString(report::captionOf(panels(), withScores, results,
                                                                    settings, m_registry)),
                           true,
                           [this, panels, results, withScores](const report::PageOptions& options) {
                               return QByteArray::fromStdString(report::pageSvg(
                                   panels(), options, withScores ? &results : nullptr, m_registry));
                           },
                           std::move(shown), cautions});
    };
    const QString left = m_views->colourKey(0);
    const QString right = m_views->colourKey(m_views->panelCount() > 1 ? 1 : 0);
    add(tr("Both maps"), QStringLiteral("maps"), {left, right}, false);
    add(tr("Both maps and scores"), QStringLiteral("maps_scores"), {left, right}, true);
    add(tr("Left map"), QStringLiteral("left"), {left}, false);
    add(tr("Right map"), QStringLiteral("right"), {right}, false);
    add(tr("Scores"), QStringLiteral("scores"), {}, true);
    const auto addPart = [&](const QString& title, const QString& id, const QString& caption,
                             std::function<QByteArray(const report::PageOptions&)> draw) {
        choices.push_back(
            {id, title, name + u'_' + id, caption, false, std::move(draw), {}, cautions});
    };
    const auto addChart = [&](const QString& title, const QString& id, charts::Plot& chart,
                              const QString& caption) {
        if (!chart.isEmpty())
            addPart(title, id, caption, [&chart](const report::PageOptions& options) {
                return chartOnPage(chart, options);
            });
    };
    addChart(
        tr("Trade-off"), QStringLiteral("tradeoff"), *m_tradeOff,
        tr("Batch removed against biology kept, one dot a run, joined in time; the square is the "
           "unintegrated data."));
    if (m_sweep->hasSweep())
        addChart(tr("Sweep"), QStringLiteral("sweep"), m_sweep->chart(), m_sweep->sentence());
    addChart(tr("Convergence"), QStringLiteral("convergence"), *m_convergence,
             tr("Objective of the integration by round."));
    addPart(tr("Runs table"), QStringLiteral("runs"),
            tr("All runs with their scores; ovals are coloured against the other runs, 1 is best."),
            [this](const report::PageOptions& options) {
                return QByteArray::fromStdString(
                    report::tableSvg(runsOnPage(m_runs->contents()), options));
            });
    return choices;
}

figures::FigureDialog* MainWindow::exportFigure() {
    const pipeline::Results& results = m_workbench->results();
    if (!results.layout || !results.cells) return nullptr;
    auto* dialog = new figures::FigureDialog(
        figureChoices(),
        QString::fromStdString(report::provenanceOf(results, m_workbench->settings(),
                                                    m_workbench->source().checksum.toStdString(),
                                                    m_registry)),
        QString::fromStdString(report::methodsText(results, m_workbench->settings(), m_registry)),
        figures::settingsFrom(m_figureSettings), this);
    connect(dialog, &figures::FigureDialog::settingsChanged, this,
            [this](const figures::FigureSettings& settings) {
                m_figureSettings = figures::toText(settings);
                m_sessions->touch();
            });
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
    return dialog;
}

}  // namespace counterpoint::workbench
