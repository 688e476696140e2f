#include "ui/workbench/run_history.h"

#include <algorithm>

namespace counterpoint::workbench {

namespace {

/// What a kept run holds on to: not the neighbours, matrices and graphs, which are large.
pipeline::Results lightened(const pipeline::Results& results) {
    pipeline::Results kept = results;
    kept.filtered.reset();
    kept.expression.reset();
    kept.variableGenes.reset();
    kept.pca.reset();
    kept.integration.reset();
    kept.neighbors.reset();
    kept.protection.reset();
    return kept;
}

/// What only this run holds: parts shared with others are counted nowhere.
std::size_t sizeOf(const KeptRun& run) {
    std::size_t bytes = 0;
    if (run.results.layout) bytes += run.results.layout->values.size() * sizeof(float);
    for (const auto& [id, score] : run.results.scores)
        bytes += score->perCell.size() * sizeof(float);
    if (const auto& found = run.results.diagnosis)
        bytes += found->perCell.ownLoss.size() * (3 * sizeof(float) + 2 * sizeof(std::int32_t));
    return bytes;
}

/// Keeps the numbers, not the values per cell.
void letGo(KeptRun& run) {
    run.results.layout.reset();
    run.results.cells.reset();
    for (auto& [id, score] : run.results.scores) {
        auto summary = std::make_shared<plugin::Score>(*score);
        summary->perCell = {};
        score = std::move(summary);
    }
    if (!run.results.diagnosis) return;
    auto found = std::make_shared<diagnose::Diagnosis>(*run.results.diagnosis);
    found->perCell = {};
    found->populationOf = {};
    for (diagnose::Sentence& sentence : found->sentences) sentence.cells = {};
    run.results.diagnosis = std::move(found);
}

/// How the cells are looked at makes no other run.
bool sameRun(const pipeline::Settings& a, pipeline::Settings b) {
    b.layout = a.layout;
    b.umap.dims = a.umap.dims;
    return a == b;
}

}  // namespace

const KeptRun* RunHistory::find(int number) const {
    const auto found = std::ranges::find(m_runs, number, &KeptRun::number);
    return found == m_runs.end() ? nullptr : &*found;
}

const KeptRun* RunHistory::find(const pipeline::Settings& settings) const {
    const auto found = std::ranges::find_if(
        m_runs, [&](const KeptRun& run) { return sameRun(run.settings, settings); });
    return found == m_runs.end() ? nullptr : &*found;
}

std::shared_ptr<const data::Embedding> RunHistory::frameFor(
    const pipeline::Settings& settings) const {
    const auto pinned = std::ranges::find_if(m_runs, [&](const KeptRun& run) {
        const pipeline::Settings& other = run.settings;
        return run.pinned && run.results.layout &&
               other.layout.kind == pipeline::LayoutChoice::Kind::Umap &&
               other.umap.dims == settings.umap.dims && other.quality == settings.quality &&
               other.roles.batch == settings.roles.batch;
    });
    return pinned == m_runs.end() ? nullptr : pinned->results.layout;
}

std::vector<KeptRun>::iterator RunHistory::place(int number) {
    return std::ranges::find(m_runs, number, &KeptRun::number);
}

int RunHistory::add(const QString& name, const pipeline::Settings& settings,
                    const pipeline::Results& results, double seconds) {
    auto entry = std::ranges::find_if(
        m_runs, [&](const KeptRun& run) { return sameRun(run.settings, settings); });
    if (entry == m_runs.end()) {
        m_runs.push_back({.number = ++m_lastNumber, .name = name, .settings = settings});
        entry = m_runs.end() - 1;
        entry->seconds = seconds;
    }
    entry->settings = settings;
    entry->results = lightened(results);
    entry->finishedAt = QDateTime::currentDateTime();
    const int number = entry->number;
    shrink(budget);
    Q_EMIT changed();
    return number;
}

void RunHistory::rename(int number, const QString& name) {
    const auto entry = place(number);
    if (entry == m_runs.end() || name.trimmed().isEmpty()) return;
    entry->name = name.trimmed();
    Q_EMIT changed();
}

void RunHistory::setPinned(int number, bool pinned) {
    const auto entry = place(number);
    if (entry == m_runs.end()) return;
    entry->pinned = pinned;
    Q_EMIT changed();
}

void RunHistory::addStress(int number, std::vector<pipeline::StressOutcome> outcomes) {
    const auto entry = place(number);
    if (entry == m_runs.end()) return;
    for (pipeline::StressOutcome& outcome : outcomes) {
        std::erase_if(entry->stress, [&](const pipeline::StressOutcome& before) {
            return before.test == outcome.test && before.population == outcome.population;
        });
        outcome.diagnosis.reset();
        entry->stress.push_back(std::move(outcome));
    }
    Q_EMIT changed();
}

void RunHistory::remove(int number) {
    const auto entry = place(number);
    if (entry == m_runs.end()) return;
    letGo(*entry);
    m_removed.push_back(std::move(*entry));
    m_runs.erase(entry);
    Q_EMIT changed();
}

RunHistory::Labels RunHistory::labels() const {
    Labels labels;
    for (const KeptRun& run : m_runs) labels[run.number] = {run.name, run.pinned, false};
    for (const KeptRun& run : m_removed) labels[run.number] = {run.name, run.pinned, true};
    return labels;
}

void RunHistory::setLabels(const Labels& labels) {
    bool differ = false;
    for (const auto& [number, label] : labels) {
        if (label.removed)
            remove(number);
        else
            differ |= bringBack(number);
        const auto entry = place(number);
        if (entry == m_runs.end() || Label{entry->name, entry->pinned} == label) continue;
        entry->name = label.name;
        entry->pinned = label.pinned;
        differ = true;
    }
    if (differ) Q_EMIT changed();
}

/// A removed run takes its place again, unless its settings were run anew.
bool RunHistory::bringBack(int number) {
    const auto removed = std::ranges::find(m_removed, number, &KeptRun::number);
    if (removed == m_removed.end() || find(removed->settings) != nullptr) return false;
    m_runs.insert(std::ranges::lower_bound(m_runs, number, {}, &KeptRun::number),
                  std::move(*removed));
    m_removed.erase(removed);
    return true;
}

std::vector<session::SavedRun> RunHistory::saved() const {
    std::vector<session::SavedRun> runs;
    for (const KeptRun& run : m_runs)
        runs.push_back({run.number, run.name, run.pinned, run.settings, run.seconds, run.finishedAt,
                        run.results.scores, run.results.baseline, run.results.diagnosis,
                        run.results.baselineDiagnosis, run.stress});
    return runs;
}

void RunHistory::restore(const std::vector<session::SavedRun>& runs) {
    m_runs.clear();
    m_removed.clear();
    m_lastNumber = 0;
    for (const session::SavedRun& run : runs) {
        KeptRun kept{.number = run.number,
                     .name = run.name,
                     .pinned = run.pinned,
                     .settings = run.settings,
                     .seconds = run.seconds,
                     .finishedAt = run.finishedAt,
                     .stress = run.stress};
        kept.results.scores = run.scores;
        kept.results.baseline = run.baseline;
        kept.results.diagnosis = run.diagnosis;
        kept.results.baselineDiagnosis = run.baselineDiagnosis;
        m_lastNumber = std::max(m_lastNumber, run.number);
        m_runs.push_back(std::move(kept));
    }
    Q_EMIT changed();
}

std::size_t RunHistory::bytes() const {
    std::size_t bytes = 0;
    for (const KeptRun& run : m_runs) bytes += sizeOf(run);
    return bytes;
}

void RunHistory::shrink(std::size_t most) {
    std::size_t held = bytes();
    for (const bool pinned : {false, true})
        for (std::size_t i = 0; held > most && i + 1 < m_runs.size(); ++i) {
            KeptRun& run = m_runs[i];
            if (run.pinned != pinned || !run.results.layout) continue;
            held -= sizeOf(run);
            letGo(run);
        }
}

void RunHistory::clear() {
    m_runs.clear();
    m_removed.clear();
    m_lastNumber = 0;
    Q_EMIT changed();
}

}  // namespace counterpoint::workbench
