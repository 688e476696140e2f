#pragma once

#include "core/base/job.h"
#include "core/data/csr_matrix.h"

#include <cstddef>
#include <filesystem>

namespace counterpoint::io {

/// What the first lines of a Matrix Market file state.
struct MatrixMarketHeader {
    std::size_t rows = 0;
    std::size_t cols = 0;
    std::size_t entries = 0;
    bool pattern = false;  ///< entries have no values: each stands for 1
};

/// Throws Error(BadInput) for forms other than a general coordinate matrix of numbers. Sentences do
/// not name the file.
MatrixMarketHeader readMatrixMarketHeader(const std::filesystem::path& file, const base::Job& job);

/// The transpose of the file's matrix, plain or gzip, as CSR in canonical form: a file of genes ×
/// cells gives cells × genes. Entries may come in any order; those sorted by column, as Cell Ranger
/// writes them, need no sorting. Checks every index and the number of entries. NaN counts as
/// missing and becomes 0; `missing` says how many there were. The caller has checked that rows and
/// columns fit the names beside the file, so that their number may be trusted.
data::CsrMatrix readMatrixMarketColumns(const std::filesystem::path& file, std::size_t& missing,
                                        const base::Job& job);

}  // namespace counterpoint::io
