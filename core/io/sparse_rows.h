#pragma once

#include "core/data/row_stream.h"
#include "core/io/h5_packed_list.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace counterpoint::io {

/// Counts that stay in a file of compressed rows (CSR by cell: h5ad, 10x): chunks are fetched in
/// turn and unpacked in parallel. The file stays open while it lives.
class SparseRows final : public data::RowStream {
  public:
    /// Where a column of the file goes; `Dropped` leaves it out.
    static constexpr std::uint32_t Dropped = 0xFFFFFFFFU;

    /// `group` holds the lists data and indices; `pointers` are valid for them. `columns` has an
    /// entry for each column of the file, and the stream has `cols` columns. Needs a Session.
    SparseRows(const h5::Node& group, std::vector<std::int64_t> pointers,
               std::vector<std::uint32_t> columns, std::size_t cols);
    ~SparseRows() override;
    SparseRows(const SparseRows&) = delete;
    SparseRows& operator=(const SparseRows&) = delete;

    std::size_t rows() const override { return m_pointers.size() - 1; }
    std::size_t cols() const override { return m_cols; }
    std::size_t nonZeros() const override { return static_cast<std::size_t>(m_pointers.back()); }
    std::size_t blockCount() const override { return m_firstRows.size() - 1; }
    std::size_t firstRow(std::size_t block) const override { return m_firstRows[block]; }
    /// Missing values (NaN) are 0. Throws Error(BadInput) where a value is no count.
    data::CsrMatrix read(std::size_t block, const base::Job& job) const override;
    std::uint64_t fingerprint() const override { return m_fingerprint; }

  private:
    /// The packed chunks that hold the entries of a block.
    struct Packed {
        std::size_t firstChunk = 0;
        std::vector<h5::PackedList::Chunk> chunks;
    };
    static Packed fetch(const h5::PackedList& list, std::size_t begin, std::size_t end);
    void readFingerprint();
    [[noreturn]] void refuse(const std::string& rest) const;

    std::string m_path;
    std::optional<h5::PackedList> m_data;
    std::optional<h5::PackedList> m_indices;
    std::vector<std::int64_t> m_pointers;
    std::vector<std::uint32_t> m_columns;
    std::size_t m_cols;
    std::vector<std::size_t> m_firstRows;  ///< of each block, and the number of rows
    std::uint64_t m_fingerprint = 0;
};

}  // namespace counterpoint::io
