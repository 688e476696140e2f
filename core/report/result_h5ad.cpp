#include "core/cluster/leiden.h"
#include "core/data/palette.h"
#include "core/io/h5ad_writer.h"
#include "core/neighbors/fuzzy_graph.h"
#include "core/report/figures.h"
#include "core/report/methods_text.h"
#include "core/report/neighbor_matrices.h"
#include "core/report/outputs.h"

#include <nlohmann/json.hpp>

namespace counterpoint::report {

namespace {

/// obs column of the clusters within batches that stand in for labels.
constexpr const char* populationKey = "counterpoint_population";
/// obs column of the clusters of the integrated cells.
constexpr const char* clusterKey = "counterpoint_leiden";

/// obs of the kept cells with every per-cell score added as `counterpoint_<id>`.
data::Table obsWithScores(const pipeline::Results& results) {
    data::Table obs = results.cells->obs;
    for (const auto& [id, score] : results.scores)
        if (score->perCell.size() == obs.rows())
            obs.set({"counterpoint_" + id,
                     std::vector<double>(score->perCell.begin(), score->perCell.end())});
    return obs;
}

/// Leiden clusters at the resolution scanpy starts from, named as scanpy names them.
data::Categories clustersOf(const data::CsrMatrix& connectivities, const base::Job& job) {
    cluster::Partition partition = cluster::leiden(connectivities, {}, job);
    data::Categories clusters{std::move(partition.codes), {}, false};
    for (std::size_t i = 0; i < partition.clusters; ++i)
        clusters.levels.push_back(std::to_string(i));
    return clusters;
}

data::Table varWithSelection(const pipeline::Results& results) {
    data::Table var = data::takeRows(results.dataset->var, results.filtered->quality.keptGenes);
    if (results.variableGenes) {
        std::vector<bool> selected(var.rows(), false);
        for (const std::uint32_t gene : results.variableGenes->selected) selected[gene] = true;
        var.set({"highly_variable", std::move(selected)});
    }
    return var;
}

}  // namespace

void writeResultH5ad(const std::filesystem::path& path, const pipeline::Results& results,
                     const pipeline::Settings& settings, const plugin::Registry& registry,
                     const base::Job& job, const data::Categories* provisional) {
    data::Table obs = obsWithScores(results);
    if (provisional != nullptr) obs.set({populationKey, *provisional});
    const data::Table var = varWithSelection(results);
    const auto nearest = static_cast<std::size_t>(settings.umap.neighbors) - 1;
    const data::CsrMatrix distances = distanceMatrix(*results.neighbors, nearest);
    const data::CsrMatrix connectivities =
        neighbors::fuzzyGraph(*results.neighbors, settings.umap.neighbors, job);
    data::Categories clusters = clustersOf(connectivities, job);
    obs.set({clusterKey, clusters});

    io::H5adContents contents;
    contents.obs = &obs;
    contents.var = &var;
    if (results.filtered->counts.cols > 0)
        contents.x = &results.filtered->counts;
    else if (results.filtered->logNormalised.cols > 0)
        contents.x = &results.filtered->logNormalised;
    const std::string embeddingKey = "X_" + settings.method;
    std::map<std::string, data::Embedding> others;
    for (const auto& [key, embedding] : results.dataset->obsm)
        others[key] = data::takeRows(embedding, results.filtered->quality.keptCells);
    for (const auto& [key, embedding] : others) contents.obsm[key] = &embedding;
    contents.obsm["X_pca"] = &results.pca->scores;
    if (settings.method != "none") contents.obsm[embeddingKey] = &results.integration->embedding;
    if (settings.layout.kind == pipeline::LayoutChoice::Kind::Umap)
        contents.obsm["X_umap"] = results.layout.get();
    contents.obsp["distances"] = &distances;
    contents.obsp["connectivities"] = &connectivities;
    contents.neighborsK = settings.umap.neighbors;
    contents.neighborsUseRep = settings.method == "none" ? "X_pca" : embeddingKey;
    contents.pcaVariance = results.pca->variances;
    contents.pcaVarianceRatio = results.pca->varianceRatio;
    contents.colors[settings.roles.batch] =
        colorsOf(*results.dataset, settings.roles.batch, results.cells->batch);
    if (results.cells->label)
        contents.colors[settings.roles.label] =
            colorsOf(*results.dataset, settings.roles.label, *results.cells->label);
    contents.colors[clusterKey] = data::categoryPalette(clusters.levelCount());
    if (provisional != nullptr)
        contents.colors[populationKey] = data::categoryPalette(provisional->levelCount());
    contents.provenance = {{"version", COUNTERPOINT_VERSION},
                           {"source", results.dataset->path.filename().string()},
                           {"recipe", pipeline::toJson(settings, registry).dump()},
                           {"command", asCommand(results, settings, registry)}};
    io::writeH5ad(path, contents, job);
}

}  // namespace counterpoint::report
