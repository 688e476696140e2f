#include "core/base/error.h"
#include "core/pipeline/prepare.h"
#include "core/pipeline/stages.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace counterpoint::pipeline {

namespace {

constexpr int geneCountsVersion = 1;

/// The raw counts of the selected genes. Throws Error(BadInput) where the file has none.
std::shared_ptr<const GeneCounts> geneCounts(Run& run, const plugin::IntegrationMethod& method) {
    const data::Dataset& dataset = *run.input.dataset;
    const Filtered& filtered = *run.results.filtered;
    if (filtered.counts.cols == 0 && !filtered.survey)
        throw base::Error(base::ErrorKind::BadInput,
                          method.info().title + " needs raw counts, and " + dataset.name +
                              " has none; open a file with counts in X, raw or a layer, or choose "
                              "another method");
    const std::uint64_t key = keyOf("gene counts", geneCountsVersion, run.genesKey).value();
    return run.remember(Stage::VariableGenes, key, [&](const base::Job& job) {
        return countsOf(dataset, filtered, run.results.variableGenes->selected, job);
    });
}

/// Calls `look` when it has rested for a while, and for four times as long as it took.
class Looking {
  public:
    explicit Looking(Look look) : m_look(std::move(look)), m_next(Clock::now() + rest) {}
    void maybe(const plugin::IntegrationRun& running) {
        const auto begin = Clock::now();
        if (!m_look || begin < m_next) return;
        m_look({std::make_shared<const plugin::IntegrationResult>(running.result()), Unremembered,
                true});
        const auto end = Clock::now();
        m_next = end + std::max<Clock::duration>(rest, 4 * (end - begin));
    }

  private:
    using Clock = std::chrono::steady_clock;
    static constexpr std::chrono::milliseconds rest{1000};
    Look m_look;
    Clock::time_point m_next;
};

}  // namespace

Space integrate(Run& run, const std::string& id, const plugin::Values& values, const Look& look) {
    Settings of = run.settings();
    of.method = id;
    of.methodValues = values;
    const plugin::IntegrationMethod& method = run.registry.method(id);
    const plugin::Values complete = completeMethodValues(of, run.registry);
    const std::shared_ptr<const GeneCounts> counts =
        method.info().needsCounts ? geneCounts(run, method) : nullptr;
    const std::vector<std::string> none;
    const bool told = method.info().takesCovariates;
    const base::Hasher input =
        keyOf("integrate", method.version(), counts ? run.genesKey : run.pcaKey)
            .add(id)
            .add(run.settings().roles.batch)
            .add(listText(run.settings().roles.moreBatches))
            .add(listText(run.settings().roles.reference))
            .add(listText(told ? run.settings().roles.covariates : none))
            .add(run.settings().seed);
    base::Hasher whole = input;
    addValues(whole, complete);
    const std::uint64_t warmKey = base::Hasher(input).add("warm").value();

    Space space;
    space.key = whole.value();
    const auto warm = run.cache.find<plugin::WarmState>(warmKey);
    const bool trains = method.info().trains;
    const bool goesOn = (run.input.live || (trains && !run.input.anew)) && warm != nullptr &&
                        run.cache.find<plugin::IntegrationResult>(space.key) == nullptr;
    if (goesOn) space.key = Unremembered;
    space.result = run.remember(Stage::Integrate, space.key, [&](const base::Job& job) {
        plugin::IntegrationInput given{
            run.results.pca->scores, {&run.results.cells->batch}, warm, !goesOn};
        for (const data::Categories& batch : run.results.cells->moreBatches)
            given.batches.push_back(&batch);
        Covariates covariates;
        if (told)
            covariates = covariatesOf(run.settings().roles, *run.input.dataset,
                                      run.results.filtered->quality.keptCells);
        given.covariates = covariates.input();
        if (counts) {
            given.counts = &counts->counts;
            given.genes = &counts->genes;
        }
        given.reference = run.settings().roles.reference;
        const auto running = method.start(given, complete, job);
        const auto keepState = [&] {
            if (auto state = running->warmState()) {
                const std::size_t bytes = state->bytes();
                run.cache.replace<plugin::WarmState>(warmKey, std::move(state), bytes);
            }
        };
        if (goesOn && trains && run.input.asTrained) return running->result();
        Looking looking(trains ? look : Look());
        bool more = true;
        try {
            while (more) {
                job.checkStop();
                more = running->step(job);
                job.progress(running->progress());
                if (more) looking.maybe(*running);
            }
        } catch (const base::Cancelled&) {
            if (trains) keepState();
            throw;
        }
        keepState();
        return running->result();
    });
    return space;
}

}  // namespace counterpoint::pipeline
