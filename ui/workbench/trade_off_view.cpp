#include "ui/workbench/trade_off_view.h"

#include "core/metrics/aggregate.h"
#include "ui/workbench/main_window.h"
#include "ui/workbench/runs_view.h"

#include <QObject>

#include <algorithm>

namespace counterpoint::workbench {

std::vector<charts::TradeOffRun> tradeOffRuns(const RunHistory& history,
                                              const plugin::Registry& registry,
                                              const std::array<const KeptRun*, 2>& compared) {
    const auto letterOf = [&](int id) {
        if (compared[0] != nullptr && compared[0]->number == id) return QStringLiteral("A · ");
        if (compared[1] != nullptr && compared[1]->number == id) return QStringLiteral("B · ");
        return QString();
    };
    std::vector<charts::TradeOffRun> dots;
    for (const runs::RunRow& row : runRows(history, registry, shownMetrics())) {
        const bool before = row.id == unintegratedRun;
        const QString letter = letterOf(row.id);
        const QString name = before ? row.name : row.name + QStringLiteral(" ") + row.settings;
        dots.push_back(
            {.id = row.id,
             .label = before ? QObject::tr("unintegrated")
                             : letter + QObject::tr("%1 · %2").arg(row.number).arg(row.settings),
             .name = name,
             .batch = row.batch.value,
             .biology = row.biology.value,
             .pinned = row.pinned,
             .unintegrated = before,
             .marked = !letter.isEmpty()});
    }
    return dots;
}

std::optional<charts::TradeOffNow> tradeOffNow(Workbench& workbench, bool isOld,
                                               const std::optional<charts::TradeOffNow>& before) {
    if (workbench.currentRun() > 0) return std::nullopt;
    // Stopped, failed or waiting for a word: what is on screen is of a run of before.
    if (!workbench.isRunning() && workbench.isStale()) return std::nullopt;
    // Until its answer comes the dot of before stays; where nothing runs none will come.
    std::optional<charts::TradeOffNow> stale;
    if (workbench.isRunning()) stale = before;
    if (stale) stale->stale = true;
    const KeptRun* last = nullptr;
    for (const KeptRun& run : workbench.history().runs())
        if (run.settings.roles == workbench.settings().roles) last = &run;
    if (isOld || last == nullptr) return stale;

    pipeline::Scores scores = workbench.results().scores;
    const bool sampled =
        std::ranges::any_of(scores, [](const auto& entry) { return !entry.second->exact; });
    const std::vector<std::string> unknown = metrics::scibAggregate(last->results.scores).missing;
    QStringList taken;
    for (const std::string& id : metrics::scibAggregate(scores).missing) {
        if (std::ranges::count(unknown, id) > 0 || scores.contains(id)) continue;
        const plugin::MetricInfo& info = workbench.registry().metric(id).info();
        if (!sampled || info.sampled) return stale;  // on its way
        scores[id] = last->results.scores.at(id);
        taken << QString::fromStdString(info.title);
    }
    const metrics::Aggregate aggregate = metrics::scibAggregate(scores);
    charts::TradeOffNow now{.batch = aggregate.batch, .biology = aggregate.bio, .note = {}};
    if (sampled) now.note = QObject::tr("From a sample of cells");
    if (!taken.isEmpty())
        now.note += QObject::tr("; as in run %1: %2")
                        .arg(last->number)
                        .arg(taken.join(QStringLiteral(", ")));
    return now;
}

}  // namespace counterpoint::workbench
