#include "core/io/tenx_reader.h"

#include "core/io/h5ad_matrix.h"
#include "core/io/h5ad_table.h"
#include "core/io/sparse_rows.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace counterpoint::io {

using base::Error;
using base::ErrorKind;

namespace {

bool isMatrixGroup(const h5::Node& group) {
    return group.isGroup() && group.find("data") && group.find("indices") && group.find("indptr");
}

/// The groups with a matrix each: one called "matrix", or one a genome.
std::vector<h5::Node> matrixGroups(const h5::Node& root) {
    std::vector<h5::Node> groups;
    if (auto matrix = root.find("matrix"); matrix && isMatrixGroup(*matrix)) {
        groups.push_back(std::move(*matrix));
        return groups;
    }
    for (const auto& name : root.names())
        if (auto group = root.find(name); group && isMatrixGroup(*group))
            groups.push_back(std::move(*group));
    return groups;
}

std::vector<std::string> readNames(const h5::Node& group, const std::string& name,
                                   const std::string& what, const Reading& reading) {
    const auto list = group.find(name);
    if (!list)
        throw Error(ErrorKind::BadInput, group.path() + " names no " + what + " (it has no '" +
                                             name +
                                             "'), so nothing could be told apart; use the complete "
                                             "matrix that Cell Ranger wrote");
    return asTexts(readColumn(*list, reading));
}

bool isColumn(const h5::Node& node, std::size_t rows) {
    return !node.isGroup() && node.shape() == std::vector<std::size_t>{rows} &&
           node.elements() != h5::ElementKind::Other &&
           node.elements() != h5::ElementKind::Compound;
}

/// Few distinct texts (genomes, types) read better as categories.
data::Column categorical(const std::string& name, std::vector<std::string> texts) {
    return {name, data::asCategories({name, std::move(texts)})};
}

/// One genome or one v3 matrix, as cells × features.
struct Part {
    h5::Node group;
    std::vector<std::string> cells;
    data::Table features;
    std::vector<std::string> types;  ///< of each feature; empty before version 3
};

Part readNewFeatures(h5::Node group, const Reading& reading) {
    const auto features = group.child("features");
    const std::string names = features.find("name") ? "name" : "id";
    data::Table table{readNames(features, names, "genes", reading), {}};
    const bool probes = features.find("gene_id").has_value();
    std::vector<std::string> types;
    for (const auto& name : features.names()) {
        const auto column = features.find(name);
        if (!column || name == names || !isColumn(*column, table.rows())) continue;
        if (name == "feature_type") {
            types = asTexts(readColumn(*column, reading));
            table.set(categorical("feature_types", types));
        } else if (name == "genome") {
            table.set(categorical(name, asTexts(readColumn(*column, reading))));
        } else if (name == "id") {
            table.set({probes ? "probe_ids" : "gene_ids", readColumn(*column, reading)});
        } else {
            table.set({name == "gene_id" ? "gene_ids" : name, readColumn(*column, reading)});
        }
    }
    auto cells = readNames(group, "barcodes", "cells", reading);
    return {std::move(group), std::move(cells), std::move(table), std::move(types)};
}

Part readOldFeatures(h5::Node group, const Reading& reading) {
    auto ids = readNames(group, "genes", "genes", reading);
    data::Table table{ids, {}};
    if (group.find("gene_names")) table.index = readNames(group, "gene_names", "genes", reading);
    if (table.index.size() != ids.size())
        throw Error(ErrorKind::BadInput,
                    group.path() + " has " + std::to_string(ids.size()) + " gene ids but " +
                        std::to_string(table.index.size()) +
                        " gene names, so the file is damaged; copy or download it again");
    const std::vector<std::string> genome(ids.size(), group.path());
    table.set({"gene_ids", std::move(ids)});
    table.set(categorical("genome", genome));
    auto cells = readNames(group, "barcodes", "cells", reading);
    return {std::move(group), std::move(cells), std::move(table), {}};
}

/// 10x states (features, cells) in a dataset.
void checkShape(const Part& part, const Reading& reading) {
    const auto node = part.group.find("shape");
    if (!node) return;
    const auto shape = readVector<std::int64_t>(*node, reading.job);
    if (shape.size() != 2 || shape[0] != static_cast<std::int64_t>(part.features.rows()) ||
        shape[1] != static_cast<std::int64_t>(part.cells.size()))
        throw Error(ErrorKind::BadInput,
                    node->path() + " does not agree with the " +
                        std::to_string(part.features.rows()) + " feature names and " +
                        std::to_string(part.cells.size()) +
                        " barcodes, so the file is damaged; copy or download it again");
}

/// The parts to use: all when they hold the same cells, else the one with the most.
std::vector<Part> chooseParts(std::vector<Part> parts, const Reading& reading) {
    const bool sameCells = std::ranges::all_of(
        parts, [&](const Part& part) { return part.cells == parts.front().cells; });
    if (sameCells) {
        if (parts.size() > 1)
            reading.notes.push_back("The file holds " + std::to_string(parts.size()) +
                                    " genomes for the same cells; their genes stand side by side, "
                                    "told apart by the var column genome.");
        return parts;
    }
    const auto most =
        std::ranges::max_element(parts, {}, [](const Part& part) { return part.cells.size(); });
    std::string others;
    for (const Part& part : parts)
        if (&part != &*most) others += (others.empty() ? "" : ", ") + part.group.path();
    reading.notes.push_back("The file holds genomes with cells of their own; " +
                            most->group.path() + ", which has the most, is read and " + others +
                            " left out.");
    std::vector<Part> chosen;
    chosen.push_back(std::move(*most));
    return chosen;
}

/// `right` put beside `left`, cell by cell.
data::CsrMatrix sideBySide(const data::CsrMatrix& left, const data::CsrMatrix& right) {
    data::CsrMatrix joined;
    joined.rows = left.rows;
    joined.cols = left.cols + right.cols;
    joined.columns.reserve(left.nonZeros() + right.nonZeros());
    joined.values.reserve(left.nonZeros() + right.nonZeros());
    for (std::size_t row = 0; row < left.rows; ++row) {
        std::ranges::copy(left.rowColumns(row), std::back_inserter(joined.columns));
        for (const std::uint32_t column : right.rowColumns(row))
            joined.columns.push_back(column + static_cast<std::uint32_t>(left.cols));
        std::ranges::copy(left.rowValues(row), std::back_inserter(joined.values));
        std::ranges::copy(right.rowValues(row), std::back_inserter(joined.values));
        joined.rowPointers.push_back(static_cast<std::int64_t>(joined.values.size()));
    }
    return joined;
}

/// The genes `kept` of a part (or all) whose values stay in the file.
std::shared_ptr<const data::RowStream> streamPart(const Part& part,
                                                  const std::vector<std::uint32_t>& kept, bool all,
                                                  const Reading& reading) {
    std::vector<std::uint32_t> places(part.features.rows(), SparseRows::Dropped);
    if (all) std::iota(places.begin(), places.end(), 0U);
    for (std::size_t i = 0; i < kept.size() && !all; ++i)
        places[kept[i]] = static_cast<std::uint32_t>(i);
    const std::size_t cols = all ? places.size() : kept.size();
    return streamSparse(part.group, {part.cells, part.features.index}, std::move(places), cols,
                        reading);
}

void append(data::Table& table, const data::Table& more) {
    auto ids = std::get<std::vector<std::string>>(table.find("gene_ids")->values);
    std::ranges::copy(std::get<std::vector<std::string>>(more.find("gene_ids")->values),
                      std::back_inserter(ids));
    auto genomes = asTexts(table.find("genome")->values);
    std::ranges::copy(asTexts(more.find("genome")->values), std::back_inserter(genomes));
    std::ranges::copy(more.index, std::back_inserter(table.index));
    table.set({"gene_ids", std::move(ids)});
    table.set(categorical("genome", std::move(genomes)));
}

}  // namespace

std::vector<std::uint32_t> geneFeatures(const std::vector<std::string>& types,
                                        const Reading& reading) {
    constexpr std::string_view genes = "Gene Expression";
    std::vector<std::uint32_t> kept;
    std::map<std::string, std::size_t> others;
    for (std::size_t i = 0; i < types.size(); ++i) {
        if (types[i] == genes || types[i].empty())
            kept.push_back(static_cast<std::uint32_t>(i));
        else
            ++others[types[i]];
    }
    if (others.empty()) return kept;
    std::string list;
    for (const auto& [type, count] : others)
        list += (list.empty() ? "" : ", ") + std::to_string(count) + " " + type;
    if (kept.empty()) {
        kept.resize(types.size());
        std::iota(kept.begin(), kept.end(), 0U);
        reading.notes.push_back("The file holds no genes; its other features are used (" + list +
                                ").");
    } else {
        reading.notes.push_back("Only the " + countOf(kept.size(), "gene") +
                                " are used; other features were left out (" + list + ").");
    }
    return kept;
}

bool isTenx(const h5::Node& root) {
    return !matrixGroups(root).empty();
}

Overview readTenx(const h5::Node& root, Depth depth, const base::Job& job) {
    Overview overview;
    data::Dataset& dataset = overview.dataset;
    const Reading reading{job, dataset.notes};
    std::vector<Part> parts;
    for (auto& group : matrixGroups(root))
        parts.push_back(group.find("features") ? readNewFeatures(std::move(group), reading)
                                               : readOldFeatures(std::move(group), reading));
    parts = chooseParts(std::move(parts), reading);

    std::size_t stored = 0;
    for (const Part& part : parts) {
        checkShape(part, reading);
        const Axes axes{part.cells, part.features.index};
        const auto kept = geneFeatures(part.types, reading);
        const bool all = kept.size() == part.features.rows() || part.types.empty();
        const data::Table genes = all ? part.features : data::takeRows(part.features, kept);
        const bool first = &part == &parts.front();
        if (depth == Depth::Everything) {
            auto matrix = readSparse(part.group, Lines::Cells, axes, reading);
            if (!all) {
                std::vector<std::uint32_t> cells(matrix.rows);
                std::iota(cells.begin(), cells.end(), 0U);
                matrix = data::take(matrix, cells, kept);
            }
            dataset.counts = first ? std::move(matrix) : sideBySide(dataset.counts, matrix);
        } else if (first) {
            dataset.valueKind = sampleValues(part.group, reading).kind;
            if (depth == Depth::RowsInFile) dataset.stream = streamPart(part, kept, all, reading);
        }
        stored += storedValues(part.group);
        if (first)
            dataset.var = genes;
        else
            append(dataset.var, genes);
    }
    const Part& first = parts.front();
    dataset.obs.index = first.cells;
    if (const auto filtered = first.group.find("filtered_barcodes");
        filtered && isColumn(*filtered, first.cells.size()))
        dataset.obs.set({"filtered_barcodes", readColumn(*filtered, reading)});
    dataset.valueSource = first.group.path();
    finish(overview, depth, stored, reading);
    overview.streams = parts.size() == 1 && dataset.valueKind == data::ValueKind::Counts;
    return overview;
}

}  // namespace counterpoint::io
