#include "app/cli/common.h"
#include "core/base/error.h"
#include "core/cluster/provisional.h"
#include "core/io/h5ad_writer.h"
#include "core/metrics/shuffled_baseline.h"
#include "core/report/score_tables.h"
#include "core/report/verdict.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <optional>

namespace counterpoint::cli {

namespace {

struct MetricsArguments {
    std::string file;
    std::string embedding;
    std::string batch;
    std::string label;
    std::string baseline;
    std::string subset;
    std::vector<std::string> only;
    std::string perCell;
};

/// The scores asked for: by default those not on request, "all" for every one.
std::vector<const plugin::Metric*> chosenMetrics(const std::vector<std::string>& only,
                                                 const plugin::Registry& registry) {
    const bool all = std::ranges::find(only, "all") != only.end();
    for (const std::string& id : only)
        if (id != "all") static_cast<void>(registry.metric(id));  // refuses unknown names
    std::vector<const plugin::Metric*> chosen;
    for (const auto& metric : registry.metrics())
        if (all || (only.empty() ? !metric->info().onRequest
                                 : std::ranges::find(only, metric->info().id) != only.end()))
            chosen.push_back(metric.get());
    return chosen;
}

/// The scores of one embedding, those of the batch side with batches shuffled, and who is near
/// whom.
struct ScoredEmbedding {
    pipeline::Scores scores;
    pipeline::Scores shuffled;
    data::NeighborGraph neighbors;
};

ScoredEmbedding scoresOf(const data::Embedding& embedding, const data::Embedding* unintegrated,
                         const pipeline::Cells& cells,
                         const std::vector<const plugin::Metric*>& metrics, bool shuffled,
                         const Common& common) {
    ProgressLine line(common);
    ScoredEmbedding result;
    result.neighbors = neighbors::findNeighbors(
        embedding, {}, common.job([&](double part) { line.show("Neighbours", part); }));
    const plugin::MetricInput input{embedding, result.neighbors, cells.batch,
                                    cells.label ? &*cells.label : nullptr, unintegrated};
    for (const plugin::Metric* metric : metrics) {
        const plugin::MetricInfo& info = metric->info();
        const base::Job job = common.job([&](double part) { line.show(info.title, part); });
        result.scores[info.id] = std::make_shared<const plugin::Score>(metric->compute(input, job));
        if (shuffled && info.family == plugin::MetricFamily::BatchRemoved)
            result.shuffled[info.id] = std::make_shared<const plugin::Score>(
                metrics::shuffledBaseline(*metric, input, job));
    }
    return result;
}

void writePerCell(const std::string& path, const data::Dataset& dataset, const std::string& key,
                  const data::Embedding& embedding, const pipeline::Scores& scores,
                  const Common& common) {
    data::Table obs = dataset.obs;
    for (const auto& [id, score] : scores)
        if (score->perCell.size() == obs.rows())
            obs.set({"counterpoint_" + id,
                     std::vector<double>(score->perCell.begin(), score->perCell.end())});
    io::H5adContents contents;
    contents.obs = &obs;
    const data::Table noGenes;
    contents.var = &noGenes;
    contents.obsm[key] = &embedding;
    io::writeH5ad(path, contents, common.job());
}

void refuseOverwriting(const std::string& file, const std::string& perCell) {
    std::error_code error;
    if (!perCell.empty() && std::filesystem::equivalent(file, perCell, error))
        throw base::Error(
            base::ErrorKind::BadSettings,
            "--per-cell " + perCell + " is the file the scores are of; name a new file");
}

void metrics(const MetricsArguments& arguments, const Common& common) {
    const auto chosen = chosenMetrics(arguments.only, common.registry);
    refuseOverwriting(arguments.file, arguments.perCell);
    const auto dataset = openInput({arguments.file}, arguments.subset, common);
    const data::Embedding& embedding = obsmEmbedding(*dataset, arguments.embedding);
    const data::Embedding* baseline =
        arguments.baseline.empty() ? nullptr : &obsmEmbedding(*dataset, arguments.baseline);
    pipeline::Cells cells{dataset->obs, batchColumn(*dataset, arguments.batch), std::nullopt};
    if (!arguments.label.empty())
        cells.label = data::asCategories(obsColumn(*dataset, arguments.label));

    pipeline::Results results;
    results.dataset = dataset;
    results.cells = std::make_shared<const pipeline::Cells>(cells);
    const ScoredEmbedding scored =
        scoresOf(embedding, baseline, cells, chosen, common.json, common);
    results.scores = scored.scores;
    if (baseline != nullptr)
        results.baseline = scoresOf(*baseline, baseline, cells, chosen, false, common).scores;
    if (!arguments.perCell.empty())
        writePerCell(arguments.perCell, *dataset, arguments.embedding, embedding, results.scores,
                     common);
    if (!common.json) {
        std::cout << report::scoresText(results, common.registry);
        return;
    }
    std::optional<data::Categories> provisional;
    if (!cells.label)
        provisional = cluster::provisionalPopulations(baseline == nullptr ? embedding : *baseline,
                                                      cells.batch, common.job());
    auto json = report::scoresJson(results, results.scores, arguments.embedding,
                                   provisional ? &*provisional : nullptr);
    const auto baselineJson = [&](const pipeline::Scores& scores, const std::string& key) {
        return report::scoresJson(results, scores, key)["scores"];
    };
    json["shuffled"] = baselineJson(scored.shuffled, arguments.embedding);
    if (baseline != nullptr)
        json["unintegrated"] = baselineJson(results.baseline, arguments.baseline);
    if (baseline != nullptr) {
        const diagnose::ProtectionMap map =
            diagnose::protect({*baseline, cells.batch}, common.job());
        diagnose::Context context;
        context.labels = cells.label ? &*cells.label : nullptr;
        json["diagnosis"] = report::verdictJson(
            diagnose::judge(map, embedding, scored.neighbors, context, common.job()), map);
    }
    std::cout << json.dump(2) << '\n';
}

}  // namespace

void addMetrics(CLI::App& app, Common& common) {
    Verb verb(app, "metrics", "Scores of an embedding that is already in the file");
    auto arguments = std::make_shared<MetricsArguments>();
    verb.option("FILE", arguments->file, "The dataset").required();
    verb.option("--embedding", arguments->embedding, "obsm key to score").required();
    verb.option("--batch", arguments->batch, "obs column that tells the batches apart").required();
    verb.option("--label", arguments->label, "obs column with cell types");
    verb.option("--baseline", arguments->baseline,
                "obsm key of the unintegrated embedding; the verdict needs it");
    verb.option("--subset", arguments->subset, "COLUMN=VALUE: use only these cells");
    verb.option("--only", arguments->only, "Scores to compute, separated by commas; all: every one")
        .separatedBy(',');
    verb.option("--per-cell", arguments->perCell, "Write per-cell scores to this new .h5ad");
    verb.callback([arguments, &common] { metrics(*arguments, common); });
}

}  // namespace counterpoint::cli
