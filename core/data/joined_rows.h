#pragma once

#include "core/data/row_stream.h"

#include <memory>
#include <vector>

namespace counterpoint::data {

/// A matrix in memory as a stream of blocks of its rows.
std::shared_ptr<const RowStream> heldRows(std::shared_ptr<const CsrMatrix> matrix);

/// Matrices below each other as one matrix, their columns brought into one order. Reads the parts
/// as it is read itself, so that none of them needs to fit into memory.
class JoinedRows final : public RowStream {
  public:
    /// Where a column of a part goes; `Dropped` leaves it out.
    static constexpr std::uint32_t Dropped = 0xFFFFFFFFU;

    struct Part {
        std::shared_ptr<const RowStream> rows;
        std::vector<std::uint32_t> places;  ///< of each of its columns, all different
    };

    JoinedRows(std::vector<Part> parts, std::size_t cols);

    std::size_t rows() const override { return m_firstRows.back(); }
    std::size_t cols() const override { return m_cols; }
    std::size_t nonZeros() const override;
    std::size_t blockCount() const override { return m_blocks.size(); }
    std::size_t firstRow(std::size_t block) const override { return m_firstRows[block]; }
    CsrMatrix read(std::size_t block, const base::Job& job) const override;
    std::uint64_t fingerprint() const override;

  private:
    struct Block {
        std::size_t part;
        std::size_t block;  ///< of that part
    };

    std::vector<Part> m_parts;
    std::vector<Block> m_blocks;
    std::vector<std::size_t> m_firstRows;  ///< of each block, and the number of rows
    std::size_t m_cols;
};

}  // namespace counterpoint::data
