#include "app/cli/common.h"
#include "core/base/error.h"
#include "core/scvi/placement.h"

#include <nlohmann/json.hpp>

#include <fstream>
#include <iostream>
#include <iterator>

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
    std::string loadModel;
};

/// Throws Error(BadInput) where there is none.
std::shared_ptr<scvi::Model> readModel(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(stream), {});
    if (!stream)
        throw base::Error(base::ErrorKind::BadInput, path + " cannot be read; is it there?");
    try {
        return scvi::Model::read(bytes);
    } catch (const base::Error& error) {
        throw base::Error(error.kind(), path + ": " + error.what());
    }
}

/// Puts the cells where a saved model has them.
void place(const IntegrateArguments& arguments, const Common& common) {
    if (!arguments.embedding.empty() || !arguments.reference.empty() || !arguments.sets.empty())
        throw base::Error(base::ErrorKind::BadSettings,
                          "--load-model trains nothing; leave out --embedding, --reference and "
                          "--set");
    refuseBadOutput({arguments.file}, arguments.out);
    const auto model = readModel(arguments.loadModel);
    const auto dataset = openInput({arguments.file}, arguments.subset, common);
    if (dataset->valueKind != data::ValueKind::Counts || dataset->stream)
        throw base::Error(
            base::ErrorKind::BadInput,
            dataset->name + (dataset->stream ? ": its counts do not fit into memory; choose "
                                               "fewer cells with --subset"
                                             : " has no raw counts, which the model needs; use "
                                               "a file with counts in X, raw or a layer"));
    std::vector<data::Categories> batches;
    for (const std::string& name : arguments.batches)
        batches.push_back(data::asCategories(obsColumn(*dataset, name)));
    std::vector<const data::Categories*> levels;
    for (const data::Categories& batch : batches) levels.push_back(&batch);
    const scvi::Placement placement =
        scvi::place(*model, dataset->counts, dataset->var.index, levels, common.job());

    io::H5adContents contents = contentsOf(*dataset);
    contents.obsm["X_scvi"] = &placement.latent;
    contents.provenance["integrated"] =
        "counts to X_scvi by the saved model " + arguments.loadModel;
    io::writeH5ad(arguments.out, contents, common.job());
    if (placement.missingGenes > 0 && !common.quiet)
        std::cerr << "note: " << placement.missingGenes << " of the " << model->genes().size()
                  << " genes of the model are not in the file and count as not seen\n";
    if (common.json)
        std::cout << nlohmann::json{{"file", arguments.out},
                                    {"embedding", "X_scvi"},
                                    {"cells", placement.latent.rows},
                                    {"dimensions", placement.latent.cols},
                                    {"missing_genes", placement.missingGenes}}
                         .dump(2)
                  << '\n';
    else if (!common.quiet)
        std::cout << arguments.out << ": X_scvi, " << placement.latent.rows << " cells × "
                  << placement.latent.cols << " dimensions, by " << arguments.loadModel << '\n';
}

void integrate(const IntegrateArguments& arguments, const Common& common) {
    if (!arguments.loadModel.empty()) return place(arguments, common);
    if (arguments.embedding.empty() || arguments.batches.empty())
        throw base::Error(base::ErrorKind::BadSettings,
                          "integrate needs --embedding and --batch, or --load-model");
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
    Verb verb(app, "integrate",
              "Only the integration step, from an embedding that is already in the file");
    auto arguments = std::make_shared<IntegrateArguments>();
    verb.option("FILE", arguments->file, "The dataset").required();
    verb.option("--embedding", arguments->embedding, "obsm key to correct");
    verb.option("--batch", arguments->batches,
                "obs column that tells the batches apart. Given again: further columns to "
                "correct for")
        .oneEach();
    verb.option("--reference", arguments->reference,
                "level of a batch column whose cells stay where they are")
        .oneEach();
    verb.option("--subset", arguments->subset, "COLUMN=VALUE: use only these cells");
    verb.option("--method", arguments->method, "Integration method; see counterpoint-cli methods");
    verb.option("--set", arguments->sets, "key=value: a setting of the method").oneEach();
    verb.option("--load-model", arguments->loadModel,
                "Place the cells with this model (run --save-model) in place of training; "
                "no --embedding");
    verb.option("--out", arguments->out, "The new .h5ad, with obsm/X_METHOD added").required();
    verb.callback([arguments, &common] { integrate(*arguments, common); });
}

}  // namespace counterpoint::cli
