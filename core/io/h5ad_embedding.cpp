#include "core/io/h5ad_embedding.h"

#include "core/io/h5ad_matrix.h"
#include "core/io/h5ad_table.h"

#include <algorithm>
#include <cmath>

namespace counterpoint::io {

using base::Error;
using base::ErrorKind;

namespace {

constexpr std::size_t widest = 1000;

[[noreturn]] void refuse(const h5::Node& node, const std::string& rest) {
    throw Error(ErrorKind::BadInput, node.path() + " " + rest);
}

data::Embedding fromTable(const h5::Node& node, const Reading& reading) {
    const data::Table table = readTable(node, std::nullopt, reading);
    std::vector<const std::vector<double>*> columns;
    for (const data::Column& column : table.columns)
        if (const auto* numbers = std::get_if<std::vector<double>>(&column.values))
            columns.push_back(numbers);
    if (columns.empty()) refuse(node, "is a table without columns of numbers");
    data::Embedding embedding(table.rows(), columns.size());
    for (std::size_t i = 0; i < embedding.rows; ++i)
        for (std::size_t j = 0; j < embedding.cols; ++j)
            embedding(i, j) = static_cast<float>((*columns[j])[i]);
    if (!std::ranges::all_of(embedding.values, [](float x) { return std::isfinite(x); }))
        refuse(node, "has missing or infinite values");
    return embedding;
}

data::Embedding fromSparse(const h5::Node& node, std::size_t cells, const Reading& reading) {
    const auto shape = node.integers("shape");
    if (shape.size() != 2 || shape[0] != static_cast<std::int64_t>(cells) || shape[1] < 1)
        refuse(node, "is not a table for " + std::to_string(cells) + " cells");
    if (shape[1] > static_cast<std::int64_t>(widest))
        refuse(node, "has " + std::to_string(shape[1]) + " columns, too many for an embedding");
    const std::vector<std::string> rows(cells);
    const std::vector<std::string> columns(static_cast<std::size_t>(shape[1]));
    const auto matrix = readMatrix(node, {rows, columns}, reading);
    data::Embedding embedding(matrix.rows, matrix.cols);
    for (std::size_t i = 0; i < matrix.rows; ++i)
        for (std::size_t k = 0; k < matrix.rowSize(i); ++k)
            embedding(i, matrix.rowColumns(i)[k]) = matrix.rowValues(i)[k];
    return embedding;
}

data::Embedding readAny(const h5::Node& node, std::size_t cells, Depth depth,
                        const Reading& reading) {
    const auto encoding = encodingOf(node);
    if (node.isGroup() && encoding == "dataframe") return fromTable(node, reading);
    if (encoding == "csr_matrix" || encoding == "csc_matrix")
        return fromSparse(node, cells, reading);
    return depth == Depth::AllButMatrices ? outlineEmbedding(node) : readEmbedding(node, reading);
}

}  // namespace

data::Embedding readObsm(const h5::Node& node, std::size_t cells, Depth depth,
                         const Reading& reading) {
    auto embedding = readAny(node, cells, depth, reading);
    if (embedding.rows != cells)
        refuse(node, "has " + std::to_string(embedding.rows) + " rows for " +
                         std::to_string(cells) + " cells");
    if (depth == Depth::AllButMatrices) embedding.values.clear();
    return embedding;
}

}  // namespace counterpoint::io
