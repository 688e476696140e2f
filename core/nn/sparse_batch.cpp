#include "core/nn/sparse_batch.h"

#include <array>
#include <cmath>

namespace counterpoint::nn {

namespace {

/// ln(1 + x); counts are mostly small integers.
float log1pOfCount(float x) {
    static const auto table = [] {
        std::array<float, 256> logs{};
        for (std::size_t i = 0; i < logs.size(); ++i)
            logs[i] = static_cast<float>(std::log1p(static_cast<double>(i)));
        return logs;
    }();
    const auto i = static_cast<std::size_t>(x);
    return i < table.size() && static_cast<float>(i) == x ? table[i] : std::log1p(x);
}

}  // namespace

template <class T>
void SparseBatch<T>::gather(const data::CsrMatrix& matrix, std::span<const std::uint32_t> rows,
                            std::span<const std::uint32_t> levels, std::size_t levelCount,
                            std::span<const float> numbers) {
    cells = rows.size();
    genes = matrix.cols;
    const std::size_t levelsPerCell = matrix.rows == 0 ? 0 : levels.size() / matrix.rows;
    const std::size_t numbersPerCell = matrix.rows == 0 ? 0 : numbers.size() / matrix.rows;
    inputs = genes + levelCount + numbersPerCell;
    cellStart.assign(1, 0);
    columns.clear();
    cellInputs.clear();
    columnStart.assign(inputs + 1, 0);
    for (const std::uint32_t row : rows) {
        const auto at = matrix.rowColumns(row);
        columns.insert(columns.end(), at.begin(), at.end());
        for (const float x : matrix.rowValues(row)) cellInputs.push_back(log1pOfCount(x));
        for (std::size_t k = 0; k < levelsPerCell; ++k) {
            columns.push_back(static_cast<std::uint32_t>(genes) + levels[k * matrix.rows + row]);
            cellInputs.push_back(1);
        }
        for (std::size_t k = 0; k < numbersPerCell; ++k) {
            columns.push_back(static_cast<std::uint32_t>(genes + levelCount + k));
            cellInputs.push_back(numbers[k * matrix.rows + row]);
        }
        cellStart.push_back(columns.size());
    }
    for (const std::uint32_t column : columns) ++columnStart[column + 1];
    for (std::size_t j = 0; j < inputs; ++j) columnStart[j + 1] += columnStart[j];
    columnCells.resize(columns.size());
    columnInputs.resize(columns.size());
    columnCounts.resize(columns.size());
    std::vector<std::size_t> next(columnStart.begin(), columnStart.end() - 1);
    for (std::size_t cell = 0; cell < cells; ++cell) {
        const float* counts = matrix.values.data() + matrix.rowPointers[rows[cell]];
        for (std::size_t i = cellStart[cell]; i < cellStart[cell + 1]; ++i) {
            const std::size_t to = next[columns[i]]++;
            columnCells[to] = static_cast<std::uint32_t>(cell);
            columnInputs[to] = cellInputs[i];
            columnCounts[to] = columns[i] < genes ? counts[i - cellStart[cell]] : 1;
        }
    }
}

template struct SparseBatch<float>;
template struct SparseBatch<double>;

}  // namespace counterpoint::nn
