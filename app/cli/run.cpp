#include "app/cli/common.h"
#include "core/base/error.h"
#include "core/report/outputs.h"
#include "core/report/score_tables.h"
#include "core/report/verdict.h"

#include <iostream>

namespace counterpoint::cli {

namespace {

struct RunArguments {
    std::vector<std::string> files;
    std::string batch;
    std::string label;
    std::string subset;
    std::string method = "harmony";
    std::vector<std::string> sets;
    std::string genes = "shared";
    std::string out;
};

pipeline::Settings settingsOf(const RunArguments& arguments, const data::Dataset& dataset,
                              const Common& common) {
    pipeline::Settings settings;
    settings.seed = common.seed;
    settings.method = arguments.method;
    settings.roles = data::proposeRoles(dataset.obs);
    if (!arguments.batch.empty()) settings.roles.batch = arguments.batch;
    if (!arguments.label.empty()) settings.roles.label = arguments.label;
    if (settings.roles.label == settings.roles.batch) settings.roles.label.clear();
    if (settings.roles.batch.empty())
        throw base::Error(
            base::ErrorKind::BadSettings,
            "no obs column looks like a batch; name one with --batch (info lists the columns)");
    for (const std::string& set : arguments.sets) {
        const std::size_t equals = set.find('=');
        if (equals == std::string::npos)
            throw base::Error(base::ErrorKind::BadSettings,
                              "--set " + set + " has no value; write --set key=value");
        pipeline::setValue(settings, common.registry, set.substr(0, equals),
                           set.substr(equals + 1));
    }
    return settings;
}

void run(const RunArguments& arguments, const Common& common) {
    // Wrong settings are refused before a long read.
    static_cast<void>(common.registry.method(arguments.method));
    const auto dataset = openInput(arguments.files, arguments.subset, common, arguments.genes);
    const pipeline::Settings settings = settingsOf(arguments, *dataset, common);
    pipeline::Cache cache;
    pipeline::Results results;
    {
        ProgressLine line(common);
        pipeline::ChainSink sink;
        sink.progress = [&](pipeline::Stage stage, double fraction) {
            line.show(pipeline::nameOf(stage), fraction);
        };
        const pipeline::ChainInput input{
            dataset, data::fingerprint(*dataset), settings, false, nullptr, {}};
        results = pipeline::runChain(input, common.registry, cache, sink, common.job());
    }
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
    auto* verb = app.add_subcommand(
        "run", "The whole chain: filter, PCA, integrate, score, UMAP, figures, .h5ad");
    auto arguments = std::make_shared<RunArguments>();
    verb->add_option("FILE", arguments->files,
                     "The dataset; several: a batch each; none: the built-in demo");
    verb->add_option("--batch", arguments->batch,
                     "obs column that tells the batches apart (default: proposed)");
    verb->add_option("--label", arguments->label, "obs column with cell types (default: proposed)");
    verb->add_option("--subset", arguments->subset, "COLUMN=VALUE: use only these cells");
    addGenesOption(*verb, arguments->genes);
    verb->add_option("--method", arguments->method,
                     "Integration method; see counterpoint-cli methods");
    verb->add_option("--set", arguments->sets,
                     "key=value: a setting of the method, or step.key=value")
        ->allow_extra_args(false);
    verb->add_option("--out", arguments->out, "Folder for the results; made if missing")
        ->required();
    verb->callback([arguments, &common] { run(*arguments, common); });
}

}  // namespace counterpoint::cli
