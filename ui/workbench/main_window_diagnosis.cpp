// The dock of the diagnosis: scores, verdict and evidence, populations, trade-off and convergence.
#include "core/report/populations.h"
#include "ui/charts/convergence_plot.h"
#include "ui/charts/trade_off_chart.h"
#include "ui/diagnosis/verdict_panel.h"
#include "ui/metrics/population_table.h"
#include "ui/metrics/score_board.h"
#include "ui/support/dock_frame.h"
#include "ui/support/numbers.h"
#include "ui/support/theme.h"
#include "ui/workbench/compare_page.h"
#include "ui/workbench/main_window.h"
#include "ui/workbench/plot_pages.h"
#include "ui/workbench/preview.h"
#include "ui/workbench/session_keeper.h"
#include "ui/workbench/sweep_page.h"
#include "ui/workbench/sweep_view.h"
#include "ui/workbench/trade_off_view.h"
#include "ui/workbench/verdict_view.h"
#include "ui/workbench/view_area.h"

#include <QDockWidget>
#include <QTabBar>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace counterpoint::workbench {

namespace {

/// What the numbers rest on: all cells or a sample, all neighbours or as many as were found.
QString coverageText(const pipeline::Results& results) {
    if (!results.cells) return {};
    const bool sampled =
        std::ranges::any_of(results.scores, [](const auto& entry) { return !entry.second->exact; });
    QString text = sampled ? MainWindow::tr("sampled in part") : MainWindow::tr("all cells, exact");
    if (results.neighbors && !results.neighbors->exact)
        text = MainWindow::tr("%1, %2 of the neighbours found")
                   .arg(sampled ? text : MainWindow::tr("all cells"),
                        support::percent(results.neighbors->recall));
    return text;
}

}  // namespace

void MainWindow::showScores() {
    const pipeline::Results& results = m_workbench->results();
    for (const auto& [id, score] : results.scores) {
        const auto in = [&id = id](const pipeline::Scores& others) {
            const auto found = others.find(id);
            return found == others.end() ? nullptr : found->second.get();
        };
        m_scores->setState(id,
                           scores::cardStateOf(*score, in(results.baseline), in(results.shuffled)));
    }
    if (results.integration && results.integration != m_shownIntegration) {
        m_shownIntegration = results.integration;
        showConvergence();
    }
    // What was on its way when a method was chosen that waits is of the method before.
    showVerdict();
    if (!m_workbench->isRunning()) markOld();
    showNow();
    // Counting cells by population is not for every frame of a moving map.
    PopulationSources sources{results.cells, results.scores, results.diagnosis};
    if (sources != m_shownPopulations) showPopulations();
    m_shownPopulations = std::move(sources);
    showScoresTag();
}

void MainWindow::showVerdict() {
    if (isComparing()) return;  // the gauge shows A and B
    const auto& found = m_workbench->results().diagnosis;
    if (!found) return;  // not yet: the one of before stays, marked stale
    const bool moved = m_exactDiagnosis && m_exactDiagnosis != found && m_live;
    m_verdict->setVerdict(gaugeOf(*found, moved ? m_exactDiagnosis.get() : nullptr),
                          textOf(*found));
}

void MainWindow::markOld() {
    if (!m_workbench->isStale()) return;
    const QString& failure = m_workbench->failure();
    if (failure.isEmpty())
        m_scores->markStale();
    else
        m_scores->markFailed(failure);
    if (isComparing()) return;  // the gauge shows A and B
    if (failure.isEmpty())
        m_verdict->markStale();
    else
        m_verdict->setFailure(failure);
}

void MainWindow::selectClaim(int claim) {
    const auto& found = m_workbench->results().diagnosis;
    if (!found || claim < 0 || static_cast<std::size_t>(claim) >= found->sentences.size()) return;
    const diagnose::Sentence& sentence = found->sentences[static_cast<std::size_t>(claim)];
    m_views->select(sentence.cells, support::sentence(QString::fromStdString(sentence.phrase)));
}

void MainWindow::showEvidence(bool shown) {
    m_scoresDock->show();
    m_scoresDock->raise();
    m_diagnosisTabs->setCurrentIndex(shown ? 1 : 0);
}

std::vector<scores::PopulationRow> MainWindow::populationsOf(const pipeline::Results& results,
                                                             const data::Roles& roles) const {
    const data::Categories& label = *results.cells->label;
    const auto colors = m_views->colourings().colorsOf(roles.label, label.levels);
    std::map<std::string, QColor> colorOf;
    for (std::size_t level = 0; level < colors.size(); ++level)
        colorOf[label.levels[level]] = colors[level];
    std::vector<scores::PopulationRow> rows;
    for (const report::Population& population :
         report::populationsOf(*results.cells, results.scores))
        rows.push_back({.name = QString::fromStdString(population.name),
                        .color = colorOf[population.name],
                        .cells = static_cast<qint64>(population.cells),
                        .batches = static_cast<int>(population.batches),
                        .cilisi = population.cilisi,
                        .kbet = population.kbet,
                        .asw = population.asw});
    if (results.diagnosis) addVerdicts(rows, *results.diagnosis);
    return rows;
}

/// The populations of B beside those of A, largest loss first; false where there is nothing to
/// compare them by.
bool MainWindow::showComparedPopulations() {
    const KeptRun* first = m_compare->first();
    const KeptRun* second = m_compare->second();
    const auto isJudged = [](const KeptRun* run) {
        return run != nullptr && run->results.cells && run->results.cells->label &&
               run->results.diagnosis && run->results.scores.contains("asw_label");
    };
    if (!isJudged(first) || !isJudged(second) ||
        first->settings.roles.label != second->settings.roles.label)
        return false;
    std::map<QString, double> before;
    for (const scores::PopulationRow& row : populationsOf(first->results, first->settings.roles))
        before[row.name] = row.kept;
    std::vector<scores::PopulationRow> rows =
        populationsOf(second->results, second->settings.roles);
    for (scores::PopulationRow& row : rows)
        if (const auto found = before.find(row.name); found != before.end())
            row.keptInOther = found->second;
    m_plots->setBelowOffered(true);
    m_populationsFrame->head()->setSubtitle(tr("own neighbours kept, largest loss first"));
    m_populationTabs->hide();
    m_populations->setRows(std::move(rows));
    m_populations->setView(scores::PopulationView::Compared);
    return true;
}

void MainWindow::showPopulations() {
    if (isComparing() && showComparedPopulations()) return;
    m_populations->setView(static_cast<scores::PopulationView>(m_populationTabs->currentIndex()));
    const pipeline::Results& results = m_workbench->results();
    m_plots->setBelowOffered(results.cells && (results.cells->label || results.diagnosis));
    if (!results.cells) return;
    m_populationsFrame->head()->setSubtitle(
        results.cells->label ? tr("worst first") : tr("on clusters found in each batch"));
    if (!results.cells->label) {
        if (results.diagnosis) m_populations->setRows(provisionalRows(*results.diagnosis));
        showPopulationTabs();
        return;
    }
    if (!results.scores.contains("asw_label")) return;
    m_populations->setRows(populationsOf(results, m_workbench->settings().roles));
    showPopulationTabs();
}

/// Views without anything to show are not offered; warnings are seen before a view is chosen.
void MainWindow::showPopulationTabs() {
    using scores::PopulationRow;
    const auto& rows = m_populations->rows();
    const auto offer = [&](scores::PopulationView view, double PopulationRow::*value,
                           bool PopulationRow::*warns, const QString& name) {
        const int tab = static_cast<int>(view);
        const bool known = std::ranges::any_of(
            rows, [&](const PopulationRow& row) { return !std::isnan(row.*value); });
        const auto warnings =
            std::ranges::count_if(rows, [&](const PopulationRow& row) { return row.*warns; });
        // What a live answer does not ask comes back with the settled one.
        const bool shown = known || (m_workbench->isStale() && m_populationTabs->isTabVisible(tab));
        // Told again what it is, the bar forgets to place its tabs anew.
        if (shown != m_populationTabs->isTabVisible(tab))
            m_populationTabs->setTabVisible(tab, shown);
        m_populationTabs->setTabText(
            tab, warnings > 0 ? QStringLiteral("%1 ⚠ %2").arg(name).arg(warnings) : name);
    };
    offer(scores::PopulationView::Markers, &PopulationRow::markers, &PopulationRow::faint,
          tr("Markers"));
    offer(scores::PopulationView::Condition, &PopulationRow::apartNow, &PopulationRow::mixedAway,
          tr("Condition"));
    bool choice = false;
    for (int tab = 1; tab < m_populationTabs->count(); ++tab)
        choice = choice || m_populationTabs->isTabVisible(tab);
    m_populationTabs->setVisible(choice);
    m_populationTabs->updateGeometry();  // which hiding a tab does not tell the head
    if (!m_populationTabs->isTabVisible(m_populationTabs->currentIndex()))
        m_populationTabs->setCurrentIndex(0);
}

void MainWindow::showTradeOff() {
    const bool comparing = isComparing();
    m_tradeOff->setRuns(tradeOffRuns(
        m_workbench->history(), m_registry,
        {comparing ? m_compare->first() : nullptr, comparing ? m_compare->second() : nullptr}));
    const int current = m_workbench->currentRun();
    m_tradeOff->setCurrentRun(current > 0 && !comparing ? current : -1);
    showNow();
}

/// Where the answer to a hand on a slider stands among the runs.
void MainWindow::showNow() {
    const auto& results = m_workbench->results();
    const bool isOld = m_workbench->isRunning() && results.integration == m_shownBefore;
    std::optional<charts::TradeOffNow> now;
    if (!isComparing()) now = tradeOffNow(*m_workbench, isOld, m_tradeOff->now());
    if (now != m_tradeOff->now()) m_tradeOff->setNow(std::move(now));
}

void MainWindow::showSweep() {
    std::optional<charts::TradeOffSweep> way;
    if (const auto& sweep = m_sweep->sweep())
        way = wayOf(*sweep, m_workbench->settings(), m_registry);
    m_tradeOff->setSweep(std::move(way));
    m_sessions->touch();
}

void MainWindow::showConvergence() {
    std::vector<charts::ObjectiveRound> rounds;
    for (const plugin::ObjectivePoint& point : m_workbench->results().integration->objective) {
        charts::ObjectiveRound round{point.round, point.total, {}};
        for (const auto& [name, value] : point.terms)
            round.terms.emplace_back(QString::fromStdString(name), value);
        for (const auto& [name, value] : point.beside)
            if (name == "held out") round.terms.emplace_back(tr("held out"), value);
        rounds.push_back(std::move(round));
    }
    m_convergence->setRounds(std::move(rounds));
}

void MainWindow::selectPopulation(const QString& name) {
    const pipeline::Results& results = m_workbench->results();
    if (!results.cells) return;
    std::vector<std::uint32_t> cells;
    if (results.cells->label) {
        const data::Categories& label = *results.cells->label;
        for (std::size_t cell = 0; cell < label.size(); ++cell)
            if (label.codes[cell] >= 0 &&
                label.levels[static_cast<std::size_t>(label.codes[cell])] == name.toStdString())
                cells.push_back(static_cast<std::uint32_t>(cell));
    } else if (results.diagnosis) {
        cells = cellsOfPopulation(*results.diagnosis, name);
    }
    m_views->select(std::move(cells), name);
}

void MainWindow::showScoresTag() {
    const bool stale = m_workbench->isStale() && m_workbench->results().layout != nullptr;
    for (support::DockHead* head : {m_scoresHead, m_populationsFrame->head()}) {
        if (m_workbench->isRunning() && m_live)
            head->setTag(tr("live"));
        else if (!m_workbench->failure().isEmpty())
            head->setTag(tr("failed"), &support::Theme::error, &support::Theme::errorSoft);
        else if (stale && !m_workbench->isRunning())
            head->setTag(tr("stale"), &support::Theme::second, &support::Theme::track);
        else if (isPreview(m_workbench->results()))
            head->setTag(tr("preview"));
        else
            head->setTag({});
    }
    if (isComparing())
        m_scoresHead->setSubtitle(tr("A and B, all cells"));
    else
        m_scoresHead->setSubtitle(m_workbench->isStale() ? QString()
                                                         : coverageText(m_workbench->results()));
}

}  // namespace counterpoint::workbench
