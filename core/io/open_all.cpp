#include "core/io/open_all.h"

#include "core/base/error.h"
#include "core/data/joined_rows.h"
#include "core/data/table_rows.h"
#include "core/io/reading.h"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>
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

std::vector<std::string> batchNames(const std::vector<const data::Dataset*>& files,
                                    const Reading& reading) {
    std::vector<std::string> names;
    for (const data::Dataset* file : files) names.push_back(batchName(*file));
    // The same name in two folders: the folders tell them apart.
    const std::vector<std::string> plain = names;
    for (std::size_t i = 0; i < names.size(); ++i)
        if (std::ranges::count(plain, plain[i]) > 1)
            names[i] =
                fs::absolute(files[i]->path).parent_path().filename().string() + "/" + plain[i];
    makeUnique(names, "file", reading);
    return names;
}

std::vector<const data::Dataset*> pointersTo(const Files& files) {
    std::vector<const data::Dataset*> pointers;
    for (const auto& file : files) pointers.push_back(file.get());
    return pointers;
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

/// Where each of a file's genes goes in the joined matrix.
std::vector<std::uint32_t> placesOf(
    const data::Dataset& file, const std::unordered_map<std::string_view, std::uint32_t>& place) {
    std::vector<std::uint32_t> places;
    for (const auto& gene : file.var.index) {
        const auto found = place.find(gene);
        places.push_back(found == place.end() ? data::JoinedRows::Dropped : found->second);
    }
    return places;
}

/// The counts of all files below each other, in the order of the joined genes.
std::shared_ptr<const data::RowStream> joinRows(const Files& files,
                                                const std::vector<std::string>& genes) {
    std::unordered_map<std::string_view, std::uint32_t> place;
    for (std::size_t j = 0; j < genes.size(); ++j)
        place.emplace(genes[j], static_cast<std::uint32_t>(j));
    std::vector<data::JoinedRows::Part> parts;
    for (const auto& file : files)
        parts.push_back({file->stream ? file->stream : data::heldRows({file, &file->counts}),
                         placesOf(*file, place)});
    return std::make_shared<data::JoinedRows>(std::move(parts), genes.size());
}

data::CsrMatrix readAll(const data::RowStream& stream, const base::Job& job) {
    data::CsrMatrix all = data::emptyMatrix(0, stream.cols());
    all.columns.reserve(stream.nonZeros());
    all.values.reserve(stream.nonZeros());
    for (std::size_t block = 0; block < stream.blockCount(); ++block) {
        const data::CsrMatrix rows = stream.read(block, job);
        const std::int64_t before = all.rowPointers.back();
        for (std::size_t row = 1; row <= rows.rows; ++row)
            all.rowPointers.push_back(before + rows.rowPointers[row]);
        all.columns.insert(all.columns.end(), rows.columns.begin(), rows.columns.end());
        all.values.insert(all.values.end(), rows.values.begin(), rows.values.end());
        all.rows += rows.rows;
    }
    return all;
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
    const auto names = batchNames(pointersTo(files), reading);
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

    const auto rows = joinRows(files, joined->var.index);
    if (std::ranges::any_of(files, [](const auto& file) { return file->stream != nullptr; })) {
        joined->counts = data::emptyMatrix(joined->cells(), joined->genes());
        joined->stream = rows;
    } else {
        joined->counts = readAll(*rows, job);
    }
    joined->valueKind = files.front()->valueKind;
    joined->valueSource = files.front()->valueSource;
    joined->path = files.front()->path;
    for (const auto& file : files) joined->joinedFrom.push_back(file->path);
    joined->joinedAllGenes = options.genes == JoinedGenes::All;
    joined->name = titleOf(names);
    return joined;
}

/// How to open each file, decided before anything large is read: all in memory where the files and
/// once more their joined rows fit, else with the rows left in those files that allow it.
std::vector<OpenOptions> affordableOptions(const std::vector<fs::path>& paths,
                                           std::size_t available, const base::Job& job) {
    constexpr OpenOptions inMemory{std::numeric_limits<std::size_t>::max()};
    std::vector<OpenOptions> inFile;
    std::size_t needed = 0;
    std::size_t run = 0;
    std::size_t held = 0;
    for (const auto& path : paths) {
        const Overview overview = inspect(path, job);
        needed += 2 * overview.memory;
        run += overview.runMemory;
        held += overview.streams ? 0 : overview.memory;
        inFile.push_back(overview.streams ? OpenOptions{0} : inMemory);
    }
    const bool streams =
        std::ranges::any_of(inFile, [](const auto& options) { return options.memory == 0; });
    if (std::max(needed, run) > available && streams && held <= available) return inFile;
    if (needed <= available) return {paths.size(), inMemory};
    throw Error(ErrorKind::OutOfMemory,
                "the " + std::to_string(paths.size()) + " files together need about " +
                    base::memoryText(needed) + " of memory and this computer has " +
                    base::memoryText(available) +
                    " free; open fewer, or save their counts as compressed rows (CSR) in .h5ad, "
                    "which can be read in parts");
}

}  // namespace

std::vector<std::string> batchNames(const std::vector<const data::Dataset*>& files) {
    std::vector<std::string> notes;
    const base::Job job;
    return batchNames(files, Reading{job, notes});
}

std::shared_ptr<const data::Dataset> openAll(const std::vector<fs::path>& paths,
                                             const JoinOptions& options, const base::Job& job) {
    if (paths.empty())
        throw Error(ErrorKind::BadInput, "there is no file to open; name at least one");
    if (paths.size() == 1) return open(paths.front(), job, {options.memory});
    const auto how = affordableOptions(paths, options.memory, job);
    Files files;
    const auto count = static_cast<double>(paths.size());
    for (const auto& path : paths) {
        const double done = static_cast<double>(files.size()) / count;
        const base::Job part(job.stopToken(), job.threads(), job.seed(),
                             [&](double fraction) { job.progress(done + fraction / count); });
        files.push_back(open(path, part, how[files.size()]));
    }
    try {
        return join(files, options, job);
    } catch (const std::bad_alloc&) {
        throw Error(ErrorKind::OutOfMemory,
                    "the files together do not fit into this computer's memory; open fewer");
    }
}

}  // namespace counterpoint::io
