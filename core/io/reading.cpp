#include "core/io/reading.h"

#include <unordered_map>
#include <unordered_set>

namespace counterpoint::io {

void makeUnique(std::vector<std::string>& names, const std::string& what, const Reading& reading) {
    std::unordered_set<std::string> taken(names.begin(), names.end());
    if (taken.size() == names.size()) return;
    std::unordered_map<std::string, std::size_t> seen;
    std::size_t renamed = 0;
    std::string example;
    for (auto& name : names) {
        std::size_t& count = seen[name];
        if (count++ == 0) continue;
        std::string unique = name + "-" + std::to_string(count - 1);
        while (!taken.insert(unique).second) unique = name + "-" + std::to_string(count++);
        if (renamed++ == 0) example = "'" + name + "' became '" + unique + "'";
        name = std::move(unique);
    }
    reading.notes.push_back(std::to_string(renamed) + " repeated " + what +
                            (renamed == 1 ? " name was" : " names were") + " made unique (" +
                            example + ").");
}

std::string countOf(std::size_t count, const std::string& what) {
    return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

void noteMissingValues(const std::string& where, std::size_t count, const Reading& reading) {
    if (count > 0)
        reading.notes.push_back(where + " holds " + countOf(count, "missing value") +
                                " (NaN), taken as 0.");
}

void finish(Overview& overview, Depth depth, std::size_t nonZeros, const Reading& reading) {
    data::Dataset& dataset = overview.dataset;
    makeUnique(dataset.obs.index, "cell", reading);
    makeUnique(dataset.var.index, "gene", reading);
    overview.cells = dataset.cells();
    overview.genes = dataset.genes();
    overview.nonZeros = nonZeros;
    overview.memory = nonZeros * 8 + dataset.obs.rows() * (dataset.obs.columns.size() + 2) * 64 +
                      dataset.var.rows() * (dataset.var.columns.size() + 2) * 64;
    for (const auto& [key, embedding] : dataset.obsm)
        overview.memory += embedding.rows * embedding.cols * sizeof(float);
    if (overview.cells == 0 || overview.genes == 0) dataset.valueKind = data::ValueKind::None;
    if (dataset.counts.rows == 0) {
        dataset.counts = data::emptyMatrix(overview.cells, overview.genes);
    } else if (depth == Depth::Everything) {
        dataset.valueKind = data::classifyValues(dataset.counts);
    }
}

}  // namespace counterpoint::io
