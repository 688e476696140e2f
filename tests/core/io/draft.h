#pragma once

#include "core/io/h5_output.h"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace counterpoint::tests {

/// A small .h5ad made by hand, right as it stands: 3 cells × 2 genes with X = [[1,0],[0,2],[3,4]].
/// Tests spoil one thing and see what the reader says.
struct Draft {
    std::vector<std::string> cells{"c1", "c2", "c3"};
    std::vector<std::string> genes{"g1", "g2"};
    bool hasX = true;
    std::string encoding = "csr_matrix";
    std::vector<std::int64_t> shape{3, 2};
    std::vector<float> data{1, 2, 3, 4};
    std::vector<std::int64_t> indices{0, 1, 0, 1};
    std::vector<std::int64_t> indptr{0, 1, 2, 4};
    std::vector<std::string> obsColumns;
    std::function<void(const io::h5::Output& obs)> writeObs;
    std::function<void(const io::h5::Output& root)> writeMore;

    void write(const std::filesystem::path& path) const {
        using namespace io::h5;
        const base::Job job;
        const Session session(job);
        const auto root = Output::createFile(path, job);
        encode(root, "anndata", "0.1.0");
        writeNames(root.group("obs"), cells, obsColumns, writeObs);
        writeNames(root.group("var"), genes, {}, {});
        if (hasX) writeMatrix(root, "X");
        if (writeMore) writeMore(root);
    }

    static void encode(const io::h5::Output& group, const std::string& type,
                       const std::string& version, const std::string& of = ".") {
        group.text("encoding-type", type, of);
        group.text("encoding-version", version, of);
    }

    void writeMatrix(const io::h5::Output& root, const std::string& name) const {
        const auto group = root.group(name);
        encode(group, encoding, "0.1.0");
        group.integers("shape", shape);
        group.array("data", {data.size()}, data.data(), io::h5::Stored::Float);
        group.array("indices", {indices.size()}, indices.data(), io::h5::Stored::Int32);
        group.array("indptr", {indptr.size()}, indptr.data(), io::h5::Stored::Int32);
    }

  private:
    static void writeNames(const io::h5::Output& table, const std::vector<std::string>& names,
                           const std::vector<std::string>& columns,
                           const std::function<void(const io::h5::Output&)>& more) {
        encode(table, "dataframe", "0.2.0");
        table.text("_index", "_index");
        table.texts("column-order", columns);
        table.textArray("_index", names);
        if (more) more(table);
    }
};

}  // namespace counterpoint::tests
