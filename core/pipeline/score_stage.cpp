#include "core/metrics/shuffled_baseline.h"
#include "core/pipeline/stages.h"

#include <algorithm>

namespace counterpoint::pipeline {

namespace {

/// Named metrics, or all that are not on request only; of these the ones that can answer.
std::vector<const plugin::Metric*> wantedMetrics(const Run& run, bool sampled, Pace pace) {
    const auto& ids = run.input.metrics;
    std::vector<const plugin::Metric*> wanted;
    for (const auto& metric : run.registry.metrics()) {
        const plugin::MetricInfo& info = metric->info();
        const bool asked =
            ids.empty() ? !info.onRequest : std::ranges::find(ids, info.id) != ids.end();
        if (asked && info.slow == (pace == Pace::Slow) && (info.sampled || !sampled))
            wanted.push_back(metric.get());
    }
    return wanted;
}

}  // namespace

void scores(Run& run, const Space& space, const Neighborhood& around, Pace pace, Stage stage,
            Scores& into) {
    const bool sampled = around.queries != nullptr;
    const auto metrics = wantedMetrics(run, sampled, pace);
    const auto total = static_cast<double>(metrics.size());
    double done = 0.0;
    const Cells& cells = *run.results.cells;
    const Settings& settings = run.settings();
    plugin::MetricInput input{space.result->embedding, *around.graph, cells.batch,
                              cells.label ? &*cells.label : nullptr, &run.results.pca->scores};
    if (sampled) input.queries = *around.queries;
    input.passing = (run.input.live || space.passing) && around.key == Unremembered;
    for (const plugin::Metric* metric : metrics) {
        std::uint64_t key = Unremembered;
        if (around.key != Unremembered)
            key = keyOf("score", metric->version(), around.key)
                      .add(metric->info().id)
                      .add(settings.roles.batch)
                      .add(settings.roles.label)
                      .value();
        run.job.checkStop();
        auto score = run.cache.find<plugin::Score>(key);
        if (!score) {
            const base::Job job(
                run.job.stopToken(), run.job.threads(), settings.seed,
                [&](double part) { run.sink.progress(stage, (done + part) / total); });
            score = std::make_shared<const plugin::Score>(metric->compute(input, job));
            if (key != Unremembered) run.cache.store<plugin::Score>(key, score, sizeOf(*score));
        }
        into[metric->info().id] = std::move(score);
        done += 1.0;
        run.sink.progress(stage, done / total);
        run.publish();
    }
}

void shuffledScores(Run& run, const Space& space, const Neighborhood& around) {
    const Cells& cells = *run.results.cells;
    const plugin::MetricInput input{space.result->embedding, *around.graph, cells.batch,
                                    cells.label ? &*cells.label : nullptr,
                                    &run.results.pca->scores};
    for (const plugin::Metric* metric : wantedMetrics(run, false, Pace::Quick)) {
        const plugin::MetricInfo& info = metric->info();
        if (info.family != plugin::MetricFamily::BatchRemoved) continue;
        const std::uint64_t key = keyOf("shuffled score", metric->version(), around.key)
                                      .add(info.id)
                                      .add(run.cellsKey)
                                      .value();
        run.results.shuffled[info.id] = run.remember(
            Stage::Baseline, key,
            [&](const base::Job& job) { return metrics::shuffledBaseline(*metric, input, job); });
        run.publish();
    }
}

}  // namespace counterpoint::pipeline
