#include "core/data/dataset.h"

#include "core/base/hash.h"
#include "core/base/parallel.h"

#include <cmath>
#include <numeric>

namespace counterpoint::data {

namespace {

void addColumn(base::Hasher& hasher, const Column& column) {
    hasher.add(column.name).add(static_cast<std::uint64_t>(column.values.index()));
    std::visit(
        [&](const auto& values) {
            using Values = std::decay_t<decltype(values)>;
            if constexpr (std::is_same_v<Values, Categories>) {
                hasher.add(std::span<const std::int32_t>(values.codes));
                for (const auto& level : values.levels) hasher.add(level);
            } else {
                for (const auto& value : values) hasher.add(value);
            }
        },
        column.values);
}

/// Long arrays are hashed in pieces, so that threads can share the work and a stop is heard.
template <class T>
void addArray(base::Hasher& hasher, std::span<const T> values, const base::Job& job) {
    constexpr std::size_t piece = std::size_t{1} << 20U;
    std::vector<std::uint64_t> pieces(base::blockCount(values.size(), piece));
    base::parallelBlocks(
        job, values.size(), piece, [&](std::size_t begin, std::size_t end, std::size_t block) {
            pieces[block] = base::Hasher().add(values.subspan(begin, end - begin)).value();
        });
    hasher.add(static_cast<std::uint64_t>(values.size()));
    hasher.add(std::span<const std::uint64_t>(pieces));
}

void addTable(base::Hasher& hasher, const Table& table) {
    hasher.add(static_cast<std::uint64_t>(table.rows()));
    for (const auto& name : table.index) hasher.add(name);
    for (const Column& column : table.columns) addColumn(hasher, column);
}

}  // namespace

std::size_t storedValues(const Dataset& dataset) {
    return dataset.stream ? dataset.stream->nonZeros() : dataset.counts.nonZeros();
}

Dataset takeCells(const Dataset& dataset, std::span<const std::uint32_t> cells,
                  const base::Job& job) {
    Dataset taken;
    taken.path = dataset.path;
    taken.joinedFrom = dataset.joinedFrom;
    taken.joinedAllGenes = dataset.joinedAllGenes;
    taken.name = dataset.name;
    taken.valueKind = dataset.valueKind;
    taken.valueKindGiven = dataset.valueKindGiven;
    taken.valueSource = dataset.valueSource;
    taken.var = dataset.var;
    taken.colors = dataset.colors;
    taken.layers = dataset.layers;
    taken.notes = dataset.notes;
    taken.notes.push_back("Restricted to " + std::to_string(cells.size()) + " of " +
                          std::to_string(dataset.cells()) + " cells.");
    taken.obs = takeRows(dataset.obs, cells);
    for (const auto& [key, embedding] : dataset.obsm) taken.obsm[key] = takeRows(embedding, cells);
    if (dataset.valueKind != ValueKind::None) {
        std::vector<std::uint32_t> genes(dataset.counts.cols);
        std::iota(genes.begin(), genes.end(), 0U);
        taken.counts = dataset.stream ? take(*dataset.stream, cells, genes, job)
                                      : take(dataset.counts, cells, genes, job);
    }
    return taken;
}

ValueKind classifyValues(const CsrMatrix& matrix, const base::Job& job) {
    if (matrix.rows == 0 || matrix.cols == 0) return ValueKind::None;
    constexpr std::size_t valuesPerPoll = std::size_t{1} << 20U;
    bool integers = true;
    for (std::size_t i = 0; i < matrix.values.size(); ++i) {
        if (i % valuesPerPoll == 0) job.checkStop();
        const float value = matrix.values[i];
        if (value < 0.0F) return ValueKind::Scaled;
        if (integers && value != std::floor(value)) integers = false;
    }
    return integers ? ValueKind::Counts : ValueKind::LogNormalised;
}

std::string nameOf(ValueKind kind) {
    switch (kind) {
        case ValueKind::None:
            return "none";
        case ValueKind::Counts:
            return "counts";
        case ValueKind::LogNormalised:
            return "log-normalised";
        case ValueKind::Scaled:
            return "scaled";
    }
    return "none";
}

std::uint64_t fingerprint(const Dataset& dataset, const base::Job& job) {
    base::Hasher hasher;
    hasher.add(static_cast<std::uint64_t>(dataset.valueKind));  // a user may say otherwise
    addArray(hasher, std::span<const std::int64_t>(dataset.counts.rowPointers), job);
    addArray(hasher, std::span<const std::uint32_t>(dataset.counts.columns), job);
    addArray(hasher, std::span<const float>(dataset.counts.values), job);
    if (dataset.stream) hasher.add(dataset.stream->fingerprint());
    addTable(hasher, dataset.obs);
    addTable(hasher, dataset.var);
    for (const auto& [key, embedding] : dataset.obsm) {
        hasher.add(key).add(static_cast<std::uint64_t>(embedding.cols));
        addArray(hasher, std::span<const float>(embedding.values), job);
    }
    return hasher.value();
}

}  // namespace counterpoint::data
