#include "core/io/matrix_folder.h"

#include "core/base/error.h"
#include "core/io/matrix_market.h"
#include "core/io/tenx_reader.h"
#include "core/io/text_lines.h"

#include <algorithm>
#include <numeric>

namespace counterpoint::io {

namespace fs = std::filesystem;
using base::Error;
using base::ErrorKind;

namespace {

constexpr std::size_t deepest = 3;  ///< run/outs/filtered_feature_bc_matrix/hg19

bool isMatrix(const fs::path& path) {
    const auto name = path.filename().string();
    return name.ends_with(".mtx") || name.ends_with(".mtx.gz");
}

bool isFolder(const fs::path& path) {
    std::error_code ignored;
    return fs::is_directory(path, ignored);
}

bool isThere(const fs::path& path) {
    std::error_code ignored;
    return fs::exists(path, ignored);
}

std::vector<fs::path> entriesOf(const fs::path& folder) {
    std::error_code error;
    std::vector<fs::path> entries;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
        entries.push_back(at->path());
    if (error)
        throw Error(ErrorKind::Io,
                    "cannot be listed (" + error.message() + "); check that you may read it");
    std::ranges::sort(entries);
    return entries;
}

/// The file beside a matrix that is called `prefix` + one of `names`, or else the only one in the
/// folder that contains such a name.
fs::path besides(const fs::path& matrix, const std::string& prefix,
                 std::initializer_list<const char*> names, const std::string& what) {
    const fs::path folder = matrix.has_parent_path() ? matrix.parent_path() : fs::path(".");
    for (const char* name : names)
        for (const char* ending : {".tsv", ".tsv.gz", ".csv", ".csv.gz", ".txt", ".txt.gz"})
            if (auto path = folder / (prefix + name + ending); isThere(path)) return path;
    std::vector<fs::path> found;
    for (const auto& path : entriesOf(folder))
        for (const char* name : names)
            if (path.filename().string().find(name) != std::string::npos && !isMatrix(path))
                found.push_back(path);
    if (found.size() == 1) return found.front();
    throw Error(ErrorKind::BadInput, "has no " + what + " beside " + matrix.filename().string() +
                                         " (" + prefix + *names.begin() +
                                         ".tsv.gz); put it into the same folder");
}

/// The first columns of a list that names `rows` things (or `others`, if the matrix lies the other
/// way round), without its header if it has one.
std::vector<std::vector<std::string>> readList(const fs::path& path, std::size_t rows,
                                               std::size_t others, const Reading& reading) {
    std::vector<std::vector<std::string>> columns(3);
    TextLines lines(path, reading.job);
    std::string_view line;
    std::vector<std::string_view> fields;
    std::string scratch;
    const char delimiter = path.string().find(".csv") != std::string::npos ? ',' : '\t';
    while (lines.next(line)) {
        if (line.empty()) continue;
        splitFields(line, delimiter, fields, &scratch);
        for (std::size_t c = 0; c < columns.size(); ++c)
            columns[c].emplace_back(c < fields.size() ? fields[c] : std::string_view());
    }
    if (columns[0].size() == rows + 1 && columns[0].size() != others &&
        rows > 0) {  // some tools name the columns
        for (auto& column : columns) column.erase(column.begin());
        reading.notes.push_back("The first line of " + path.filename().string() +
                                " was taken for a header.");
    }
    return columns;
}

bool hasText(const std::vector<std::string>& column) {
    return std::ranges::any_of(column, [](const std::string& text) { return !text.empty(); });
}

/// Ids, names and types as far as the file has them.
data::Table tableOf(std::vector<std::vector<std::string>> columns) {
    data::Table table;
    if (hasText(columns[1])) {
        table.index = std::move(columns[1]);
        for (std::size_t i = 0; i < table.index.size(); ++i)
            if (table.index[i].empty()) table.index[i] = columns[0][i];
        table.set({"gene_ids", std::move(columns[0])});
    } else {
        table.index = std::move(columns[0]);
    }
    if (hasText(columns[2]))
        table.set({"feature_types", data::asCategories({"", std::move(columns[2])})});
    return table;
}

/// The only matrix of this folder or of those below it; empty when there is none.
fs::path findMatrix(const fs::path& folder, std::size_t depth) {
    std::vector<fs::path> matrices;
    std::vector<fs::path> folders;
    for (const auto& path : entriesOf(folder)) {
        if (isFolder(path))
            folders.push_back(path);
        else if (isMatrix(path))
            matrices.push_back(path);
    }
    if (matrices.size() > 1) {
        std::string names;
        for (std::size_t i = 0; i < std::min<std::size_t>(3, matrices.size()); ++i)
            names += (i > 0 ? ", " : "") + matrices[i].filename().string();
        throw Error(ErrorKind::BadInput, "holds several matrices (" + names +
                                             "); open them by these files, each as a batch");
    }
    if (matrices.size() == 1) return matrices.front();
    if (depth == 0) return {};
    // What Cell Ranger calls filtered holds the cells, raw every droplet.
    std::stable_partition(folders.begin(), folders.end(), [](const fs::path& path) {
        return path.filename().string().starts_with("filtered");
    });
    fs::path found;
    for (const auto& below : folders) {
        auto matrix = findMatrix(below, depth - 1);
        if (matrix.empty()) continue;
        if (below.filename().string().starts_with("filtered")) return matrix;
        if (!found.empty())
            throw Error(ErrorKind::BadInput,
                        "holds several matrices in folders below it; open these, each as a batch");
        found = matrix;
    }
    return found;
}

Overview read(const MatrixFiles& files, const fs::path*& at, Depth depth, const base::Job& job) {
    Overview overview;
    data::Dataset& dataset = overview.dataset;
    const Reading reading{job, dataset.notes};
    at = &files.matrix;
    const MatrixMarketHeader header = readMatrixMarketHeader(files.matrix, job);
    at = &files.features;
    auto features = readList(files.features, header.rows, header.cols, reading);
    at = &files.barcodes;
    auto barcodes = readList(files.barcodes, header.cols, header.rows, reading);
    at = &files.matrix;
    const std::size_t genes = features[0].size();
    const std::size_t cells = barcodes[0].size();
    const bool usual = header.rows == genes && header.cols == cells;
    if (!usual && (header.rows != cells || header.cols != genes))
        throw Error(ErrorKind::BadInput, "is " + std::to_string(header.rows) + " × " +
                                             std::to_string(header.cols) + " but there are " +
                                             countOf(genes, "gene name") + " and " +
                                             countOf(cells, "barcode") +
                                             " beside it; put the three files of one run together");
    if (!usual) reading.notes.push_back("The matrix was read as cells × genes, as the names say.");
    const auto types = features[2];
    dataset.var = tableOf(std::move(features));
    dataset.obs.index = std::move(barcodes[0]);
    const auto kept = geneFeatures(types, reading);
    const bool all = kept.size() == genes;
    if (depth == Depth::Everything) {
        std::size_t missing = 0;
        dataset.counts = readMatrixMarketColumns(files.matrix, missing, job);
        noteMissingValues("The matrix", missing, reading);
        if (!usual) dataset.counts = data::transpose(dataset.counts);
        if (!all) {
            std::vector<std::uint32_t> everyCell(cells);
            std::iota(everyCell.begin(), everyCell.end(), 0U);
            dataset.counts = data::take(dataset.counts, everyCell, kept);
        }
    } else {
        dataset.valueKind = data::ValueKind::Counts;  // all but certain; open looks at the values
    }
    if (!all) dataset.var = data::takeRows(dataset.var, kept);
    dataset.valueSource = files.matrix.filename().string();
    finish(overview, depth, header.entries, reading);
    overview.memory += header.entries * 4;  // while the entries are put in order
    return overview;
}

}  // namespace

MatrixFiles matrixFilesOf(const fs::path& matrix) {
    std::string prefix = matrix.filename().string();
    prefix.resize(std::min(prefix.size(), prefix.find(".mtx")));
    if (prefix.ends_with("matrix")) prefix.resize(prefix.size() - 6);
    return {matrix, besides(matrix, prefix, {"features", "genes"}, "list of genes"),
            besides(matrix, prefix, {"barcodes", "cells"}, "list of barcodes")};
}

MatrixFiles findMatrixFiles(const fs::path& folder) {
    const auto matrix = findMatrix(folder, deepest);
    if (!matrix.empty()) return matrixFilesOf(matrix);
    if (isThere(folder / ".zgroup") || isThere(folder / "zarr.json"))
        throw Error(ErrorKind::BadInput,
                    "is a Zarr store, which this version cannot read; save it as .h5ad");
    throw Error(ErrorKind::BadInput,
                "is a folder without a matrix.mtx or matrix.mtx.gz; choose the folder that Cell "
                "Ranger calls filtered_feature_bc_matrix, or a file");
}

Overview readMatrixFiles(const MatrixFiles& files, Depth depth, const base::Job& job) {
    const fs::path* at = &files.matrix;
    try {
        return read(files, at, depth, job);
    } catch (const Error& error) {
        throw Error(error.kind(), at->filename().string() + " " + error.what(), error.detail());
    }
}

}  // namespace counterpoint::io
