#include "core/io/loom_reader.h"

#include "core/io/h5ad_matrix.h"
#include "core/io/h5ad_table.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace counterpoint::io {

using base::Error;
using base::ErrorKind;

namespace {

// Names come first where both are there: symbols are what scientists search for.
constexpr std::array<std::string_view, 11> geneKeys{
    "Gene",      "gene_names", "gene_name", "GeneName",  "Symbol",  "gene_symbols",
    "var_names", "gene",       "genes",     "Accession", "rownames"};
constexpr std::array<std::string_view, 10> cellKeys{"CellID",     "cell_id",   "Cell",    "cell",
                                                    "cell_names", "obs_names", "barcode", "Barcode",
                                                    "cells",      "colnames"};

/// Specification 2 kept to ASCII and wrote other characters as XML does.
std::string unescaped(const std::string& text) {
    constexpr std::array<std::pair<std::string_view, char>, 5> named{
        {{"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}, {"apos", '\''}}};
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::size_t end = text[i] == '&' ? text.find(';', i) : std::string::npos;
        if (end == std::string::npos || end - i > 9) {
            result += text[i];
            continue;
        }
        const std::string_view name(text.data() + i + 1, end - i - 1);
        const auto* found =
            std::ranges::find(named, name, &std::pair<std::string_view, char>::first);
        unsigned code = 0;
        if (found != named.end()) {
            result += found->second;
        } else if (name.size() > 1 && name.front() == '#' &&
                   std::from_chars(name.data() + 1, name.data() + name.size(), code).ptr ==
                       name.data() + name.size() &&
                   code > 0 && code < 0x10000) {
            if (code < 0x80) {
                result += static_cast<char>(code);
            } else if (code < 0x800) {
                result += static_cast<char>(0xC0U | (code >> 6U));
                result += static_cast<char>(0x80U | (code & 0x3FU));
            } else {
                result += static_cast<char>(0xE0U | (code >> 12U));
                result += static_cast<char>(0x80U | ((code >> 6U) & 0x3FU));
                result += static_cast<char>(0x80U | (code & 0x3FU));
            }
        } else {
            result += text[i];
            continue;
        }
        i = end;
    }
    return result;
}

data::ColumnValues readAttribute(const h5::Node& node, const Reading& reading) {
    auto values = readColumn(node, reading);
    if (auto* texts = std::get_if<std::vector<std::string>>(&values))
        std::ranges::transform(*texts, texts->begin(), unescaped);
    return values;
}

bool isList(const h5::Node& node, std::size_t size) {
    return !node.isGroup() && node.shape() == std::vector<std::size_t>{size} &&
           node.elements() != h5::ElementKind::Other &&
           node.elements() != h5::ElementKind::Compound;
}

/// The attribute that names the rows or columns: the first usual one, else the first with texts.
template <std::size_t Count>
std::string namingKey(const h5::Node& group, const std::array<std::string_view, Count>& usual,
                      std::size_t size) {
    const auto fits = [&](const std::string& key) {
        const auto node = group.find(key);
        return node && isList(*node, size);
    };
    for (const auto& key : usual)
        if (fits(std::string(key))) return std::string(key);
    for (const auto& key : group.names())
        if (fits(key) && group.find(key)->elements() == h5::ElementKind::Text) return key;
    return {};
}

/// Reads row_attrs or col_attrs as a table; `what` is "gene" or "cell".
template <std::size_t Count>
data::Table readAttributes(const h5::Node& group, const std::array<std::string_view, Count>& usual,
                           std::size_t size, const std::string& what, const Reading& reading) {
    data::Table table;
    const std::string naming = namingKey(group, usual, size);
    if (naming.empty()) {
        for (std::size_t i = 1; i <= size; ++i)
            table.index.push_back(what + "_" + std::to_string(i));
        reading.notes.push_back("The file names no " + what + "s; they are numbered.");
    } else {
        table.index = asTexts(readAttribute(group.child(naming), reading));
        if (std::ranges::find(usual, naming) == usual.end())
            reading.notes.push_back("The " + what + "s are named by " + group.path() + "/" +
                                    naming + ".");
    }
    for (const auto& name : group.names()) {
        const auto node = group.find(name);
        if (name != naming && node && isList(*node, size))
            table.set({name, readAttribute(*node, reading)});
    }
    return table;
}

/// Tables among the column attributes, and pairs such as _X and _Y, are embeddings.
void readEmbeddings(const h5::Node& group, Depth depth, data::Dataset& dataset,
                    const Reading& reading) {
    for (const auto& name : group.names()) {
        const auto node = group.find(name);
        if (!node || node->isGroup() || node->shape().size() != 2) continue;
        try {
            auto embedding = depth == Depth::Everything ? readEmbedding(*node, reading)
                                                        : outlineEmbedding(*node);
            if (embedding.rows == dataset.cells())
                dataset.obsm.emplace(name.starts_with("X_") ? name : "X_" + name,
                                     std::move(embedding));
        } catch (const Error& error) {
            if (error.kind() != ErrorKind::BadInput) throw;
            reading.notes.push_back("An embedding was left out: " + std::string(error.what()) +
                                    ".");
        }
    }
}

struct Source {
    std::string name;
    h5::Node node;
};

std::vector<Source> findSources(const h5::Node& root, std::vector<std::string>& layers) {
    std::vector<Source> sources;
    sources.push_back({"matrix", root.child("matrix")});
    const auto group = root.find("layers");
    if (!group) return sources;
    layers = group->names();
    for (const auto* name : {"counts", "raw", "spliced"})
        if (auto layer = group->find(name); layer && !layer->isGroup())
            sources.push_back({std::string("layers/") + name, std::move(*layer)});
    return sources;
}

}  // namespace

bool isLoom(const h5::Node& root) {
    const auto matrix = root.find("matrix");
    return matrix && !matrix->isGroup() && root.find("row_attrs") && root.find("col_attrs");
}

Overview readLoom(const h5::Node& root, Depth depth, const base::Job& job) {
    Overview overview;
    data::Dataset& dataset = overview.dataset;
    const Reading reading{job, dataset.notes};
    const auto sources = findSources(root, dataset.layers);
    const auto shape = sources.front().node.shape();
    if (shape.size() != 2)
        throw Error(ErrorKind::BadInput,
                    "matrix is not a table of numbers (genes × cells), so the file is damaged; "
                    "write it again");
    // Names are read before values, so nothing large may be made up from a size the file claims.
    sources.front().node.checkReadable();
    const auto columns = root.child("col_attrs");
    dataset.var = readAttributes(root.child("row_attrs"), geneKeys, shape[0], "gene", reading);
    dataset.obs = readAttributes(columns, cellKeys, shape[1], "cell", reading);
    readEmbeddings(columns, depth, dataset, reading);

    const auto holdsCounts = [&](const Source& source) {
        return sampleValues(source.node, reading).kind == data::ValueKind::Counts;
    };
    auto used = std::ranges::find_if(sources, holdsCounts);
    if (used == sources.end()) used = sources.begin();
    dataset.valueSource = used->name;
    dataset.valueKind = sampleValues(used->node, reading).kind;
    if (used != sources.begin())
        reading.notes.push_back("matrix does not hold counts; the counts in " + used->name +
                                " are used.");
    if (depth == Depth::Everything)
        dataset.counts =
            readDense(used->node, Lines::Genes, {dataset.obs.index, dataset.var.index}, reading);
    finish(overview, depth, storedValues(used->node), reading);
    return overview;
}

}  // namespace counterpoint::io
