#pragma once

#include "core/data/csr_matrix.h"
#include "core/nn/numbers.h"

#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint::nn {

/// Some cells of a sparse matrix, by cell and by gene, never made dense. `inputs` are what an
/// encoder reads, ln(1 + count), then 1 for each level of the covariates, then numbers; `counts`
/// what a likelihood is asked about.
template <class T>
struct SparseBatch {
    std::size_t cells = 0;
    std::size_t genes = 0;   ///< columns with counts
    std::size_t inputs = 0;  ///< columns with inputs: genes, levels and numbers

    std::vector<std::size_t> cellStart;  ///< cells + 1
    std::vector<std::uint32_t> columns;  ///< ascending in each cell
    std::vector<T> cellInputs;

    std::vector<std::size_t> columnStart;    ///< inputs + 1
    std::vector<std::uint32_t> columnCells;  ///< ascending in each column
    std::vector<T> columnInputs;
    std::vector<T> columnCounts;  ///< 1 for levels and numbers

    /// The rows `rows` of `counts`; `levels` are appended to each row as further columns, of
    /// which there are `levelCount`: `levels[k · counts.rows + cell]` for k < levels.size() /
    /// counts.rows; then `numbers`, likewise laid out.
    void gather(const data::CsrMatrix& counts, std::span<const std::uint32_t> rows,
                std::span<const std::uint32_t> levels = {}, std::size_t levelCount = 0,
                std::span<const float> numbers = {});
};

}  // namespace counterpoint::nn
