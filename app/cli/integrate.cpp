#include "app/cli/common.h"
#include "core/base/error.h"

#include <nlohmann/json.hpp>

#include <iostream>

namespace counterpoint::cli {

namespace {

struct IntegrateArguments {
    std::string file;
    std::string embedding;
    std::vector<std::string> batches;
    std::vector<std::string> reference;
    std::string subset;
    std::string method = "harmony";
    std::vector<std::string> sets;
    std::string out;
};

void integrate(const IntegrateArguments& arguments, const Common& common) {
    const plugin::IntegrationMethod& method = common.registry.method(arguments.method);
    pipeline::Settings settings;
    settings.method = arguments.method;
    applySets(settings, arguments.sets, common);
    refuseBadOutput({arguments.file}, arguments.out);

    const auto dataset = openInput({arguments.file}, arguments.subset, common);
    std::vector<data::Categories> batches;
    for (const std::string& name : arguments.batches)
        batches.push_back(batchColumn(*dataset, name));
    plugin::IntegrationInput input{obsmEmbedding(*dataset, arguments.embedding), {}};
    for (const data::Categories& batch : batches) input.batches.push_back(&batch);
    input.reference = arguments.reference;
    plugin::IntegrationResult result;
    {
        ProgressLine line(common);
        const auto run = method.start(input, settings.methodValues, common.job());
        while (run->step(common.job()))
            line.show(pipeline::nameOf(pipeline::Stage::Integrate), run->progress());
        result = run->result();
    }

    const std::string key = "X_" + method.info().id;
    io::H5adContents contents = contentsOf(*dataset);
    contents.obsm[key] = &result.embedding;
    contents.provenance["integrated"] =
        arguments.embedding + " to " + key + " by " + method.info().title;
    contents.provenance["settings"] = pipeline::toJson(settings, common.registry).dump();
    io::writeH5ad(arguments.out, contents, common.job());
    for (const std::string& warning : result.warnings)
        if (!common.quiet) std::cerr << "note: " << warning << '\n';
    if (common.json)
        std::cout << nlohmann::json{{"file", arguments.out},
                                    {"embedding", key},
                                    {"cells", result.embedding.rows},
                                    {"dimensions", result.embedding.cols},
                                    {"rounds", result.rounds},
                                    {"converged", result.converged},
                                    {"warnings", result.warnings}}
                         .dump(2)
                  << '\n';
    else if (!common.quiet)
        std::cout << arguments.out << ": " << key << ", " << result.embedding.rows << " cells × "
                  << result.embedding.cols << " dimensions, " << result.rounds << " rounds\n";
}

}  // namespace

void addIntegrate(CLI::App& app, Common& common) {
    auto* verb = app.add_subcommand(
        "integrate", "Only the integration step, from an embedding that is already in the file");
    auto arguments = std::make_shared<IntegrateArguments>();
    verb->add_option("FILE", arguments->file, "The dataset")->required();
    verb->add_option("--embedding", arguments->embedding, "obsm key to correct")->required();
    verb->add_option("--batch", arguments->batches,
                     "obs column that tells the batches apart. Given again: further columns to "
                     "correct for")
        ->required()
        ->allow_extra_args(false);
    verb->add_option("--reference", arguments->reference,
                     "level of a batch column whose cells stay where they are")
        ->allow_extra_args(false);
    verb->add_option("--subset", arguments->subset, "COLUMN=VALUE: use only these cells");
    verb->add_option("--method", arguments->method,
                     "Integration method; see counterpoint-cli methods");
    verb->add_option("--set", arguments->sets, "key=value: a setting of the method")
        ->allow_extra_args(false);
    verb->add_option("--out", arguments->out, "The new .h5ad, with obsm/X_METHOD added")
        ->required();
    verb->callback([arguments, &common] { integrate(*arguments, common); });
}

}  // namespace counterpoint::cli
