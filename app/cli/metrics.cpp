#include "app/cli/common.h"
#include "core/base/error.h"
#include "core/io/h5ad_writer.h"
#include "core/report/score_tables.h"

#include <iostream>

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

const data::Embedding& embeddingOf(const data::Dataset& dataset, const std::string& key) {
    const auto found = dataset.obsm.find(key);
    if (found != dataset.obsm.end()) return found->second;
    std::string known;
    for (const auto& [name, embedding] : dataset.obsm) known += (known.empty() ? "" : ", ") + name;
    throw base::Error(base::ErrorKind::BadSettings, "there is no embedding \"" + key +
                                                        "\" in obsm; the file has " +
                                                        (known.empty() ? "none" : known));
}

data::Categories batchOf(const data::Dataset& dataset, const std::string& name) {
    data::Categories batch = data::asCategories(obsColumn(dataset, name));
    if (batch.hasMissing())
        throw base::Error(base::ErrorKind::BadInput,
                          "batch column \"" + name + "\" has cells without a value; fill it in");
    if (batch.levelCount() < 2)
        throw base::Error(base::ErrorKind::BadInput,
                          "batch column \"" + name + "\" has one batch only; scores need two");
    return batch;
}

pipeline::Scores scoresOf(const data::Embedding& embedding, const data::Embedding* unintegrated,
                          const pipeline::Cells& cells, const std::vector<std::string>& only,
                          const Common& common) {
    ProgressLine line(common);
    const auto graph = neighbors::findNeighbors(
        embedding, {}, common.job([&](double part) { line.show("Neighbours", part); }));
    const plugin::MetricInput input{embedding, graph, cells.batch,
                                    cells.label ? &*cells.label : nullptr, unintegrated};
    pipeline::Scores scores;
    for (const auto& metric : common.registry.metrics()) {
        const std::string& id = metric->info().id;
        if (!only.empty() && std::ranges::find(only, id) == only.end()) continue;
        scores[id] = std::make_shared<const plugin::Score>(metric->compute(
            input, common.job([&](double part) { line.show(metric->info().title, part); })));
    }
    return scores;
}

void metrics(const MetricsArguments& arguments, const Common& common) {
    for (const std::string& id : arguments.only) static_cast<void>(common.registry.metric(id));
    const auto dataset = openInput({arguments.file}, arguments.subset, common);
    const data::Embedding& embedding = embeddingOf(*dataset, arguments.embedding);
    const data::Embedding* baseline =
        arguments.baseline.empty() ? nullptr : &embeddingOf(*dataset, arguments.baseline);
    pipeline::Cells cells{dataset->obs, batchOf(*dataset, arguments.batch), std::nullopt};
    if (!arguments.label.empty())
        cells.label = data::asCategories(obsColumn(*dataset, arguments.label));

    pipeline::Results results;
    results.dataset = dataset;
    results.cells = std::make_shared<const pipeline::Cells>(cells);
    results.scores = scoresOf(embedding, baseline, cells, arguments.only, common);
    if (baseline != nullptr)
        results.baseline = scoresOf(*baseline, baseline, cells, arguments.only, common);

    if (!arguments.perCell.empty()) {
        data::Table obs = dataset->obs;
        for (const auto& [id, score] : results.scores)
            if (score->perCell.size() == obs.rows())
                obs.set({"counterpoint_" + id,
                         std::vector<double>(score->perCell.begin(), score->perCell.end())});
        io::H5adContents contents;
        contents.obs = &obs;
        const data::Table noGenes;
        contents.var = &noGenes;
        contents.obsm[arguments.embedding] = &embedding;
        io::writeH5ad(arguments.perCell, contents, common.job());
    }
    if (common.json) {
        auto json = report::scoresJson(results, results.scores, arguments.embedding);
        if (baseline != nullptr)
            json["unintegrated"] =
                report::scoresJson(results, results.baseline, arguments.baseline)["scores"];
        std::cout << json.dump(2) << '\n';
    } else {
        std::cout << report::scoresText(results, common.registry);
    }
}

}  // namespace

void addMetrics(CLI::App& app, Common& common) {
    auto* verb =
        app.add_subcommand("metrics", "Scores of an embedding that is already in the file");
    auto arguments = std::make_shared<MetricsArguments>();
    verb->add_option("FILE", arguments->file, "The dataset")->required();
    verb->add_option("--embedding", arguments->embedding, "obsm key to score")->required();
    verb->add_option("--batch", arguments->batch, "obs column that tells the batches apart")
        ->required();
    verb->add_option("--label", arguments->label, "obs column with cell types");
    verb->add_option("--baseline", arguments->baseline, "obsm key of the unintegrated embedding");
    verb->add_option("--subset", arguments->subset, "COLUMN=VALUE: use only these cells");
    verb->add_option("--only", arguments->only, "Scores to compute, separated by commas")
        ->delimiter(',');
    verb->add_option("--per-cell", arguments->perCell, "Write per-cell scores to this new .h5ad");
    verb->callback([arguments, &common] { metrics(*arguments, common); });
}

}  // namespace counterpoint::cli
