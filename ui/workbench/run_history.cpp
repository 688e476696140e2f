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

}  // namespace

const KeptRun* RunHistory::find(int number) const {
    const auto found = std::ranges::find(m_runs, number, &KeptRun::number);
    return found == m_runs.end() ? nullptr : &*found;
}

const KeptRun* RunHistory::find(const pipeline::Settings& settings) const {
    const auto found = std::ranges::find(m_runs, settings, &KeptRun::settings);
    return found == m_runs.end() ? nullptr : &*found;
}

std::vector<KeptRun>::iterator RunHistory::place(int number) {
    return std::ranges::find(m_runs, number, &KeptRun::number);
}

int RunHistory::add(const QString& name, const pipeline::Settings& settings,
                    const pipeline::Results& results, double seconds) {
    auto entry = std::ranges::find(m_runs, settings, &KeptRun::settings);
    if (entry == m_runs.end()) {
        m_runs.push_back({.number = ++m_lastNumber, .name = name, .settings = settings});
        entry = m_runs.end() - 1;
        entry->seconds = seconds;
    }
    entry->results = lightened(results);
    entry->finishedAt = QDateTime::currentDateTime();
    const int number = entry->number;
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

void RunHistory::remove(int number) {
    const auto entry = place(number);
    if (entry == m_runs.end()) return;
    m_runs.erase(entry);
    Q_EMIT changed();
}

void RunHistory::clear() {
    m_runs.clear();
    m_lastNumber = 0;
    Q_EMIT changed();
}

}  // namespace counterpoint::workbench
