#include "core/data/csr_matrix.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace counterpoint::data {

namespace {

constexpr std::size_t rowsPerPoll = 1024;

bool rowIsCanonical(std::span<const std::uint32_t> columns, std::span<const float> values) {
    for (std::size_t i = 1; i < columns.size(); ++i)
        if (columns[i - 1] >= columns[i]) return false;
    return std::ranges::find(values, 0.0F) == values.end();
}

}  // namespace

CsrMatrix emptyMatrix(std::size_t rows, std::size_t cols) {
    return {rows, cols, std::vector<std::int64_t>(rows + 1, 0), {}, {}};
}

void canonicalise(CsrMatrix& matrix, const base::Job& job) {
    std::vector<std::pair<std::uint32_t, float>> entries;
    std::int64_t out = 0;
    std::int64_t begin = 0;
    for (std::size_t row = 0; row < matrix.rows; ++row) {
        if (row % rowsPerPoll == 0) job.checkStop();
        const std::int64_t end = matrix.rowPointers[row + 1];
        const auto size = static_cast<std::size_t>(end - begin);
        const std::span columns{matrix.columns.data() + begin, size};
        const std::span values{matrix.values.data() + begin, size};
        if (rowIsCanonical(columns, values)) {
            if (out != begin) {
                std::ranges::copy(columns, matrix.columns.begin() + out);
                std::ranges::copy(values, matrix.values.begin() + out);
            }
            out += end - begin;
        } else {
            entries.clear();
            for (std::size_t i = 0; i < size; ++i) entries.emplace_back(columns[i], values[i]);
            std::ranges::stable_sort(entries, {}, &std::pair<std::uint32_t, float>::first);
            for (std::size_t i = 0; i < entries.size();) {
                const std::uint32_t column = entries[i].first;
                float sum = 0.0F;
                for (; i < entries.size() && entries[i].first == column; ++i)
                    sum += entries[i].second;
                if (sum == 0.0F) continue;
                matrix.columns[static_cast<std::size_t>(out)] = column;
                matrix.values[static_cast<std::size_t>(out)] = sum;
                ++out;
            }
        }
        begin = end;
        matrix.rowPointers[row + 1] = out;
    }
    matrix.columns.resize(static_cast<std::size_t>(out));
    matrix.values.resize(static_cast<std::size_t>(out));
}

CsrMatrix take(const CsrMatrix& matrix, std::span<const std::uint32_t> rows,
               std::span<const std::uint32_t> cols, const base::Job& job) {
    constexpr std::uint32_t dropped = std::numeric_limits<std::uint32_t>::max();
    std::vector<std::uint32_t> newColumn(matrix.cols, dropped);
    for (std::size_t j = 0; j < cols.size(); ++j)
        newColumn[cols[j]] = static_cast<std::uint32_t>(j);

    CsrMatrix taken;
    taken.rows = rows.size();
    taken.cols = cols.size();
    taken.rowPointers.reserve(rows.size() + 1);
    // Counted first, because lists that grow hold three times what they need at their largest.
    std::size_t entries = 0;
    for (const std::uint32_t row : rows)
        for (const std::uint32_t column : matrix.rowColumns(row))
            entries += newColumn[column] == dropped ? 0 : 1;
    taken.columns.reserve(entries);
    taken.values.reserve(entries);
    for (const std::uint32_t row : rows) {
        if (taken.rowPointers.size() % rowsPerPoll == 0) job.checkStop();
        const auto columns = matrix.rowColumns(row);
        const auto values = matrix.rowValues(row);
        for (std::size_t i = 0; i < columns.size(); ++i) {
            if (newColumn[columns[i]] == dropped) continue;
            taken.columns.push_back(newColumn[columns[i]]);
            taken.values.push_back(values[i]);
        }
        taken.rowPointers.push_back(static_cast<std::int64_t>(taken.values.size()));
    }
    return taken;
}

CsrMatrix transpose(const CsrMatrix& matrix, const base::Job& job) {
    CsrMatrix result;
    result.rows = matrix.cols;
    result.cols = matrix.rows;
    result.rowPointers.assign(matrix.cols + 1, 0);
    result.columns.resize(matrix.nonZeros());
    result.values.resize(matrix.nonZeros());
    for (std::size_t row = 0; row < matrix.rows; ++row) {
        if (row % rowsPerPoll == 0) job.checkStop();
        for (const std::uint32_t column : matrix.rowColumns(row)) ++result.rowPointers[column + 1];
    }
    for (std::size_t j = 0; j < matrix.cols; ++j)
        result.rowPointers[j + 1] += result.rowPointers[j];
    std::vector<std::int64_t> next(result.rowPointers.begin(), result.rowPointers.end() - 1);
    for (std::size_t row = 0; row < matrix.rows; ++row) {
        if (row % rowsPerPoll == 0) job.checkStop();
        const auto columns = matrix.rowColumns(row);
        const auto values = matrix.rowValues(row);
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const auto at = static_cast<std::size_t>(next[columns[i]]++);
            result.columns[at] = static_cast<std::uint32_t>(row);
            result.values[at] = values[i];
        }
    }
    return result;
}

}  // namespace counterpoint::data
