#pragma once

#include "core/base/job.h"
#include "core/data/csr_matrix.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

namespace counterpoint::data {

/// A cells × genes matrix that need not fit into memory: it is read from a file, or made, one block
/// of consecutive rows at a time. Every pass gives the same blocks with the same values, and rows
/// are as in a CsrMatrix: columns ascending and unique, no stored zeros. Safe to call from several
/// threads at once, which is how it becomes fast: see base::parallelBlocks.
class RowStream {
  public:
    RowStream() = default;
    RowStream(const RowStream&) = delete;
    RowStream& operator=(const RowStream&) = delete;
    virtual ~RowStream() = default;

    virtual std::size_t rows() const = 0;
    virtual std::size_t cols() const = 0;
    virtual std::size_t blockCount() const = 0;
    /// The row a block begins with; rows() for `blockCount()`.
    virtual std::size_t firstRow(std::size_t block) const = 0;
    /// The rows of a block, all columns. Throws Error(BadInput | Io) when the file turns out to be
    /// damaged, Cancelled when stopped.
    virtual CsrMatrix read(std::size_t block, const base::Job& job) const = 0;
    /// Stands for the content in keys of remembered results. Need not read all of it.
    virtual std::uint64_t fingerprint() const = 0;
    /// Values a file stores, or about as many as will be made.
    virtual std::size_t nonZeros() const = 0;
};

/// Calls `body(lane, block, rows)` for every block on the job's threads, in any order. Calls of
/// the same lane (there are `lanes`) never overlap, so that each can have its own sums. Reports
/// progress and polls the stop request.
using RowBlockBody =
    std::function<void(std::size_t lane, std::size_t block, const CsrMatrix& rows)>;
void forRowBlocks(const RowStream& stream, std::size_t lanes, const base::Job& job,
                  const RowBlockBody& body);

/// Rows `rows` (ascending) and columns `cols` (ascending) of a stream, in one pass: the same as
/// `take` of the whole matrix.
CsrMatrix take(const RowStream& stream, std::span<const std::uint32_t> rows,
               std::span<const std::uint32_t> cols, const base::Job& job);

}  // namespace counterpoint::data
