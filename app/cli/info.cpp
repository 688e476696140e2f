#include "app/cli/common.h"
#include "core/base/memory.h"
#include "core/data/inspection.h"
#include "core/io/open.h"
#include "core/pipeline/prepare.h"

#include <nlohmann/json.hpp>

#include <iomanip>
#include <iostream>

namespace counterpoint::cli {

namespace {

nlohmann::json columnJson(const data::Column& column) {
    nlohmann::json json{{"name", column.name}};
    if (const auto* categories = std::get_if<data::Categories>(&column.values)) {
        json["kind"] = "categorical";
        auto levels = nlohmann::json::object();
        const auto counts = categories->counts();
        for (std::size_t level = 0; level < counts.size(); ++level)
            levels[categories->levels[level]] = counts[level];
        json["levels"] = levels;
        json["missing"] = std::ranges::count(categories->codes, -1);
    } else if (std::holds_alternative<std::vector<double>>(column.values)) {
        json["kind"] = "numeric";
    } else if (std::holds_alternative<std::vector<bool>>(column.values)) {
        json["kind"] = "boolean";
    } else {
        json["kind"] = "text";
    }
    return json;
}

void addInspection(const data::Inspection& inspection, nlohmann::json& json) {
    json["proposed_roles"] = {{"batch", inspection.roles.batch},
                              {"label", inspection.roles.label},
                              {"condition", inspection.condition}};
    json["gene_names"] = data::nameOf(inspection.geneNaming);
    json["mitochondrial_genes"] = {{"count", inspection.mitochondrialGenes},
                                   {"from", inspection.mitochondrialSource}};
    if (!json["stays_in_file"].get<bool>()) {
        json["empty_cells"] = inspection.emptyCells;
        json["empty_genes"] = inspection.emptyGenes;
    }
    json["associations"] = nlohmann::json::array();
    for (const data::Association& pair : inspection.associations)
        json["associations"].push_back({{"columns", {pair.first, pair.second}},
                                        {"cramers_v", pair.cramersV},
                                        {"same", pair.same},
                                        {"nested", pair.nested}});
    for (const auto& [key, counts] : {std::pair{"tiny_batches", &inspection.tinyBatches},
                                      std::pair{"missing_values", &inspection.missing}}) {
        json[key] = nlohmann::json::object();
        for (const data::Count& count : *counts) json[key][count.name] = count.count;
    }
    json["findings"] = nlohmann::json::array();
    for (const data::Finding& finding : inspection.findings)
        json["findings"].push_back(
            {{"weight", finding.weight == data::Finding::Weight::Warning ? "warning" : "note"},
             {"id", finding.id},
             {"sentence", finding.sentence}});
}

nlohmann::json overviewJson(const std::string& file, const Common& common) {
    const io::Overview overview = io::inspect(file, common.job());
    // The kind of values is a fact about every value, so the matrix is read for it where it fits.
    const auto dataset = io::open(file, common.job());
    nlohmann::json json{{"file", file},
                        {"cells", overview.cells},
                        {"genes", overview.genes},
                        {"values", data::nameOf(dataset->valueKind)},
                        {"values_from", dataset->valueSource},
                        {"non_zeros", data::storedValues(*dataset)},
                        {"memory_bytes", overview.memory},
                        {"memory_of_run_bytes", pipeline::memoryOfRun(*dataset)},
                        {"memory_available_bytes", base::availableMemory()},
                        {"stays_in_file", dataset->stream != nullptr},
                        {"layers", dataset->layers},
                        {"notes", dataset->notes}};
    for (const auto* name : {"obs", "var"}) json[name] = nlohmann::json::array();
    for (const data::Column& column : dataset->obs.columns)
        json["obs"].push_back(columnJson(column));
    for (const data::Column& column : dataset->var.columns)
        json["var"].push_back(columnJson(column));
    json["obsm"] = nlohmann::json::object();
    for (const auto& [key, embedding] : dataset->obsm) json["obsm"][key] = embedding.cols;
    addInspection(data::inspect(*dataset, common.job()), json);
    return json;
}

void printColumn(const nlohmann::json& column) {
    constexpr std::size_t most = 8;
    std::cout << "  " << std::left << std::setw(22) << column["name"].get<std::string>() << ' '
              << std::setw(12) << column["kind"].get<std::string>();
    if (column.contains("levels")) {
        std::cout << column["levels"].size() << " levels: ";
        std::size_t shown = 0;
        for (const auto& [level, count] : column["levels"].items()) {
            if (shown == most) {
                std::cout << ", …";
                break;
            }
            std::cout << (shown++ == 0 ? "" : ", ") << level << ' ' << count;
        }
        if (column["missing"] != 0) std::cout << "; missing in " << column["missing"] << " cells";
    }
    std::cout << '\n';
}

void print(const nlohmann::json& info) {
    const auto memory = [&](const char* key) {
        return base::memoryText(info[key].get<std::size_t>());
    };
    std::cout << info["file"].get<std::string>() << "\n  " << info["cells"] << " cells × "
              << info["genes"] << " genes, " << info["values"].get<std::string>() << " ("
              << info["values_from"].get<std::string>() << "), " << info["non_zeros"]
              << " non-zeros\n"
              << "  memory: "
              << (info["stays_in_file"].get<bool>()
                      ? "the values stay in the file, because they would take "
                      : "about ")
              << memory("memory_bytes") << (info["stays_in_file"].get<bool>() ? "; " : " to open, ")
              << memory("memory_of_run_bytes") << " more for a run, "
              << memory("memory_available_bytes") << " free\n";
    std::cout << "obs\n";
    for (const auto& column : info["obs"]) printColumn(column);
    std::cout << "var\n";
    for (const auto& column : info["var"]) printColumn(column);
    std::cout << "obsm\n";
    for (const auto& [key, dims] : info["obsm"].items())
        std::cout << "  " << key << ", " << dims << " dimensions\n";
    for (const auto& layer : info["layers"])
        std::cout << "layer " << layer.get<std::string>() << '\n';
    const auto role = [&](const char* key) {
        const auto name = info["proposed_roles"][key].get<std::string>();
        return name.empty() ? std::string("none found") : name;
    };
    const auto condition = info["proposed_roles"]["condition"].get<std::string>();
    std::cout << "proposed roles: batch " << role("batch") << ", cell type " << role("label")
              << (condition.empty() ? "" : ", condition " + condition) << '\n';
    for (const auto& pair : info["associations"])
        std::cout << "Cramér's V of " << pair["columns"][0].get<std::string>() << " and "
                  << pair["columns"][1].get<std::string>() << ": " << std::fixed
                  << std::setprecision(2) << pair["cramers_v"].get<double>() << std::defaultfloat
                  << '\n';
    for (const auto& finding : info["findings"])
        std::cout << finding["weight"].get<std::string>() << ": "
                  << finding["sentence"].get<std::string>() << '\n';
    for (const auto& note : info["notes"]) std::cout << "note: " << note.get<std::string>() << '\n';
}

}  // namespace

void addInfo(CLI::App& app, Common& common) {
    Verb verb(app, "info",
              "Shape, kind of values, columns, embeddings and proposed roles of files");
    auto files = std::make_shared<std::vector<std::string>>();
    verb.option("FILE", *files, "Files to look at").required();
    verb.callback([files, &common] {
        auto all = nlohmann::json::array();
        for (const std::string& file : *files) all.push_back(overviewJson(file, common));
        if (common.json)
            std::cout << (all.size() == 1 ? all.front() : all).dump(2) << '\n';
        else
            for (const auto& info : all) print(info);
    });
}

}  // namespace counterpoint::cli
