#include "core/io/table_reader.h"

#include "core/base/error.h"
#include "core/data/table_rows.h"
#include "core/io/dense_table.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <unordered_map>
#include <unordered_set>

namespace counterpoint::io {

namespace fs = std::filesystem;
using base::Error;

namespace {

std::string lower(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

/// Share of names that seem genes or barcodes, over the first 20,000.
template <class Looks>
double shareOf(const std::vector<std::string>& names, Looks looks) {
    const std::size_t count = std::min<std::size_t>(names.size(), 20000);
    const auto end = names.begin() + static_cast<std::ptrdiff_t>(count);
    return count == 0 ? 0.0
                      : static_cast<double>(std::count_if(names.begin(), end, looks)) /
                            static_cast<double>(count);
}

/// How much the names of one axis seem genes (positive) or cells (negative), −1 to 1. A few
/// well-known symbols suffice, because most names of genes follow no rule.
double geneScore(const std::vector<std::string>& names) {
    return std::min(1.0, 20.0 * shareOf(names, looksLikeGene)) - shareOf(names, looksLikeBarcode);
}

/// Whether the name above the row names says genes (1), cells (−1) or nothing (0).
int cornerSays(const std::string& corner) {
    const std::string text = lower(corner);
    const auto says = [&](std::initializer_list<const char*> words) {
        return std::ranges::any_of(
            words, [&](const char* word) { return text.find(word) != std::string::npos; });
    };
    if (says({"gene", "symbol", "ensembl", "feature", "transcript"})) return 1;
    if (says({"cell", "barcode", "well", "sample"})) return -1;
    return 0;
}

/// A table of cells found beside the expression.
struct Annotations {
    fs::path file;
    data::Table table;
    bool describesRows = false;
};

bool isTextTable(const fs::path& path) {
    std::string name = lower(path.filename().string());
    if (name.ends_with(".gz")) name.resize(name.size() - 3);
    return name.ends_with(".csv") || name.ends_with(".tsv") || name.ends_with(".txt");
}

bool soundsLikeAnnotations(const fs::path& path) {
    const std::string name = lower(path.filename().string());
    return std::ranges::any_of(
        std::array{"meta", "obs", "annot", "cell", "coldata", "pheno", "label"},
        [&](const char* word) { return name.find(word) != std::string::npos; });
}

std::size_t commonPrefix(const std::string& a, const std::string& b) {
    return static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
}

std::size_t found(const std::vector<std::string>& names,
                  const std::unordered_set<std::string_view>& wanted) {
    std::unordered_set<std::string_view> hits;
    for (const auto& name : names)
        if (wanted.contains(name)) hits.insert(name);
    return hits.size();
}

/// Puts the column whose texts are found among `wanted` most often in the place of the index.
std::size_t indexBy(data::Table& table, const std::unordered_set<std::string_view>& wanted) {
    std::size_t most = found(table.index, wanted);
    for (const data::Column& column : table.columns) {
        const auto* texts = std::get_if<std::vector<std::string>>(&column.values);
        if (texts == nullptr) continue;
        const std::size_t hits = found(*texts, wanted);
        if (hits <= most) continue;
        most = hits;
        table.index = *texts;
    }
    return most;
}

/// The first table in the folder that describes at least half of the rows or of the columns; those
/// whose file name begins like the expression's come first.
std::optional<Annotations> findAnnotations(const fs::path& file, const DenseTable& expression,
                                           const base::Job& job) {
    std::vector<fs::path> candidates;
    std::error_code error;
    const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
        if (at->path().filename() != file.filename() && isTextTable(at->path()) &&
            soundsLikeAnnotations(at->path()))
            candidates.push_back(at->path());
    const std::string own = file.filename().string();
    std::ranges::sort(candidates, [&](const fs::path& a, const fs::path& b) {
        const auto shared = [&](const fs::path& p) {
            return commonPrefix(own, p.filename().string());
        };
        return shared(a) != shared(b) ? shared(a) > shared(b) : a < b;
    });
    const std::unordered_set<std::string_view> rows(expression.rowNames.begin(),
                                                    expression.rowNames.end());
    const std::unordered_set<std::string_view> columns(expression.columnNames.begin(),
                                                       expression.columnNames.end());
    for (const auto& candidate : candidates) {
        try {
            Annotations annotations{candidate, readAnnotations(candidate, job), false};
            data::Table byRows = annotations.table;
            const std::size_t rowHits = indexBy(byRows, rows);
            const std::size_t columnHits = indexBy(annotations.table, columns);
            annotations.describesRows = rowHits > columnHits;
            if (annotations.describesRows) annotations.table = std::move(byRows);
            const std::size_t names = annotations.describesRows ? rows.size() : columns.size();
            if (2 * std::max(rowHits, columnHits) >= names && names > 0) return annotations;
        } catch (const Error&) {
            continue;  // it is not what its name promised; the expression opens without it
        }
    }
    return std::nullopt;
}

void addAnnotations(const Annotations& annotations, data::Table& obs, const Reading& reading) {
    std::unordered_map<std::string_view, std::ptrdiff_t> rowOf;
    for (std::size_t i = 0; i < annotations.table.rows(); ++i)
        rowOf.emplace(annotations.table.index[i], static_cast<std::ptrdiff_t>(i));
    std::vector<std::ptrdiff_t> rows;
    for (const auto& cell : obs.index) {
        const auto at = rowOf.find(cell);
        rows.push_back(at == rowOf.end() ? -1 : at->second);
    }
    const auto without = static_cast<std::size_t>(std::ranges::count(rows, -1));
    for (const data::Column& column : annotations.table.columns)
        obs.set({column.name, data::arranged(column.values, rows)});
    reading.notes.push_back(
        "The columns of " + annotations.file.filename().string() + " describe the cells" +
        (without > 0 ? "; " + countOf(without, "cell") + " are not in it." : std::string(".")));
}

/// Whether rows are genes, and why, as the end of a sentence.
std::pair<bool, std::string> orientation(const DenseTable& table,
                                         const std::optional<Annotations>& annotations) {
    if (annotations)
        return {!annotations->describesRows,
                "as the names in " + annotations->file.filename().string() + " say"};
    const double score = geneScore(table.rowNames) - geneScore(table.columnNames);
    if (std::abs(score) >= 0.1) return {score > 0.0, "as the names say"};
    if (const int corner = cornerSays(table.corner); corner != 0)
        return {corner > 0, "as the first line says (" + table.corner + ")"};
    return {table.rowNames.size() >= table.columnNames.size(),
            "because there are usually more genes than cells; turn the table round if that is "
            "wrong"};
}

}  // namespace

bool looksLikeGene(std::string_view name) {
    if (name.starts_with("ENS") && name.size() >= 15 &&
        std::all_of(name.begin() + 7, name.begin() + 15,
                    [](unsigned char c) { return std::isdigit(c) != 0 || std::isupper(c) != 0; }))
        return name.find_first_of("0123456789") != std::string_view::npos;
    const std::string text = lower(name);
    if (text.starts_with("mt-") || text.starts_with("hla-")) return true;
    if ((text.starts_with("rpl") || text.starts_with("rps")) && text.size() <= 7)
        return text.size() > 3 && std::isalnum(static_cast<unsigned char>(text[3])) != 0;
    constexpr std::array<std::string_view, 18> known{
        "actb",  "gapdh", "malat1", "b2m",    "eef1a1", "cd74", "cd3d", "cd3e",  "cd19",
        "ms4a1", "lyz",   "nkg7",   "tmsb4x", "ftl",    "fth1", "vim",  "ptprc", "xist"};
    return std::ranges::find(known, std::string_view(text)) != known.end();
}

bool looksLikeBarcode(std::string_view name) {
    std::size_t run = 0;
    for (const char c : name) {
        run = c == 'A' || c == 'C' || c == 'G' || c == 'T' || c == 'N' ? run + 1 : 0;
        if (run >= 8) return true;
    }
    return false;
}

Overview readTextTable(const fs::path& file, Depth depth, const base::Job& job) {
    Overview overview;
    data::Dataset& dataset = overview.dataset;
    const Reading reading{job, dataset.notes};
    DenseTable table = readDenseTable(file, job);
    const auto annotations = findAnnotations(file, table, job);
    const auto [rowsAreGenes, reason] = orientation(table, annotations);
    reading.notes.push_back(std::string("The table was read as ") +
                            (rowsAreGenes ? "genes × cells, " : "cells × genes, ") + reason + ".");
    dataset.counts = rowsAreGenes ? data::transpose(table.values) : std::move(table.values);
    dataset.obs.index = rowsAreGenes ? std::move(table.columnNames) : std::move(table.rowNames);
    dataset.var.index = rowsAreGenes ? std::move(table.rowNames) : std::move(table.columnNames);
    for (auto& column : table.textColumns)
        (rowsAreGenes ? dataset.var : dataset.obs).set(std::move(column));
    if (annotations) addAnnotations(*annotations, dataset.obs, reading);
    noteMissingValues("The table", table.missing, reading);
    dataset.valueSource = "the table";
    finish(overview, Depth::Everything, dataset.counts.nonZeros(), reading);
    overview.memory *= 2;  // the lists grow while the table is read, and it may be turned round
    if (depth == Depth::AllButMatrices) dataset.counts = {};
    job.progress(1.0);
    return overview;
}

}  // namespace counterpoint::io
