#pragma once

#include "core/base/parallel.h"
#include "core/data/csr_matrix.h"

#include <span>
#include <utility>
#include <vector>

namespace counterpoint::linalg {

/// Two sums a column, over the stored entries of some rows.
struct ColumnSums {
    std::vector<double> first;
    std::vector<double> second;
};

/// Adds up the pair `measure(value, column)` over the stored entries of `rows`, column by column in
/// double. What a stored zero would give must be (0, 0). The same on any number of threads.
template <class Measure>
ColumnSums columnSums(const data::CsrMatrix& matrix, std::span<const std::uint32_t> rows,
                      const base::Job& job, const Measure& measure) {
    constexpr std::size_t mostBlocks = 16;  // bounds the memory of the partial sums
    constexpr std::size_t fewestRows = 512;
    constexpr std::size_t rowsBetweenPolls = 1024;
    const std::size_t blockSize = std::max(fewestRows, (rows.size() + mostBlocks - 1) / mostBlocks);
    std::vector<ColumnSums> partial(base::blockCount(rows.size(), blockSize));
    base::parallelBlocks(
        job, rows.size(), blockSize, [&](std::size_t begin, std::size_t end, std::size_t block) {
            ColumnSums sums{std::vector<double>(matrix.cols), std::vector<double>(matrix.cols)};
            for (std::size_t i = begin; i < end; ++i) {
                if ((i - begin) % rowsBetweenPolls == 0) job.checkStop();
                const auto columns = matrix.rowColumns(rows[i]);
                const auto values = matrix.rowValues(rows[i]);
                for (std::size_t e = 0; e < columns.size(); ++e) {
                    const auto [first, second] = measure(values[e], columns[e]);
                    sums.first[columns[e]] += first;
                    sums.second[columns[e]] += second;
                }
            }
            partial[block] = std::move(sums);
        });
    ColumnSums total{std::vector<double>(matrix.cols), std::vector<double>(matrix.cols)};
    for (const ColumnSums& sums : partial)
        for (std::size_t j = 0; j < matrix.cols; ++j) {
            total.first[j] += sums.first[j];
            total.second[j] += sums.second[j];
        }
    return total;
}

/// Mean and variance (n − 1) of each column.
struct ColumnMoments {
    std::vector<double> means;
    std::vector<double> variances;
};

/// Moments of n values whose sum and sum of squares are known, column by column; a variance that
/// rounding makes negative is 0. n must be at least 2.
ColumnMoments moments(const ColumnSums& sumsAndSquares, std::size_t n);

}  // namespace counterpoint::linalg
