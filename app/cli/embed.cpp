#include "app/cli/common.h"
#include "core/embed/umap.h"
#include "core/neighbors/fuzzy_graph.h"
#include "core/report/neighbor_matrices.h"

#include <nlohmann/json.hpp>

#include <iostream>

namespace counterpoint::cli {

namespace {

struct EmbedArguments {
    std::string file;
    std::string embedding;
    std::string subset;
    std::vector<std::string> sets;
    std::string out;
};

void embedFile(const EmbedArguments& arguments, const Common& common) {
    constexpr int epochsBetweenReports = 10;
    pipeline::Settings settings;
    applySets(settings, arguments.sets, common);
    refuseBadOutput({arguments.file}, arguments.out);

    const auto dataset = openInput({arguments.file}, arguments.subset, common);
    const data::Embedding& embedding = obsmEmbedding(*dataset, arguments.embedding);
    ProgressLine line(common);
    const data::NeighborGraph near =
        neighbors::findNeighbors(embedding, settings.neighbors,
                                 common.job([&](double part) { line.show("Neighbours", part); }));
    const data::CsrMatrix connectivities =
        neighbors::fuzzyGraph(near, settings.umap.neighbors, common.job());
    embed::UmapRun umap(connectivities, settings.umap,
                        embed::startFor(settings.umap, connectivities, embedding, common.job()),
                        embed::Motion::Cold, common.job());
    while (umap.step(epochsBetweenReports, common.job())) line.show("UMAP", umap.progress());
    const data::Embedding layout = umap.layout();

    io::H5adContents contents = contentsOf(*dataset);
    const data::CsrMatrix distances =
        report::distanceMatrix(near, static_cast<std::size_t>(settings.umap.neighbors) - 1);
    contents.obsm["X_umap"] = &layout;
    contents.obsp["distances"] = &distances;
    contents.obsp["connectivities"] = &connectivities;
    contents.neighborsK = settings.umap.neighbors;
    contents.neighborsUseRep = arguments.embedding;
    contents.provenance["settings"] = pipeline::toJson(settings, common.registry).dump();
    io::writeH5ad(arguments.out, contents, common.job());
    if (common.json)
        std::cout << nlohmann::json{{"file", arguments.out},
                                    {"embedding", "X_umap"},
                                    {"cells", layout.rows},
                                    {"neighbors_recall", near.recall}}
                         .dump(2)
                  << '\n';
    else if (!common.quiet)
        std::cout << arguments.out << ": X_umap of " << layout.rows << " cells from "
                  << arguments.embedding << '\n';
}

}  // namespace

void addEmbed(CLI::App& app, Common& common) {
    Verb verb(app, "embed", "Neighbours and UMAP of an embedding that is already in the file");
    auto arguments = std::make_shared<EmbedArguments>();
    verb.option("FILE", arguments->file, "The dataset").required();
    verb.option("--embedding", arguments->embedding, "obsm key to start from").required();
    verb.option("--subset", arguments->subset, "COLUMN=VALUE: use only these cells");
    verb.option("--set", arguments->sets, "step.key=value: neighbors.k, umap.epochs, ...")
        .oneEach();
    verb.option("--out", arguments->out,
                "The new .h5ad, with obsm/X_umap and the neighbour graphs added")
        .required();
    verb.callback([arguments, &common] { embedFile(*arguments, common); });
}

}  // namespace counterpoint::cli
