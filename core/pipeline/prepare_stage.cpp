#include "core/pipeline/prepare.h"
#include "core/pipeline/stages.h"

namespace counterpoint::pipeline {

namespace {

/// Bump a number when its step would give other numbers for the same options.
constexpr int filterVersion = 1;
constexpr int cellsVersion = 1;
constexpr int storedPcaVersion = 1;
constexpr int variableGenesVersion = 1;
constexpr int pcaVersion = 1;

void usePca(Run& run, const data::Dataset& dataset) {
    run.pcaKey = keyOf("stored pca", storedPcaVersion, run.input.datasetKey).value();
    run.results.pca = run.remember(Stage::Pca, run.pcaKey, [&](const base::Job&) {
        preprocess::Pca stored;
        stored.scores = *storedPca(dataset);
        return stored;
    });
}

void makePca(Run& run, std::uint64_t filterKey) {
    const Filtered& filtered = *run.results.filtered;
    preprocess::VariableGeneOptions options = run.settings().variableGenes;
    if (filtered.counts.cols == 0) options.flavour = "seurat";  // seurat_v3 is defined on counts
    base::Hasher hvgKey = keyOf("hvg", variableGenesVersion, filterKey);
    if (options.perBatch) hvgKey.add(run.settings().roles.batch);
    run.genesKey = withOptions(hvgKey, options);
    run.results.variableGenes =
        run.remember(Stage::VariableGenes, run.genesKey, [&](const base::Job& job) {
            return preprocess::selectVariableGenes(
                filtered.counts, filtered.logNormalised,
                options.perBatch ? &run.results.cells->batch : nullptr, options, job);
        });
    run.pcaKey = withOptions(keyOf("pca", pcaVersion, run.genesKey), run.settings().pca);
    run.results.pca = run.remember(Stage::Pca, run.pcaKey, [&](const base::Job& job) {
        return preprocess::pca(filtered.logNormalised, run.results.variableGenes->selected,
                               run.settings().pca, job);
    });
}

}  // namespace

void prepare(Run& run) {
    const data::Dataset& dataset = *run.input.dataset;
    const Settings& settings = run.settings();
    const std::uint64_t filterKey =
        withOptions(keyOf("filter", filterVersion, run.input.datasetKey), settings.quality);
    run.results.filtered = run.remember(Stage::Filter, filterKey, [&](const base::Job& job) {
        return filterCells(dataset, settings.quality, job);
    });
    const Filtered& filtered = *run.results.filtered;
    run.cellsKey = keyOf("cells", cellsVersion, filterKey)
                       .add(settings.roles.batch)
                       .add(settings.roles.label)
                       .add(settings.roles.keepApart)
                       .add(listText(settings.roles.covariates))
                       .value();
    run.results.cells = run.remember(Stage::Filter, run.cellsKey, [&](const base::Job&) {
        return seenThrough(settings.roles, dataset, filtered.quality.keptCells);
    });
    if (filtered.logNormalised.cols == 0)
        usePca(run, dataset);
    else
        makePca(run, filterKey);
}

}  // namespace counterpoint::pipeline
