#include "core/io/h5ad_matrix.h"

#include "core/io/sparse_rows.h"

#include <cmath>
#include <limits>

namespace counterpoint::io {

using base::Error;
using base::ErrorKind;

namespace {

[[noreturn]] void refuse(const h5::Node& node, const std::string& rest) {
    throw Error(ErrorKind::BadInput, node.path() + " " + rest);
}

std::string times(std::size_t rows, std::size_t cols) {
    return std::to_string(rows) + " × " + std::to_string(cols);
}

bool isNumeric(const h5::Node& node) {
    const auto kind = node.elements();
    return kind == h5::ElementKind::Integer || kind == h5::ElementKind::Real ||
           kind == h5::ElementKind::Boolean;
}

/// Throws unless all values are finite or missing; `place` turns the position of one into a cell
/// and a gene. Missing values become 0; returns how many there were.
template <class Place>
std::size_t requireFinite(const h5::Node& node, std::span<float> values, const Axes& axes,
                          Place place) {
    std::size_t missing = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (std::isfinite(values[i])) continue;
        if (std::isnan(values[i])) {
            ++missing;
            values[i] = 0.0F;
            continue;
        }
        const auto [cell, gene] = place(i);
        refuse(node, "holds an infinite value for cell '" + axes.cells[cell] + "' (row " +
                         std::to_string(cell + 1) + ") and gene '" + axes.genes[gene] +
                         "' (column " + std::to_string(gene + 1) +
                         "); replace such values, for example by 0, and save the file again");
    }
    return missing;
}

void requireShape(const h5::Node& node, std::size_t rows, std::size_t cols, const Axes& axes) {
    if (rows != axes.cells.size() || cols != axes.genes.size())
        refuse(node, "is " + times(rows, cols) + " but there are names for " +
                         times(axes.cells.size(), axes.genes.size()) +
                         " cells × genes, so the file is damaged; write it again");
}

void requireSparseShape(const h5::Node& node, const Axes& axes) {
    auto shape = node.integers("shape");
    if (shape.empty()) shape = node.integers("h5sparse_shape");
    if (shape.size() != 2 || shape[0] < 0 || shape[1] < 0)
        refuse(node,
               "does not state its shape as two sizes, so the file is damaged; write it again");
    requireShape(node, static_cast<std::size_t>(shape[0]), static_cast<std::size_t>(shape[1]),
                 axes);
}

/// One of the three lists of a sparse matrix.
h5::Node sparseList(const h5::Node& node, const std::string& name) {
    auto list = node.child(name);
    if (list.isGroup() || list.shape().size() != 1 || !isNumeric(list) ||
        (name != "data" && list.elements() != h5::ElementKind::Integer))
        refuse(list, "is not a list of numbers, so the file is damaged; write it again");
    return list;
}

std::vector<std::int64_t> readPointers(const h5::Node& node, std::size_t lines, std::size_t stored,
                                       const Reading& reading) {
    const auto list = sparseList(node, "indptr");
    if (list.rows() != lines + 1)
        refuse(list, "has " + std::to_string(list.rows()) + " entries where " +
                         std::to_string(lines + 1) +
                         " belong, so the file is damaged; write it again");
    auto pointers = readVector<std::int64_t>(list, reading.job);
    if (pointers.front() != 0 || pointers.back() != static_cast<std::int64_t>(stored) ||
        !std::ranges::is_sorted(pointers))
        refuse(list, "does not rise from 0 to the " + std::to_string(stored) +
                         " stored values, so the file is damaged; write it again");
    return pointers;
}

/// The lists of a compressed matrix, which fit together and can be read.
struct SparseLists {
    h5::Node data;
    h5::Node indices;
    std::vector<std::int64_t> pointers;
};

SparseLists openLists(const h5::Node& node, std::size_t lines, const Reading& reading) {
    auto data = sparseList(node, "data");
    auto indices = sparseList(node, "indices");
    const std::size_t stored = data.rows();
    if (indices.rows() != stored)
        refuse(node, "holds " + std::to_string(stored) + " values but " +
                         std::to_string(indices.rows()) +
                         " indices, so the file is damaged; write it again");
    data.checkReadable();
    indices.checkReadable();
    auto pointers = readPointers(node, lines, stored, reading);
    return {std::move(data), std::move(indices), std::move(pointers)};
}

/// The lists of a CSR matrix as they are; for CSC, those of its transpose. `lines` are the
/// compressed rows (or columns) and `width` bounds the indices.
data::CsrMatrix readCompressed(const h5::Node& node, Lines form, const Axes& axes,
                               const Reading& reading) {
    const bool linesAreCells = form == Lines::Cells;
    const std::size_t lines = (linesAreCells ? axes.cells : axes.genes).size();
    const std::size_t width = (linesAreCells ? axes.genes : axes.cells).size();
    SparseLists lists = openLists(node, lines, reading);
    const h5::Node& data = lists.data;
    const h5::Node& indices = lists.indices;

    data::CsrMatrix matrix;
    matrix.rows = lines;
    matrix.cols = width;
    matrix.rowPointers = std::move(lists.pointers);
    matrix.columns.resize(data.rows());
    matrix.values.resize(data.rows());

    std::vector<std::int64_t> block;
    forBlocks(indices, reading.job, 0.0, 0.45, [&](std::size_t first, std::size_t count) {
        block.resize(count);
        indices.read(first, count, block.data());
        for (std::size_t i = 0; i < count; ++i) {
            if (block[i] < 0 || block[i] >= static_cast<std::int64_t>(width))
                refuse(indices, "holds the index " + std::to_string(block[i]) +
                                    " where only 0 to " +
                                    std::to_string(static_cast<std::int64_t>(width) - 1) +
                                    " are possible, so the file is damaged; write it again");
            matrix.columns[first + i] = static_cast<std::uint32_t>(block[i]);
        }
    });
    std::size_t missing = 0;
    forBlocks(data, reading.job, 0.45, 0.9, [&](std::size_t first, std::size_t count) {
        data.read(first, count, matrix.values.data() + first);
        missing +=
            requireFinite(node, {matrix.values.data() + first, count}, axes, [&](std::size_t i) {
                const auto after = std::ranges::upper_bound(matrix.rowPointers,
                                                            static_cast<std::int64_t>(first + i));
                const auto line = static_cast<std::size_t>(after - matrix.rowPointers.begin()) - 1;
                const std::size_t index = matrix.columns[first + i];
                return linesAreCells ? std::pair(line, index) : std::pair(index, line);
            });
    });
    noteMissingValues(node.path(), missing, reading);
    return matrix;
}

data::CsrMatrix readRows(const h5::Node& node, Lines form, const Axes& axes,
                         const Reading& reading) {
    const bool linesAreCells = form == Lines::Cells;
    const auto shape = node.shape();
    if (shape.size() != 2 || !isNumeric(node))
        refuse(node,
               "is not a table of numbers (cells × genes); write the file again with a "
               "current anndata");
    if (linesAreCells)
        requireShape(node, shape[0], shape[1], axes);
    else
        requireShape(node, shape[1], shape[0], axes);
    const std::size_t width = shape[1];

    data::CsrMatrix matrix;
    matrix.rows = shape[0];
    matrix.cols = width;
    matrix.rowPointers.reserve(matrix.rows + 1);
    if (width == 0) matrix.rowPointers.resize(matrix.rows + 1, 0);
    if (matrix.rows == 0 || width == 0) return matrix;
    std::vector<float> block;
    std::size_t missing = 0;
    forBlocks(node, reading.job, 0.0, 0.9, [&](std::size_t first, std::size_t count) {
        block.resize(count * width);
        node.read(first, count, block.data());
        missing += requireFinite(node, block, axes, [&](std::size_t i) {
            const std::size_t line = first + i / width;
            return linesAreCells ? std::pair(line, i % width) : std::pair(i % width, line);
        });
        for (std::size_t row = 0; row < count; ++row) {
            const float* values = block.data() + row * width;
            for (std::size_t i = 0; i < width; ++i) {
                if (values[i] == 0.0F) continue;
                matrix.columns.push_back(static_cast<std::uint32_t>(i));
                matrix.values.push_back(values[i]);
            }
            matrix.rowPointers.push_back(static_cast<std::int64_t>(matrix.values.size()));
        }
    });
    noteMissingValues(node.path(), missing, reading);
    return matrix;
}

/// Cells in rows, each row in order.
data::CsrMatrix settle(data::CsrMatrix matrix, Lines form, const Reading& reading) {
    if (form == Lines::Genes) matrix = data::transpose(matrix);
    reading.job.checkStop();
    data::canonicalise(matrix);
    reading.job.progress(1.0);
    return matrix;
}

void requireCountable(const h5::Node& node, const Axes& axes) {
    if (axes.genes.size() > std::numeric_limits<std::uint32_t>::max() ||
        axes.cells.size() > std::numeric_limits<std::uint32_t>::max())
        refuse(node, "has more than 4 billion rows or columns; split the file");
}

}  // namespace

data::CsrMatrix readSparse(const h5::Node& group, Lines lines, const Axes& axes,
                           const Reading& reading) {
    requireCountable(group, axes);
    return settle(readCompressed(group, lines, axes, reading), lines, reading);
}

data::CsrMatrix readDense(const h5::Node& node, Lines lines, const Axes& axes,
                          const Reading& reading) {
    requireCountable(node, axes);
    return settle(readRows(node, lines, axes, reading), lines, reading);
}

data::CsrMatrix readMatrix(const h5::Node& node, const Axes& axes, const Reading& reading) {
    const auto encoding = encodingOf(node);
    noteNewerVersion(node, reading);
    if (encoding == "csr_matrix" || encoding == "csc_matrix") {
        requireSparseShape(node, axes);
        return readSparse(node, encoding == "csr_matrix" ? Lines::Cells : Lines::Genes, axes,
                          reading);
    }
    if (encoding == "array") return readDense(node, Lines::Cells, axes, reading);
    refuse(node, "has the encoding '" + encoding +
                     "', which is not a matrix this version can read; write it as a sparse "
                     "(CSR) matrix");
}

std::shared_ptr<const data::RowStream> streamSparse(const h5::Node& group, const Axes& axes,
                                                    std::vector<std::uint32_t> places,
                                                    std::size_t cols, const Reading& reading) {
    requireCountable(group, axes);
    return std::make_shared<const SparseRows>(
        group, openLists(group, axes.cells.size(), reading).pointers, std::move(places), cols);
}

std::shared_ptr<const data::RowStream> streamMatrix(const h5::Node& node, const Axes& axes,
                                                    std::vector<std::uint32_t> places,
                                                    std::size_t cols, const Reading& reading) {
    noteNewerVersion(node, reading);
    requireSparseShape(node, axes);
    return streamSparse(node, axes, std::move(places), cols, reading);
}

std::size_t storedValues(const h5::Node& node) {
    const auto list = node.isGroup() ? node.find("data") : std::nullopt;
    const auto shape = list             ? list->shape()
                       : node.isGroup() ? std::vector<std::size_t>{}
                                        : node.shape();
    if (shape.empty()) return 0;
    std::size_t count = 1;
    for (const std::size_t extent : shape) count *= extent;
    return count;
}

Sample sampleValues(const h5::Node& node, const Reading& reading) {
    constexpr std::size_t sampleSize = 65536;
    if (node.isGroup()) return sampleValues(sparseList(node, "data"), reading);
    const auto shape = node.shape();
    if (shape.empty() || shape.size() > 2 || !isNumeric(node)) return {};
    reading.job.checkStop();
    node.checkReadable();
    const std::size_t width = shape.size() > 1 ? shape[1] : 1;
    const std::size_t rows =
        std::min(shape[0], std::max<std::size_t>(2, sampleSize / std::max<std::size_t>(1, width)));
    data::CsrMatrix sample;
    sample.rows = 1;
    sample.cols = 1;
    sample.values.resize(rows * width);
    node.read(0, rows, sample.values.data());
    for (float& value : sample.values)
        if (std::isnan(value)) value = 0.0F;  // as when all is read
    const auto zeros = std::ranges::count(sample.values, 0.0F);
    const auto size = static_cast<double>(std::max<std::size_t>(1, sample.values.size()));
    return {data::classifyValues(sample), 1.0 - static_cast<double>(zeros) / size};
}

data::Embedding outlineEmbedding(const h5::Node& node) {
    const auto shape = node.isGroup() ? std::vector<std::size_t>{} : node.shape();
    if (shape.empty() || shape.size() > 2 || !isNumeric(node))
        refuse(node, "is not a plain table of numbers");
    data::Embedding outline;
    outline.rows = shape[0];
    outline.cols = shape.size() == 2 ? shape[1] : 1;
    return outline;
}

data::Embedding readEmbedding(const h5::Node& node, const Reading& reading) {
    auto embedding = outlineEmbedding(node);
    node.checkReadable();
    embedding.values.resize(embedding.rows * embedding.cols);
    forBlocks(node, reading.job, 0.0, 0.0, [&](std::size_t first, std::size_t count) {
        node.read(first, count, embedding.values.data() + first * embedding.cols);
    });
    if (!std::ranges::all_of(embedding.values, [](float x) { return std::isfinite(x); }))
        refuse(node, "has missing or infinite values");
    return embedding;
}

}  // namespace counterpoint::io
