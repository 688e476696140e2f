#include "core/data/row_stream.h"

#include "core/base/parallel.h"

#include <algorithm>
#include <atomic>
#include <limits>
#include <thread>
#include <vector>

namespace counterpoint::data {

namespace {

constexpr std::uint32_t Dropped = std::numeric_limits<std::uint32_t>::max();

std::vector<std::uint32_t> placesOf(std::span<const std::uint32_t> kept, std::size_t count) {
    std::vector<std::uint32_t> places(count, Dropped);
    for (std::size_t i = 0; i < kept.size(); ++i) places[kept[i]] = static_cast<std::uint32_t>(i);
    return places;
}

/// The kept rows and columns of one block.
CsrMatrix takeFrom(const CsrMatrix& block, std::size_t first,
                   const std::vector<std::uint32_t>& newRow,
                   const std::vector<std::uint32_t>& newColumn) {
    CsrMatrix part;
    for (std::size_t row = 0; row < block.rows; ++row) {
        if (newRow[first + row] == Dropped) continue;
        const auto columns = block.rowColumns(row);
        const auto values = block.rowValues(row);
        for (std::size_t i = 0; i < columns.size(); ++i) {
            if (newColumn[columns[i]] == Dropped) continue;
            part.columns.push_back(newColumn[columns[i]]);
            part.values.push_back(values[i]);
        }
        part.rowPointers.push_back(static_cast<std::int64_t>(part.values.size()));
    }
    part.rows = part.rowPointers.size() - 1;
    return part;
}

/// All parts below each other. Frees one list of them before the other is made, so that no more
/// than one and a half times the result is held.
CsrMatrix stacked(std::vector<CsrMatrix> parts, std::size_t rows, std::size_t cols) {
    CsrMatrix whole;
    whole.rows = rows;
    whole.cols = cols;
    whole.rowPointers.reserve(rows + 1);
    std::int64_t entries = 0;
    for (const CsrMatrix& part : parts) {
        for (std::size_t row = 1; row < part.rowPointers.size(); ++row)
            whole.rowPointers.push_back(entries + part.rowPointers[row]);
        entries += part.rowPointers.back();
    }
    const auto move = [&](auto CsrMatrix::*list) {
        (whole.*list).reserve(static_cast<std::size_t>(entries));
        for (CsrMatrix& part : parts) {
            (whole.*list).insert((whole.*list).end(), (part.*list).begin(), (part.*list).end());
            part.*list = {};
        }
    };
    move(&CsrMatrix::columns);
    move(&CsrMatrix::values);
    return whole;
}

}  // namespace

void forRowBlocks(const RowStream& stream, std::size_t lanes, const base::Job& job,
                  const RowBlockBody& body) {
    const std::size_t blocks = stream.blockCount();
    const auto caller = std::this_thread::get_id();
    std::atomic<std::size_t> next{0};
    std::atomic<bool> failed{false};
    base::parallelBlocks(
        job, std::min(lanes, blocks), 1, [&](std::size_t lane, std::size_t, std::size_t) {
            try {
                for (std::size_t block = next++; block < blocks && !failed; block = next++) {
                    job.checkStop();
                    body(lane, block, stream.read(block, job));
                    if (std::this_thread::get_id() == caller)
                        job.progress(static_cast<double>(block + 1) / static_cast<double>(blocks));
                }
            } catch (...) {
                failed = true;
                throw;
            }
        });
}

CsrMatrix take(const RowStream& stream, std::span<const std::uint32_t> rows,
               std::span<const std::uint32_t> cols, const base::Job& job) {
    const auto newRow = placesOf(rows, stream.rows());
    const auto newColumn = placesOf(cols, stream.cols());
    std::vector<CsrMatrix> parts(stream.blockCount());
    forRowBlocks(stream, static_cast<std::size_t>(job.threads()), job,
                 [&](std::size_t, std::size_t block, const CsrMatrix& read) {
                     parts[block] = takeFrom(read, stream.firstRow(block), newRow, newColumn);
                 });
    return stacked(std::move(parts), rows.size(), cols.size());
}

}  // namespace counterpoint::data
