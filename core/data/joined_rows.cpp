#include "core/data/joined_rows.h"

#include "core/base/hash.h"
#include "core/base/parallel.h"

#include <algorithm>
#include <utility>

namespace counterpoint::data {

namespace {

class HeldRows final : public RowStream {
  public:
    explicit HeldRows(std::shared_ptr<const CsrMatrix> matrix) : m_matrix(std::move(matrix)) {}

    std::size_t rows() const override { return m_matrix->rows; }
    std::size_t cols() const override { return m_matrix->cols; }
    std::size_t nonZeros() const override { return m_matrix->nonZeros(); }
    std::size_t blockCount() const override { return base::blockCount(rows(), blockRows); }
    std::size_t firstRow(std::size_t block) const override {
        return std::min(rows(), block * blockRows);
    }
    CsrMatrix read(std::size_t block, const base::Job& job) const override {
        job.checkStop();
        CsrMatrix part;
        part.cols = cols();
        for (std::size_t row = firstRow(block); row < firstRow(block + 1); ++row) {
            const auto columns = m_matrix->rowColumns(row);
            const auto values = m_matrix->rowValues(row);
            part.columns.insert(part.columns.end(), columns.begin(), columns.end());
            part.values.insert(part.values.end(), values.begin(), values.end());
            part.rowPointers.push_back(static_cast<std::int64_t>(part.values.size()));
        }
        part.rows = part.rowPointers.size() - 1;
        return part;
    }
    std::uint64_t fingerprint() const override {
        return base::Hasher()
            .add(static_cast<std::uint64_t>(cols()))
            .add(std::span<const std::int64_t>(m_matrix->rowPointers))
            .add(std::span<const std::uint32_t>(m_matrix->columns))
            .add(std::span<const float>(m_matrix->values))
            .value();
    }

  private:
    static constexpr std::size_t blockRows = 1024;
    std::shared_ptr<const CsrMatrix> m_matrix;
};

}  // namespace

std::shared_ptr<const RowStream> heldRows(std::shared_ptr<const CsrMatrix> matrix) {
    return std::make_shared<HeldRows>(std::move(matrix));
}

JoinedRows::JoinedRows(std::vector<Part> parts, std::size_t cols)
    : m_parts(std::move(parts)), m_cols(cols) {
    std::size_t rows = 0;
    for (std::size_t part = 0; part < m_parts.size(); ++part) {
        const RowStream& stream = *m_parts[part].rows;
        for (std::size_t block = 0; block < stream.blockCount(); ++block) {
            m_blocks.push_back({part, block});
            m_firstRows.push_back(rows + stream.firstRow(block));
        }
        rows += stream.rows();
    }
    m_firstRows.push_back(rows);
}

std::size_t JoinedRows::nonZeros() const {
    std::size_t sum = 0;
    for (const Part& part : m_parts) sum += part.rows->nonZeros();
    return sum;
}

CsrMatrix JoinedRows::read(std::size_t block, const base::Job& job) const {
    const Part& part = m_parts[m_blocks[block].part];
    CsrMatrix rows = part.rows->read(m_blocks[block].block, job);
    std::size_t kept = 0;
    std::size_t entry = 0;
    for (std::size_t row = 0; row < rows.rows; ++row) {
        const auto end = static_cast<std::size_t>(rows.rowPointers[row + 1]);
        for (; entry < end; ++entry) {
            const std::uint32_t place = part.places[rows.columns[entry]];
            if (place == Dropped) continue;
            rows.columns[kept] = place;
            rows.values[kept++] = rows.values[entry];
        }
        rows.rowPointers[row + 1] = static_cast<std::int64_t>(kept);
    }
    rows.columns.resize(kept);
    rows.values.resize(kept);
    rows.cols = m_cols;
    canonicalise(rows, job);
    return rows;
}

std::uint64_t JoinedRows::fingerprint() const {
    base::Hasher hasher;
    hasher.add(static_cast<std::uint64_t>(m_cols));
    for (const Part& part : m_parts)
        hasher.add(part.rows->fingerprint()).add(std::span<const std::uint32_t>(part.places));
    return hasher.value();
}

}  // namespace counterpoint::data
