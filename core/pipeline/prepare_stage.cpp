#include "core/base/error.h"
#include "core/base/memory.h"
#include "core/pipeline/prepare.h"
#include "core/pipeline/stages.h"

namespace counterpoint::pipeline {

namespace {

/// Bump a number when its step would give other numbers for the same options.
constexpr int filterVersion = 1;
constexpr int cellsVersion = 1;
constexpr int storedPcaVersion = 1;
constexpr int variableGenesVersion = 1;
constexpr int expressionVersion = 1;
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
    // seurat_v3 is defined on counts.
    if (run.input.dataset->valueKind != data::ValueKind::Counts) options.flavour = "seurat";
    base::Hasher hvgKey = keyOf("hvg", variableGenesVersion, filterKey);
    if (options.perBatch) hvgKey.add(run.settings().roles.batch);
    run.genesKey = withOptions(hvgKey, options);
    run.results.variableGenes =
        run.remember(Stage::VariableGenes, run.genesKey, [&](const base::Job& job) {
            if (filtered.survey)
                return preprocess::selectVariableGenes(*filtered.survey, options, job);
            return preprocess::selectVariableGenes(
                filtered.counts, filtered.logNormalised,
                options.perBatch ? &run.results.cells->batch : nullptr, options, job);
        });
    const std::uint64_t valuesKey = keyOf("expression", expressionVersion, run.genesKey).value();
    run.results.expression = run.remember(Stage::Pca, valuesKey, [&](const base::Job& job) {
        return expressionOf(*run.input.dataset, filtered, run.results.variableGenes->selected, job);
    });
    run.pcaKey = withOptions(keyOf("pca", pcaVersion, run.genesKey), run.settings().pca);
    run.results.pca = run.remember(Stage::Pca, run.pcaKey, [&](const base::Job& job) {
        return preprocess::pca(run.results.expression->values, run.settings().pca, job);
    });
}

/// Refuses before anything is started what would not fit.
void requireMemory(const data::Dataset& dataset) {
    const std::size_t needed = memoryOfRun(dataset);
    const std::size_t available = base::availableMemory();
    if (needed > available)
        throw base::Error(base::ErrorKind::OutOfMemory,
                          dataset.name + ": a run of its " + std::to_string(dataset.cells()) +
                              " cells needs about " + base::memoryText(needed) +
                              " of memory and this computer has " + base::memoryText(available) +
                              " free; close other programs, or keep fewer cells");
}

}  // namespace

void prepare(Run& run) {
    const data::Dataset& dataset = *run.input.dataset;
    const Settings& settings = run.settings();
    base::Hasher filter = keyOf("filter", filterVersion, run.input.datasetKey);
    // A pass over the file counts the genes of each batch while it is there.
    if (dataset.stream) filter.add(settings.roles.batch);
    const std::uint64_t filterKey = withOptions(filter, settings.quality);
    run.results.filtered = run.remember(Stage::Filter, filterKey, [&](const base::Job& job) {
        requireMemory(dataset);
        return dataset.stream ? surveyCells(dataset, settings.quality, settings.roles.batch, job)
                              : filterCells(dataset, settings.quality, job);
    });
    const Filtered& filtered = *run.results.filtered;
    run.cellsKey = keyOf("cells", cellsVersion, filterKey)
                       .add(settings.roles.batch)
                       .add(settings.roles.label)
                       .add(settings.roles.keepApart)
                       .add(listText(settings.roles.moreBatches))
                       .value();
    run.results.cells = run.remember(Stage::Filter, run.cellsKey, [&](const base::Job&) {
        return seenThrough(settings.roles, dataset, filtered.quality.keptCells);
    });
    if (startsFromStoredPca(dataset))
        usePca(run, dataset);
    else
        makePca(run, filterKey);
}

}  // namespace counterpoint::pipeline
