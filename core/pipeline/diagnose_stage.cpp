#include "core/diagnose/diagnosis.h"
#include "core/pipeline/stages.h"

#include <algorithm>

namespace counterpoint::pipeline {

namespace {

constexpr int protectionVersion = 6;
constexpr int diagnosisVersion = 6;
/// Cells a live verdict on many cells is asked of.
constexpr std::size_t sampledCells = 2000;

diagnose::Expression expressionOf(const Results& results) {
    if (!results.expression) return {};
    return {&results.expression->values, results.expression->genes};
}

/// The choices whose cells are among those in use.
std::vector<diagnose::LinkChoice> choicesOf(const Settings& settings, const Cells& cells) {
    const std::vector<std::string>& names = cells.obs.index;
    std::vector<diagnose::LinkChoice> choices;
    for (const LinkChoice& link : settings.links) {
        const auto first = std::ranges::find(names, link.first);
        const auto second = std::ranges::find(names, link.second);
        if (first != names.end() && second != names.end())
            choices.push_back({static_cast<std::uint32_t>(first - names.begin()),
                               static_cast<std::uint32_t>(second - names.begin()), link.same});
    }
    return choices;
}

}  // namespace

std::size_t sizeOf(const diagnose::ProtectionMap& x) {
    return x.cells() * 4 *
               (20 + x.ownNeighbors.k + x.alignedNeighbors.k + x.uncorrectedNeighbors.k) +
           x.idealWithPieces.values.size() * sizeof(float);
}

std::size_t sizeOf(const diagnose::Diagnosis& x) {
    return x.cells * 24;
}

void protect(Run& run) {
    const Results& results = run.results;
    const std::uint64_t key = keyOf("protect", protectionVersion, run.pcaKey)
                                  .add(run.cellsKey)
                                  .add(run.settings().seed)
                                  .value();
    run.results.protection = run.remember(Stage::Diagnosis, key, [&](const base::Job& job) {
        const Cells& cells = *results.cells;
        return diagnose::protect({.pcs = results.pca->scores,
                                  .batch = cells.batch,
                                  .expression = expressionOf(results),
                                  .labels = cells.label ? &*cells.label : nullptr,
                                  .keepApart = cells.keepApart ? &*cells.keepApart : nullptr,
                                  .furtherBatches = cells.moreBatches},
                                 job);
    });
}

std::shared_ptr<const diagnose::Diagnosis> diagnose(Run& run, const Space& space,
                                                    const Neighborhood& around) {
    protect(run);
    const Cells& cells = *run.results.cells;
    diagnose::Context context;
    context.labels = cells.label ? &*cells.label : nullptr;
    context.keepApart = cells.keepApart ? &*cells.keepApart : nullptr;
    context.expression = expressionOf(run.results);
    context.choices = choicesOf(run.settings(), cells);
    std::uint64_t key = Unremembered;
    if (around.key != Unremembered) {
        base::Hasher hasher = keyOf("diagnose", diagnosisVersion, around.key).add(run.cellsKey);
        for (const diagnose::LinkChoice& choice : context.choices)
            hasher.add(std::uint64_t{choice.first})
                .add(std::uint64_t{choice.second})
                .add(choice.same);
        key = hasher.value();
    }
    return run.remember(Stage::Diagnosis, key, [&](const base::Job& job) {
        const diagnose::ProtectionMap& map = *run.results.protection;
        const data::Embedding& embedding = space.result->embedding;
        return around.queries || asksSample(run, space)
                   ? diagnose::judgeSample(map, embedding, sampledCells, context, job)
                   : diagnose::judge(map, embedding, *around.graph, context, job);
    });
}

}  // namespace counterpoint::pipeline
