#pragma once

#include "core/base/job.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint::data {

/// A cells × genes matrix in compressed sparse row form: 64-bit row pointers (atlases pass 2^31
/// non-zeros), 32-bit columns ascending and unique within a row, float32 values, no stored zeros.
struct CsrMatrix {
    std::size_t rows = 0;
    std::size_t cols = 0;
    std::vector<std::int64_t> rowPointers{0};  ///< rows + 1 entries
    std::vector<std::uint32_t> columns;        ///< one per non-zero
    std::vector<float> values;                 ///< one per non-zero

    std::size_t nonZeros() const { return values.size(); }
    std::span<const std::uint32_t> rowColumns(std::size_t i) const {
        return {columns.data() + rowPointers[i], rowSize(i)};
    }
    std::span<const float> rowValues(std::size_t i) const {
        return {values.data() + rowPointers[i], rowSize(i)};
    }
    std::size_t rowSize(std::size_t i) const {
        return static_cast<std::size_t>(rowPointers[i + 1] - rowPointers[i]);
    }

    bool operator==(const CsrMatrix&) const = default;
};

/// A matrix of that size without non-zeros.
CsrMatrix emptyMatrix(std::size_t rows, std::size_t cols);

/// Sorts the columns of each row, adds up duplicates and drops zeros, in place. The row pointers
/// must already be valid; columns must lie below `cols`. Throws Cancelled when stopped; the matrix
/// is then of no use.
void canonicalise(CsrMatrix& matrix, const base::Job& job = {});

/// Rows `rows` (in that order) and columns `cols` (ascending) of `matrix`.
CsrMatrix take(const CsrMatrix& matrix, std::span<const std::uint32_t> rows,
               std::span<const std::uint32_t> cols, const base::Job& job = {});

/// The transpose, by counting sort: also turns CSC arrays (read as CSR of the transpose) into CSR.
CsrMatrix transpose(const CsrMatrix& matrix, const base::Job& job = {});

}  // namespace counterpoint::data
