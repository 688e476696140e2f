#include "core/io/h5ad_writer.h"

#include "core/base/error.h"
#include "core/io/h5_output.h"
#include "core/io/h5ad_rows.h"
#include "core/io/pending_file.h"

#include <algorithm>
#include <limits>
#include <new>

namespace counterpoint::io {

using base::Error;
using base::ErrorKind;
using h5::Output;
using h5::Stored;

namespace {

/// A name that HDF5 takes for one member: no slash, not empty, not ".".
std::string keyOf(std::string name) {
    std::ranges::replace(name, '/', '_');
    return name.empty() || name == "." ? "_" : name;
}

void encode(const Output& group, const std::string& type, const std::string& version,
            const std::string& of = ".") {
    group.text("encoding-type", type, of);
    group.text("encoding-version", version, of);
}

Output dict(const Output& parent, const std::string& name) {
    auto group = parent.group(keyOf(name));
    encode(group, "dict", "0.1.0");
    return group;
}

void writeTexts(const Output& group, const std::string& name,
                const std::vector<std::string>& values) {
    group.textArray(name, values);
    encode(group, "string-array", "0.2.0", name);
}

void writeText(const Output& group, const std::string& name, const std::string& value) {
    group.textScalar(name, value);
    encode(group, "string", "0.2.0", name);
}

void writeNumbers(const Output& group, const std::string& name, const std::vector<double>& values) {
    group.array(name, {values.size()}, values.data(), Stored::Double);
    encode(group, "array", "0.2.0", name);
}

void writeCategories(const Output& parent, const std::string& name,
                     const data::Categories& categories) {
    const auto group = parent.group(name);
    encode(group, "categorical", "0.2.0");
    group.flag("ordered", categories.ordered);
    const std::size_t levels = categories.levelCount();
    const Stored stored = levels <= 127     ? Stored::Int8
                          : levels <= 32767 ? Stored::Int16
                                            : Stored::Int32;
    group.array("codes", {categories.size()}, categories.codes.data(), stored);
    encode(group, "array", "0.2.0", "codes");
    writeTexts(group, "categories", categories.levels);
}

struct ColumnWriter {
    const Output& group;
    std::string name;

    void operator()(const data::Categories& values) const { writeCategories(group, name, values); }
    void operator()(const std::vector<double>& values) const { writeNumbers(group, name, values); }
    void operator()(const std::vector<std::string>& values) const {
        writeTexts(group, name, values);
    }
    void operator()(const std::vector<bool>& values) const {
        group.flagArray(name, values);
        encode(group, "array", "0.2.0", name);
    }
};

void writeTable(const Output& root, const std::string& name, const data::Table& table) {
    const auto group = root.group(name);
    encode(group, "dataframe", "0.2.0");
    std::vector<std::string> columns;
    for (const auto& column : table.columns) columns.push_back(keyOf(column.name));
    std::string index = "_index";
    while (std::ranges::find(columns, index) != columns.end()) index += "_";
    group.text("_index", index);
    group.texts("column-order", columns);
    writeTexts(group, index, table.index);
    for (std::size_t i = 0; i < columns.size(); ++i)
        std::visit(ColumnWriter{group, columns[i]}, table.columns[i].values);
}

/// The lists carry no encoding of their own; pointers and indices share one width, as scipy wants.
void writeSparse(const Output& parent, const std::string& name, const data::CsrMatrix& matrix) {
    const auto group = parent.group(keyOf(name));
    encode(group, "csr_matrix", "0.1.0");
    group.integers(
        "shape", {static_cast<std::int64_t>(matrix.rows), static_cast<std::int64_t>(matrix.cols)});
    constexpr std::size_t most = std::numeric_limits<std::int32_t>::max();
    const Stored width =
        matrix.nonZeros() <= most && matrix.cols <= most ? Stored::Int32 : Stored::Int64;
    group.array("data", {matrix.nonZeros()}, matrix.values.data(), Stored::Float);
    group.array("indices", {matrix.nonZeros()}, matrix.columns.data(), width);
    group.array("indptr", {matrix.rowPointers.size()}, matrix.rowPointers.data(), width);
}

void writeSparse(const Output& parent, const std::string& name, const data::RowStream& stream,
                 const base::Job& job) {
    const auto group = parent.group(keyOf(name));
    encode(group, "csr_matrix", "0.1.0");
    group.integers("shape", {static_cast<std::int64_t>(stream.rows()),
                             static_cast<std::int64_t>(stream.cols())});
    const auto pointers = writeRows(group, stream, job);
    group.array("indptr", {pointers.size()}, pointers.data(), Stored::Int64);
}

void writeEmbedding(const Output& obsm, const std::string& name, const data::Embedding& embedding) {
    const auto key = keyOf(name);
    obsm.array(key, {embedding.rows, embedding.cols}, embedding.values.data(), Stored::Float);
    encode(obsm, "array", "0.2.0", key);
}

/// Where scanpy looks for the neighbour graph in obsp.
void writeNeighbors(const Output& uns, const H5adContents& contents) {
    const auto neighbors = dict(uns, "neighbors");
    writeText(neighbors, "connectivities_key", "connectivities");
    writeText(neighbors, "distances_key", "distances");
    const auto params = dict(neighbors, "params");
    const std::int64_t k = contents.neighborsK;
    params.array("n_neighbors", {}, &k, Stored::Int64);
    encode(params, "numeric-scalar", "0.2.0", "n_neighbors");
    writeText(params, "method", "umap");
    writeText(params, "metric", "euclidean");
    if (!contents.neighborsUseRep.empty()) writeText(params, "use_rep", contents.neighborsUseRep);
}

void writeUns(const Output& root, const H5adContents& contents) {
    const auto uns = dict(root, "uns");
    for (const auto& [key, colors] : contents.colors)
        writeTexts(uns, keyOf(key + "_colors"), colors);
    if (!contents.provenance.empty()) {
        const auto group = dict(uns, "counterpoint");
        for (const auto& [key, value] : contents.provenance) writeText(group, keyOf(key), value);
    }
    if (contents.neighborsK > 0) writeNeighbors(uns, contents);
    if (!contents.pcaVariance.empty()) {
        const auto pca = dict(uns, "pca");
        writeNumbers(pca, "variance", contents.pcaVariance);
        if (!contents.pcaVarianceRatio.empty())
            writeNumbers(pca, "variance_ratio", contents.pcaVarianceRatio);
    }
}

void writeContents(const Output& root, const H5adContents& contents, const base::Job& job) {
    encode(root, "anndata", "0.1.0");
    writeTable(root, "obs", *contents.obs);
    writeTable(root, "var", *contents.var);
    const auto obsm = dict(root, "obsm");
    for (const auto& [name, embedding] : contents.obsm) writeEmbedding(obsm, name, *embedding);
    writeUns(root, contents);
    job.progress(0.2);
    if (contents.x != nullptr) writeSparse(root, "X", *contents.x);
    if (contents.xStream != nullptr)
        writeSparse(root, "X", *contents.xStream,
                    base::Job(job.stopToken(), job.threads(), job.seed(),
                              [&](double fraction) { job.progress(0.2 + 0.4 * fraction); }));
    job.progress(0.6);
    const auto layers = dict(root, "layers");
    for (const auto& [name, matrix] : contents.layers) writeSparse(layers, name, *matrix);
    job.progress(0.8);
    const auto obsp = dict(root, "obsp");
    for (const auto& [name, matrix] : contents.obsp) writeSparse(obsp, name, *matrix);
    dict(root, "varm");
    dict(root, "varp");
    root.flush();
}

void require(bool agrees, const std::string& what) {
    if (!agrees)
        throw Error(ErrorKind::Internal, "was not written because " + what +
                                             " does not fit its cells and genes; "
                                             "please report this");
}

/// Readers trust that everything agrees: better no file than one they refuse.
void checkSizes(const H5adContents& contents) {
    require(contents.obs != nullptr && contents.var != nullptr, "a table");
    const std::size_t cells = contents.obs->rows();
    const std::size_t genes = contents.var->rows();
    const auto fits = [](const data::CsrMatrix& matrix, std::size_t rows, std::size_t cols) {
        return matrix.rows == rows && matrix.cols == cols &&
               matrix.rowPointers.size() == rows + 1 &&
               matrix.columns.size() == matrix.values.size();
    };
    require(contents.x == nullptr || fits(*contents.x, cells, genes), "X");
    require(contents.xStream == nullptr ||
                (contents.x == nullptr && contents.xStream->rows() == cells &&
                 contents.xStream->cols() == genes),
            "X");
    for (const auto& [name, matrix] : contents.layers)
        require(fits(*matrix, cells, genes), "layers/" + name);
    for (const auto& [name, matrix] : contents.obsp)
        require(fits(*matrix, cells, cells), "obsp/" + name);
    for (const auto& [name, embedding] : contents.obsm)
        require(embedding->rows == cells && embedding->values.size() == cells * embedding->cols,
                "obsm/" + name);
    for (const auto* table : {contents.obs, contents.var})
        for (const auto& column : table->columns)
            require(column.size() == table->rows(), "the column " + column.name);
}

}  // namespace

void writeH5ad(const std::filesystem::path& path, const H5adContents& contents,
               const base::Job& job) {
    try {
        checkSizes(contents);
        PendingFile pending(path);
        const h5::Session session(job);
        writeContents(Output::createFile(pending.path(), job), contents, job);
        pending.commit();
        job.progress(1.0);
    } catch (const Error& error) {
        throw error.in(path.string());
    } catch (const std::bad_alloc&) {
        throw Error(ErrorKind::OutOfMemory,
                    path.string() + ": not enough memory to write it; close other data first");
    }
}

}  // namespace counterpoint::io
