#include "core/io/open_all.h"

#include "core/base/error.h"
#include "core/data/table_rows.h"
#include "core/io/reading.h"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>
#include <optional>
#include <unordered_map>
#include <unordered_set>

namespace counterpoint::io {

namespace fs = std::filesystem;
using base::Error;
using base::ErrorKind;

namespace {

using Files = std::vector<std::shared_ptr<const data::Dataset>>;

/// Names that programs give to every sample alike.
bool saysNothing(const std::string& name) {
    constexpr std::array<std::string_view, 9> usual{"outs",
                                                    "count",
                                                    "matrix",
                                                    "filtered_feature_bc_matrix",
                                                    "raw_feature_bc_matrix",
                                                    "filtered_gene_bc_matrices",
                                                    "sample_filtered_feature_bc_matrix",
                                                    "filtered",
                                                    "."};
    return name.empty() || std::ranges::find(usual, name) != usual.end();
}

/// What a file is called among batches: its own name, or that of the first folder above it that
/// says something.
std::string batchName(const data::Dataset& dataset) {
    if (!saysNothing(dataset.name)) return dataset.name;
    fs::path folder = fs::absolute(dataset.path).lexically_normal();
    for (folder = folder.parent_path(); folder.has_relative_path(); folder = folder.parent_path())
        if (!saysNothing(folder.filename().string())) return folder.filename().string();
    return dataset.name;
}

std::vector<std::string> batchNames(const Files& files, const Reading& reading) {
    std::vector<std::string> names;
    for (const auto& file : files) names.push_back(batchName(*file));
    // The same name in two folders: the folders tell them apart.
    const std::vector<std::string> plain = names;
    for (std::size_t i = 0; i < names.size(); ++i)
        if (std::ranges::count(plain, plain[i]) > 1)
            names[i] =
                fs::absolute(files[i]->path).parent_path().filename().string() + "/" + plain[i];
    makeUnique(names, "file", reading);
    return names;
}

void requireSameValues(const Files& files) {
    for (const auto& file : files) {
        if (file->valueKind == data::ValueKind::None)
            throw Error(ErrorKind::BadInput,
                        file->path.string() +
                            ": holds no expression values, so it cannot be joined with other "
                            "files; open it alone");
        if (file->valueKind != files.front()->valueKind)
            throw Error(ErrorKind::BadInput,
                        file->path.string() + ": holds " + data::nameOf(file->valueKind) +
                            " values but " + files.front()->path.filename().string() + " holds " +
                            data::nameOf(files.front()->valueKind) +
                            "; open files of the same kind together");
    }
}

/// Genes of the joined dataset in order of first appearance.
std::vector<std::string> genesOf(const Files& files, JoinedGenes which) {
    std::unordered_map<std::string_view, std::size_t> holders;
    std::vector<std::string> order;
    for (const auto& file : files)
        for (const auto& gene : file->var.index)
            if (holders[gene]++ == 0) order.push_back(gene);
    if (which == JoinedGenes::All) return order;
    std::erase_if(order, [&](const auto& gene) { return holders[gene] < files.size(); });
    return order;
}

void requireOverlap(const Files& files, std::size_t shared) {
    std::size_t fewest = files.front()->genes();
    for (const auto& file : files) fewest = std::min(fewest, file->genes());
    if (shared > 0 && 20 * shared >= fewest) return;
    throw Error(ErrorKind::BadInput,
                "the files have " + (shared == 0 ? "no" : std::to_string(shared)) +
                    " gene names in common, from '" + files.front()->var.index.front() + "' in " +
                    files.front()->name + " to '" + files.back()->var.index.front() + "' in " +
                    files.back()->name +
                    "; name genes in the same way (symbols or Ensembl ids) in all");
}

void noteGenes(const Files& files, std::size_t kept, JoinedGenes which, const Reading& reading) {
    std::string each;
    bool same = true;
    for (const auto& file : files) {
        each += (each.empty() ? "" : ", ") + std::to_string(file->genes());
        same = same && file->genes() == kept;
    }
    if (same)
        reading.notes.push_back("All files have the same " + countOf(kept, "gene") + ".");
    else
        reading.notes.push_back(
            std::string(which == JoinedGenes::Shared
                            ? "Only genes that every file has are used: "
                            : "Genes that any file has are used, 0 where a file lacks one: ") +
            std::to_string(kept) + " (the files have " + each + ").");
}

/// Where each of a file's genes goes in the joined matrix, if anywhere.
std::vector<std::optional<std::uint32_t>> columnsOf(
    const data::Dataset& file, const std::unordered_map<std::string_view, std::uint32_t>& place) {
    std::vector<std::optional<std::uint32_t>> columns;
    for (const auto& gene : file.var.index) {
        const auto found = place.find(gene);
        columns.push_back(found == place.end() ? std::nullopt : std::optional(found->second));
    }
    return columns;
}

void append(data::CsrMatrix& joined, const data::CsrMatrix& matrix,
            const std::vector<std::optional<std::uint32_t>>& columns) {
    for (std::size_t row = 0; row < matrix.rows; ++row) {
        const auto from = matrix.rowColumns(row);
        const auto values = matrix.rowValues(row);
        for (std::size_t i = 0; i < from.size(); ++i) {
            if (!columns[from[i]]) continue;
            joined.columns.push_back(*columns[from[i]]);
            joined.values.push_back(values[i]);
        }
        joined.rowPointers.push_back(static_cast<std::int64_t>(joined.values.size()));
    }
    joined.rows += matrix.rows;
}

/// The columns of var as the first file that lists a gene has them.
data::Table joinVar(const Files& files, std::vector<std::string> genes) {
    data::Table var{std::move(genes), {}};
    std::unordered_map<std::string_view, std::ptrdiff_t> rowOf;
    for (std::size_t i = 0; i < files.front()->genes(); ++i)
        rowOf.emplace(files.front()->var.index[i], static_cast<std::ptrdiff_t>(i));
    std::vector<std::ptrdiff_t> rows;
    for (const auto& gene : var.index) {
        const auto found = rowOf.find(gene);
        rows.push_back(found == rowOf.end() ? -1 : found->second);
    }
    for (const data::Column& column : files.front()->var.columns)
        var.set({column.name, data::arranged(column.values, rows)});
    return var;
}

data::Table joinObs(const Files& files, const std::vector<std::string>& names,
                    const Reading& reading) {
    std::vector<const data::Table*> tables;
    for (const auto& file : files) tables.push_back(&file->obs);
    data::Table obs = data::below(tables);

    const std::unordered_set<std::string_view> distinct(obs.index.begin(), obs.index.end());
    const bool repeated = distinct.size() < obs.index.size();
    data::Categories batch{{}, names, false};
    std::size_t cell = 0;
    for (std::size_t i = 0; i < files.size(); ++i)
        for (std::size_t j = 0; j < files[i]->cells(); ++j, ++cell) {
            batch.codes.push_back(static_cast<std::int32_t>(i));
            if (repeated) obs.index[cell] += "-" + names[i];
        }
    if (repeated)
        reading.notes.push_back(
            "Cell names occur in several files; each got its file's name at "
            "the end, such as '" +
            obs.index.front() + "'.");
    makeUnique(obs.index, "cell", reading);
    const std::string column = obs.find("batch") == nullptr ? "batch" : "file";
    obs.set({column, std::move(batch)});
    reading.notes.push_back("The " + std::to_string(files.size()) +
                            " files are the batches of the obs column " + column + ".");
    return obs;
}

std::string titleOf(const std::vector<std::string>& names) {
    if (names.size() > 3)
        return names.front() + " and " + std::to_string(names.size() - 1) + " more";
    std::string title;
    for (const auto& name : names) title += (title.empty() ? "" : " + ") + name;
    return title;
}

std::shared_ptr<const data::Dataset> join(const Files& files, const JoinOptions& options,
                                          const base::Job& job) {
    requireSameValues(files);
    auto joined = std::make_shared<data::Dataset>();
    const Reading reading{job, joined->notes};
    const auto names = batchNames(files, reading);
    for (std::size_t i = 0; i < files.size(); ++i)
        for (const auto& note : files[i]->notes) reading.notes.push_back(names[i] + ": " + note);
    requireOverlap(files, genesOf(files, JoinedGenes::Shared).size());
    joined->var = joinVar(files, genesOf(files, options.genes));
    noteGenes(files, joined->genes(), options.genes, reading);
    joined->obs = joinObs(files, names, reading);
    if (std::ranges::any_of(files, [](const auto& file) { return !file->obsm.empty(); }))
        reading.notes.push_back(
            "Embeddings of single files were left out, because they do not "
            "share their axes.");

    std::unordered_map<std::string_view, std::uint32_t> place;
    for (std::size_t j = 0; j < joined->genes(); ++j)
        place.emplace(joined->var.index[j], static_cast<std::uint32_t>(j));
    std::size_t most = 0;
    for (const auto& file : files) most += file->counts.nonZeros();
    joined->counts.cols = joined->genes();
    joined->counts.columns.reserve(most);
    joined->counts.values.reserve(most);
    for (const auto& file : files) {
        job.checkStop();
        append(joined->counts, file->counts, columnsOf(*file, place));
    }
    data::canonicalise(joined->counts);
    joined->valueKind = files.front()->valueKind;
    joined->valueSource = files.front()->valueSource;
    joined->path = files.front()->path;
    joined->name = titleOf(names);
    return joined;
}

constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();

/// Refuses before anything large is read what would not fit: all files, and once more joined.
void requireMemory(const std::vector<fs::path>& paths, const base::Job& job) {
    std::size_t needed = 0;
    for (const auto& path : paths) needed += 2 * inspect(path, job).memory;
    const std::size_t available = base::availableMemory();
    if (needed > available)
        throw Error(ErrorKind::OutOfMemory,
                    "the " + std::to_string(paths.size()) + " files together need about " +
                        base::memoryText(needed) + " of memory and this computer has " +
                        base::memoryText(available) +
                        " free; open fewer, or join them in one .h5ad first");
}

}  // namespace

std::shared_ptr<const data::Dataset> openAll(const std::vector<fs::path>& paths,
                                             const JoinOptions& options, const base::Job& job) {
    if (paths.empty())
        throw Error(ErrorKind::BadInput, "there is no file to open; name at least one");
    if (paths.size() > 1) requireMemory(paths, job);
    Files files;
    const auto count = static_cast<double>(paths.size());
    for (const auto& path : paths) {
        const double done = static_cast<double>(files.size()) / count;
        const base::Job part(job.stopToken(), job.threads(), job.seed(),
                             [&](double fraction) { job.progress(done + fraction / count); });
        // Of several files the rows are joined, which is done in memory.
        files.push_back(paths.size() > 1 ? open(path, part, {unlimited}) : open(path, part));
    }
    if (files.size() == 1) return files.front();
    try {
        return join(files, options, job);
    } catch (const std::bad_alloc&) {
        throw Error(ErrorKind::OutOfMemory,
                    "the files together do not fit into this computer's memory; open fewer");
    }
}

}  // namespace counterpoint::io
