#include "core/report/outputs.h"

#include "core/base/error.h"
#include "core/cluster/provisional.h"
#include "core/io/pending_file.h"
#include "core/pipeline/axis_names.h"
#include "core/report/figures.h"
#include "core/report/methods_text.h"
#include "core/report/score_tables.h"
#include "core/report/verdict.h"

#include <nlohmann/json.hpp>

#include <fstream>
#include <optional>

namespace counterpoint::report {

void writeTextFile(const std::filesystem::path& path, const std::string& content) {
    io::PendingFile pending(path);
    std::ofstream file(pending.path(), std::ios::binary | std::ios::trunc);
    file << content;
    file.close();
    if (!file)
        throw base::Error(base::ErrorKind::Io, path.string() +
                                                   ": could not be written; check the folder's "
                                                   "permissions and free space");
    pending.commit();
}

void makeFolder(const std::filesystem::path& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error || !std::filesystem::is_directory(folder))
        throw base::Error(base::ErrorKind::Io,
                          folder.string() + ": this folder cannot be made; choose another --out");
}

void writeOutputs(const std::filesystem::path& folder, const pipeline::Results& results,
                  const pipeline::Settings& settings, const plugin::Registry& registry,
                  const base::Job& job) {
    makeFolder(folder);

    const std::string embeddingKey = "X_" + settings.method;
    std::optional<data::Categories> provisional;
    if (!results.cells->label)
        provisional =
            cluster::provisionalPopulations(results.pca->scores, results.cells->batch, job);
    nlohmann::json metrics =
        scoresJson(results, results.scores, embeddingKey, provisional ? &*provisional : nullptr);
    metrics["unintegrated"] = scoresJson(results, results.baseline, "X_pca")["scores"];
    if (results.diagnosis) {
        const nlohmann::json verdict = verdictJson(*results.diagnosis, *results.protection);
        metrics["diagnosis"] = verdict;
        writeTextFile(folder / "verdict.json", verdict.dump(2) + "\n");
    }
    writeTextFile(folder / "metrics.json", metrics.dump(2) + "\n");
    writeTextFile(folder / "metrics.csv", scoresCsv(results, registry));
    writeTextFile(folder / "recipe.json", pipeline::toJson(settings, registry).dump(2) + "\n");
    writeTextFile(folder / "methods.txt", methodsText(results, settings, registry));

    std::vector<ScatterFigure> figures;
    const auto axes = pipeline::axisNames(settings.layout, 2, results, settings, registry);
    figures.push_back({settings.roles.batch, results.layout.get(), &results.cells->batch,
                       colorsOf(*results.dataset, settings.roles.batch, results.cells->batch),
                       axes});
    if (results.cells->label)
        figures.push_back({settings.roles.label, results.layout.get(), &*results.cells->label,
                           colorsOf(*results.dataset, settings.roles.label, *results.cells->label),
                           axes});
    writeTextFile(folder / "umap_batch.svg", scatterSvg(figures.front()));
    if (results.cells->label) writeTextFile(folder / "umap_label.svg", scatterSvg(figures.back()));
    writeTextFile(folder / "summary.svg", summarySvg(figures, results, registry));

    writeResultH5ad(folder / "result.h5ad", results, settings, registry, job,
                    provisional ? &*provisional : nullptr);
}

}  // namespace counterpoint::report
