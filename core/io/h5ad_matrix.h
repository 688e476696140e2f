#pragma once

#include "core/data/dataset.h"
#include "core/io/h5ad_encoding.h"

namespace counterpoint::io {

/// The names that rows and columns of a matrix must have, for sizes and for messages.
struct Axes {
    const std::vector<std::string>& cells;
    const std::vector<std::string>& genes;
};

/// Reads X, a layer or raw/X in any encoding: csr_matrix, csc_matrix or a dense array. Checks every
/// pointer, index and size; throws Error(BadInput) for infinity, naming cell and gene. NaN is a
/// missing value, taken as 0 with a note: scanpy opens such files too, and they come from scaling
/// genes that do not vary, whose scaled value is 0. Progress runs from 0 to 1.
data::CsrMatrix readMatrix(const h5::Node& node, const Axes& axes, const Reading& reading);

/// The same for matrices that do not state their form: the lists data, indices and indptr in a
/// group (10x, Seurat) and a dense table (loom), with cells in lines or, else, genes in lines.
enum class Lines { Cells, Genes };
data::CsrMatrix readSparse(const h5::Node& group, Lines lines, const Axes& axes,
                           const Reading& reading);
data::CsrMatrix readDense(const h5::Node& node, Lines lines, const Axes& axes,
                          const Reading& reading);

/// The same for counts that stay in the file, which must be compressed rows of cells. The columns
/// of `axes.genes` go to `places` (SparseRows::Dropped leaves one out) in a stream of `cols`.
std::shared_ptr<const data::RowStream> streamSparse(const h5::Node& group, const Axes& axes,
                                                    std::vector<std::uint32_t> places,
                                                    std::size_t cols, const Reading& reading);
std::shared_ptr<const data::RowStream> streamMatrix(const h5::Node& node, const Axes& axes,
                                                    std::vector<std::uint32_t> places,
                                                    std::size_t cols, const Reading& reading);

/// Stored values of such a matrix: cells × genes when dense.
std::size_t storedValues(const h5::Node& node);

/// What the first stored values (about 65,000) suggest about all of them.
struct Sample {
    data::ValueKind kind = data::ValueKind::None;
    double density = 1.0;  ///< part of the stored values that is not 0
};
Sample sampleValues(const h5::Node& node, const Reading& reading);

/// A dense rows × d array of obsm; d is 1 for a plain list. Throws Error(BadInput) for anything
/// else and for values that are not finite. The outline has the sizes but no values.
data::Embedding outlineEmbedding(const h5::Node& node);
data::Embedding readEmbedding(const h5::Node& node, const Reading& reading);

}  // namespace counterpoint::io
