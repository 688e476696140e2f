#include "app/cli/run_choices.h"
#include "core/base/error.h"
#include "core/base/memory.h"
#include "core/io/pending_file.h"
#include "core/pipeline/prepare.h"
#include "core/report/outputs.h"
#include "core/report/score_tables.h"
#include "core/report/verdict.h"

#include <nlohmann/json.hpp>

#include <fstream>
#include <iostream>
#include <optional>

namespace counterpoint::cli {

namespace {

struct RunArguments {
    RunChoices choices;
    std::string out;
    std::string saveModel;
};

/// Throws Error(Io) where it cannot be written.
void saveModel(const plugin::TrainedModel& model, io::PendingFile& file) {
    const std::string bytes = model.bytes();
    std::ofstream stream(file.path(), std::ios::binary);
    stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    stream.close();
    if (!stream)
        throw base::Error(base::ErrorKind::Io, file.path().string() +
                                                   ": the model cannot be "
                                                   "written; is the disk full?");
    file.commit();
}

void run(const RunArguments& arguments, const Common& common) {
    // Wrong settings are refused before a long read.
    const plugin::MethodInfo& method = common.registry.method(arguments.choices.method).info();
    std::optional<io::PendingFile> modelFile;
    if (!arguments.saveModel.empty()) {
        if (!method.trains)
            throw base::Error(base::ErrorKind::BadSettings,
                              method.title + " trains no model to save; leave out --save-model");
        modelFile.emplace(arguments.saveModel);
    }
    const auto dataset = openInput(arguments.choices.files, arguments.choices.subset, common,
                                   arguments.choices.genes, arguments.choices.values);
    const pipeline::Settings settings = settingsOf(arguments.choices, *dataset, common);
    const std::size_t needed = pipeline::memoryOfRun(*dataset);
    if (!common.quiet && (dataset->stream || needed > base::availableMemory() / 4))
        std::cerr << "note: needs about " << base::memoryText(needed)
                  << " of memory besides the data, of " << base::memoryText(base::availableMemory())
                  << " free"
                  << (dataset->stream ? "; the counts stay in the file and are read in parts" : "")
                  << '\n';
    pipeline::Cache cache;
    pipeline::Results results;
    {
        ProgressLine line(common);
        pipeline::ChainSink sink;
        sink.progress = [&](pipeline::Stage stage, double fraction) {
            line.show(pipeline::nameOf(stage), fraction);
        };
        pipeline::ChainInput input;
        input.dataset = dataset;
        input.datasetKey = data::fingerprint(*dataset, common.job());
        input.settings = settings;
        results = pipeline::runChain(input, common.registry, cache, sink, common.job());
    }
    if (modelFile) saveModel(*results.integration->model, *modelFile);
    report::writeOutputs(arguments.out, results, settings, common.registry, common.job());
    for (const std::string& warning : results.integration->warnings)
        if (!common.quiet) std::cerr << "note: " << warning << '\n';
    if (common.json) {
        nlohmann::json json = report::scoresJson(results, results.scores, "X_" + settings.method);
        if (results.diagnosis)
            json["diagnosis"] = report::verdictJson(*results.diagnosis, *results.protection);
        std::cout << json.dump(2) << '\n';
    } else {
        std::cout << dataset->name << ": " << results.cells->batch.size() << " of "
                  << dataset->cells() << " cells, " << results.cells->batch.levelCount()
                  << " batches (" << settings.roles.batch << "), " << settings.method << " in "
                  << results.integration->rounds << " rounds\n"
                  << report::scoresText(results, common.registry)
                  << (results.diagnosis ? report::verdictText(*results.diagnosis) : "")
                  << "written to " << arguments.out << '\n';
    }
}

}  // namespace

void addRun(CLI::App& app, Common& common) {
    Verb verb(app, "run", "The whole chain: filter, PCA, integrate, score, UMAP, figures, .h5ad");
    auto arguments = std::make_shared<RunArguments>();
    addRunChoices(verb, arguments->choices);
    verb.option("--out", arguments->out, "Folder for the results; made if missing").required();
    verb.option("--save-model", arguments->saveModel, "File for what the method learned (scVI)");
    verb.callback([arguments, &common] { run(*arguments, common); });
}

}  // namespace counterpoint::cli
