#include "tests/fuzz/seeds.h"

#include "core/io/h5_output.h"
#include "core/io/h5ad_writer.h"

#include <fstream>

namespace counterpoint::fuzz {

using io::h5::Output;
using io::h5::Stored;

namespace {

void writeText(const std::filesystem::path& path, const std::string& text) {
    std::ofstream(path, std::ios::binary) << text;
}

void writeTables(const std::filesystem::path& folder) {
    writeText(folder / "genes_below.csv",
              ",AAACCCAAGT-1,AAACCCTTGT-1\nACTB,1,0\nXYZ,0,3\nMT-CO1,2e-3,NA\n");
    writeText(folder / "cells_below.tsv", "cell\ttype\tg1\tg2\tg3\nc1\tB\t1\t0\t2\n");
    writeText(folder / "quoted.txt", "\"a b\" \"c\"\"d\"\r\n\"x\" 1 -0.5\r\n");
}

void writeMatrices(const std::filesystem::path& folder) {
    const std::string banner = "%%MatrixMarket matrix coordinate ";
    writeText(folder / "integer.mtx", banner + "integer general\n%\n3 2 3\n1 1 1\n3 1 2\n2 2 3\n");
    writeText(folder / "real.mtx", banner + "real general\n3 2 2\n3 2 -1.5e3\n1 1 nan\n");
    writeText(folder / "pattern.mtx", banner + "pattern general\n2 3 2\n1 1\n2 3\n");
}

void writeH5ads(const std::filesystem::path& folder) {
    const data::CsrMatrix x{3, 2, {0, 1, 2, 4}, {0, 1, 0, 1}, {1, 2, 3, 4}};
    data::Table obs{{"c1", "c2", "c3"}, {}};
    obs.set({"batch", data::Categories{{0, 1, -1}, {"a", "b"}, false}});
    obs.set({"n", std::vector<double>{1.5, 2, 3}});
    obs.set({"flag", std::vector<bool>{true, false, true}});
    obs.set({"text", std::vector<std::string>{"x", "", "y"}});
    const data::Table var{{"g1", "g2"}, {}};
    const data::Embedding pca(3, 2, 1.0F);
    io::H5adContents contents;
    contents.x = &x;
    contents.obs = &obs;
    contents.var = &var;
    contents.layers["counts"] = &x;
    contents.obsm["X_pca"] = &pca;
    contents.colors["batch"] = {"#ff0000", "#00ff00"};
    io::writeH5ad(folder / "current.h5ad", contents, base::Job());
}

void writeTenx(const std::filesystem::path& folder) {
    const base::Job job;
    const io::h5::Session session(job);
    const std::vector<std::int32_t> values{1, 7, 2};
    const std::vector<std::int32_t> indices{0, 1, 2};
    const std::vector<std::int32_t> indptr{0, 2, 3};
    const std::vector<std::int32_t> shape{3, 2};
    for (const bool isNew : {false, true}) {
        const auto root = Output::createFile(folder / (isNew ? "v3.h5" : "v2.h5"), job);
        const auto group = root.group(isNew ? "matrix" : "hg19");
        group.textArray("barcodes", {"AAACCCAA-1", "AAACCCAC-1"});
        group.array("data", {3}, values.data(), Stored::Int32);
        group.array("indices", {3}, indices.data(), Stored::Int32);
        group.array("indptr", {3}, indptr.data(), Stored::Int32);
        group.array("shape", {2}, shape.data(), Stored::Int32);
        if (isNew) {
            const auto features = group.group("features");
            features.textArray("id", {"i1", "i2", "i3"});
            features.textArray("name", {"A", "B", "A"});
            features.textArray("feature_type",
                               {"Gene Expression", "Antibody Capture", "Gene Expression"});
        } else {
            group.textArray("genes", {"i1", "i2", "i3"});
            group.textArray("gene_names", {"A", "B", "A"});
        }
    }
}

void writeLoom(const std::filesystem::path& folder) {
    const base::Job job;
    const io::h5::Session session(job);
    const auto root = Output::createFile(folder / "small.loom", job);
    const std::vector<float> matrix{0.5F, 0, 1.5F, 0, 2.5F, 0};
    root.array("matrix", {3, 2}, matrix.data(), Stored::Float);
    root.group("layers").array("counts", {3, 2}, matrix.data(), Stored::Float);
    root.group("row_attrs").textArray("Gene", {"A", "&lt;B", "C"});
    const auto columns = root.group("col_attrs");
    columns.textArray("CellID", {"c1", "c2"});
    columns.array("n", {2}, matrix.data(), Stored::Float);
    columns.array("umap", {2, 2}, matrix.data(), Stored::Float);
}

void writeH5Seurat(const std::filesystem::path& folder) {
    const base::Job job;
    const io::h5::Session session(job);
    const auto root = Output::createFile(folder / "small.h5seurat", job);
    root.text("active.assay", "RNA");
    root.textArray("cell.names", {"c1", "c2"});
    const auto rna = root.group("assays").group("RNA");
    rna.textArray("features", {"A", "B", "C"});
    const auto counts = rna.group("counts");
    const std::vector<float> values{1, 2, 3};
    const std::vector<std::int32_t> indices{0, 2, 1};
    const std::vector<std::int32_t> indptr{0, 2, 3};
    counts.array("data", {3}, values.data(), Stored::Double);
    counts.array("indices", {3}, indices.data(), Stored::Int32);
    counts.array("indptr", {3}, indptr.data(), Stored::Int32);
    const auto sample = root.group("meta.data").group("sample");
    const std::vector<std::int32_t> codes{2, 1};
    sample.textArray("levels", {"s1", "s2"});
    sample.array("values", {2}, codes.data(), Stored::Int32);
    root.group("reductions")
        .group("pca")
        .array("cell.embeddings", {1, 2}, values.data(), Stored::Double);
}

}  // namespace

void writeSeeds(const std::string& reader, const std::filesystem::path& folder) {
    std::filesystem::create_directories(folder);
    if (reader == "table") writeTables(folder);
    if (reader == "matrix_market") writeMatrices(folder);
    if (reader == "h5ad") writeH5ads(folder);
    if (reader == "tenx") writeTenx(folder);
    if (reader == "loom") writeLoom(folder);
    if (reader == "h5seurat") writeH5Seurat(folder);
}

}  // namespace counterpoint::fuzz
