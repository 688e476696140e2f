#include "core/io/h5ad_reader.h"

#include "core/io/h5ad_embedding.h"
#include "core/io/h5ad_matrix.h"
#include "core/io/h5ad_table.h"
#include "core/io/sparse_rows.h"

#include <algorithm>
#include <cctype>
#include <unordered_map>

namespace counterpoint::io {

using base::Error;
using base::ErrorKind;

namespace {

/// A matrix that may be the counts: X, a layer, or raw/X, which has its own genes.
struct Source {
    std::string name;
    h5::Node matrix;
    std::optional<h5::Node> genes;  ///< table of raw's own genes
};

bool soundsLikeCounts(const std::string& layer) {
    std::string lower = layer;
    std::ranges::transform(lower, lower.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return lower.find("count") != std::string::npos || lower.find("raw") != std::string::npos ||
           lower.find("umi") != std::string::npos;
}

/// Where expression values may be, most wanted first.
std::vector<Source> findSources(const h5::Node& root) {
    std::vector<Source> sources;
    const auto add = [&](const std::string& name, std::optional<h5::Node> matrix,
                         std::optional<h5::Node> genes) {
        if (matrix) sources.push_back({name, std::move(*matrix), std::move(genes)});
    };
    add("X", root.find("X"), std::nullopt);
    const bool hasX = !sources.empty();
    if (const auto layers = root.find("layers")) {
        add("layers/counts", layers->find("counts"), std::nullopt);
        for (const auto& name : layers->names())
            if (name != "counts" && (soundsLikeCounts(name) || !hasX))
                add("layers/" + name, layers->find(name), std::nullopt);
    }
    if (const auto raw = root.find("raw")) add("raw/X", raw->find("X"), raw->find("var"));
    add("raw/X", root.find("raw.X"), root.find("raw.var"));
    return sources;
}

/// The column of each wanted gene among those of raw.
std::vector<std::uint32_t> columnsOf(const std::vector<std::string>& wanted,
                                     const std::vector<std::string>& from) {
    std::unordered_map<std::string_view, std::uint32_t> columnOf;
    for (std::size_t j = 0; j < from.size(); ++j)
        columnOf.emplace(from[j], static_cast<std::uint32_t>(j));
    std::vector<std::uint32_t> columns;
    for (const auto& gene : wanted) {
        const auto found = columnOf.find(gene);
        if (found == columnOf.end())
            throw Error(ErrorKind::BadInput, "raw/X lacks the gene '" + gene + "' of var");
        columns.push_back(found->second);
    }
    return columns;
}

/// The names of a source's genes, which raw has of its own.
std::vector<std::string> genesOf(const Source& source, const data::Dataset& dataset,
                                 const Reading& reading) {
    if (!source.genes) return dataset.var.index;
    auto genes = readTable(*source.genes, std::nullopt, reading).index;
    std::vector<std::string> unheard;  // var's own repeats were already told
    makeUnique(genes, "gene", {reading.job, unheard});
    return genes;
}

void noteGenesOfRaw(std::size_t inRaw, std::size_t used, const Reading& reading) {
    reading.notes.push_back("raw/X has " + std::to_string(inRaw) + " genes; the " +
                            std::to_string(used) + " genes of var are used.");
}

data::CsrMatrix readSource(const Source& source, const data::Dataset& dataset,
                           const Reading& reading) {
    const auto genes = genesOf(source, dataset, reading);
    auto matrix = readMatrix(source.matrix, {dataset.obs.index, genes}, reading);
    if (genes == dataset.var.index) return matrix;
    std::vector<std::uint32_t> rows(matrix.rows);
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<std::uint32_t>(i);
    auto taken = data::take(matrix, rows, columnsOf(dataset.var.index, genes));
    data::canonicalise(taken);
    noteGenesOfRaw(genes.size(), taken.cols, reading);
    return taken;
}

std::shared_ptr<const data::RowStream> streamSource(const Source& source,
                                                    const data::Dataset& dataset,
                                                    const Reading& reading) {
    const auto genes = genesOf(source, dataset, reading);
    std::vector<std::uint32_t> places(genes.size(), SparseRows::Dropped);
    const auto columns = columnsOf(dataset.var.index, genes);
    for (std::size_t gene = 0; gene < columns.size(); ++gene)
        places[columns[gene]] = static_cast<std::uint32_t>(gene);
    if (genes != dataset.var.index) noteGenesOfRaw(genes.size(), columns.size(), reading);
    return streamMatrix(source.matrix, {dataset.obs.index, genes}, std::move(places),
                        dataset.genes(), reading);
}

/// Sets counts, valueKind and valueSource from the first source that holds counts, else from the
/// first source as it is. Unless everything is read, the first values of each decide.
void readValues(const std::vector<Source>& sources, Depth depth, data::Dataset& dataset,
                const Reading& reading) {
    const bool withValues = depth == Depth::Everything;
    for (const Source& source : sources) {
        bool isCounts = false;
        try {
            isCounts = sampleValues(source.matrix, reading).kind == data::ValueKind::Counts;
            if (!isCounts) continue;
            dataset.valueKind = data::ValueKind::Counts;
            if (withValues) {
                dataset.counts = readSource(source, dataset, reading);
                dataset.valueKind = data::classifyValues(dataset.counts);
            } else if (depth == Depth::RowsInFile) {
                dataset.stream = streamSource(source, dataset, reading);
            }
            dataset.valueSource = source.name;
            if (dataset.valueKind == data::ValueKind::Counts) {
                if (source.name != "X")
                    reading.notes.push_back(
                        (sources.front().name == "X" ? "X does not hold counts" : "There is no X") +
                        ("; the counts in " + source.name) + " are used.");
                return;
            }
        } catch (const Error& error) {
            // Rows that had to stay in the file leave no memory for another source.
            const bool onlyThis =
                &source == &sources.front() || (depth == Depth::RowsInFile && isCounts);
            if (onlyThis || error.kind() != ErrorKind::BadInput) throw;
            reading.notes.push_back(source.name + " was not used: " + error.what() + ".");
        }
    }
    const Source& first = sources.front();
    if (!withValues) {
        dataset.valueKind = sampleValues(first.matrix, reading).kind;
    } else if (dataset.valueSource != first.name || dataset.counts.rows == 0) {
        dataset.counts = readSource(first, dataset, reading);
        dataset.valueKind = data::classifyValues(dataset.counts);
    }
    dataset.valueSource = first.name;
    reading.notes.push_back("No counts were found; the " + data::nameOf(dataset.valueKind) +
                            " values of " + first.name + " are used as they are.");
}

/// "#rrggbb", or with an alpha, which is dropped; empty for anything else.
std::string plainColor(const std::string& text) {
    const bool isHex = text.size() > 1 && text[0] == '#' &&
                       text.find_first_not_of("0123456789abcdefABCDEF", 1) == std::string::npos;
    return isHex && (text.size() == 7 || text.size() == 9) ? text.substr(0, 7) : std::string();
}

void readColors(const h5::Node& uns, data::Dataset& dataset, const Reading& reading) {
    constexpr std::string_view ending = "_colors";
    for (const auto& name : uns.names()) {
        if (!name.ends_with(ending)) continue;
        const auto node = uns.find(name);
        if (!node || node->isGroup() || node->elements() != h5::ElementKind::Text) continue;
        auto colors = readTexts(*node, reading.job);
        std::ranges::transform(colors, colors.begin(), plainColor);
        if (std::ranges::find(colors, std::string()) != colors.end())
            reading.notes.push_back(node->path() + " was left out: it has colours that are not " +
                                    "written as #rrggbb.");
        else
            dataset.colors[name.substr(0, name.size() - ending.size())] = std::move(colors);
    }
}

/// The entries of obsm: members of a group, or before AnnData 0.7 fields of one compound dataset.
std::vector<std::pair<std::string, h5::Node>> obsmEntries(const h5::Node& obsm) {
    std::vector<std::pair<std::string, h5::Node>> entries;
    if (obsm.isGroup()) {
        for (const auto& name : obsm.names())
            if (auto node = obsm.find(name)) entries.emplace_back(name, std::move(*node));
    } else {
        for (const auto& name : obsm.fields()) entries.emplace_back(name, obsm.field(name));
    }
    return entries;
}

void readEmbeddings(const h5::Node& obsm, Depth depth, data::Dataset& dataset,
                    const Reading& reading) {
    for (const auto& [name, node] : obsmEntries(obsm)) {
        try {
            dataset.obsm.emplace(name, readObsm(node, dataset.cells(), depth, reading));
        } catch (const Error& error) {
            if (error.kind() != ErrorKind::BadInput) throw;
            reading.notes.push_back("An embedding was left out: " + std::string(error.what()) +
                                    ".");
        }
    }
}

/// Bytes `open` needs at its peak: 8 a non-zero value, twice while a CSC matrix is turned round or
/// the lists of a dense one grow, and roughly 64 for each name and table cell.
std::size_t estimateMemory(const Overview& overview, const h5::Node& matrix,
                           const Reading& reading) {
    const auto& dataset = overview.dataset;
    const auto encoding = encodingOf(matrix);
    double values = static_cast<double>(overview.nonZeros);
    if (encoding == "array") values *= sampleValues(matrix, reading).density;
    std::size_t bytes = static_cast<std::size_t>(values) * (encoding == "csr_matrix" ? 8 : 16);
    bytes += dataset.obs.rows() * (dataset.obs.columns.size() + 2) * 64;
    bytes += dataset.var.rows() * (dataset.var.columns.size() + 2) * 64;
    for (const auto& [key, embedding] : dataset.obsm) bytes += embedding.rows * embedding.cols * 4;
    return bytes;
}

}  // namespace

bool isH5ad(const h5::Node& root) {
    return root.find("obs").has_value() && root.find("var").has_value();
}

Overview readH5ad(const h5::Node& root, Depth depth, const base::Job& job) {
    Overview overview;
    data::Dataset& dataset = overview.dataset;
    const Reading reading{job, dataset.notes};

    const auto uns = root.find("uns");
    dataset.obs = readTable(root.child("obs"), uns, reading);
    dataset.var = readTable(root.child("var"), uns, reading);
    makeUnique(dataset.obs.index, "cell", reading);
    makeUnique(dataset.var.index, "gene", reading);
    overview.cells = dataset.cells();
    overview.genes = dataset.genes();
    if (uns) readColors(*uns, dataset, reading);
    if (const auto obsm = root.find("obsm")) readEmbeddings(*obsm, depth, dataset, reading);
    if (const auto layers = root.find("layers")) dataset.layers = layers->names();

    const auto sources = findSources(root);
    if (sources.empty() || overview.cells == 0 || overview.genes == 0) {
        dataset.counts = data::emptyMatrix(overview.cells, overview.genes);
        dataset.notes.push_back("The file holds no expression values, only cells and embeddings.");
        return overview;
    }
    readValues(sources, depth, dataset, reading);
    if (dataset.stream) dataset.counts = data::emptyMatrix(overview.cells, overview.genes);
    for (const Source& source : sources) {
        if (source.name != dataset.valueSource) continue;
        overview.nonZeros = storedValues(source.matrix);
        overview.memory = estimateMemory(overview, source.matrix, reading);
        overview.streams = dataset.valueKind == data::ValueKind::Counts &&
                           encodingOf(source.matrix) == "csr_matrix";
    }
    return overview;
}

}  // namespace counterpoint::io
