#include "core/io/sparse_rows.h"

#include "core/base/hash.h"

#include <algorithm>
#include <cmath>

namespace counterpoint::io {

namespace {

/// Entries a block. Large beside a chunk, because chunks across two blocks are unpacked for both;
/// small beside memory, because each thread holds one.
constexpr std::int64_t blockEntries = std::int64_t{1} << 21U;

std::vector<std::size_t> blocksOf(const std::vector<std::int64_t>& pointers) {
    std::vector<std::size_t> firstRows{0};
    for (std::size_t row = 1; row + 1 < pointers.size(); ++row)
        if (pointers[row + 1] - pointers[firstRows.back()] > blockEntries) firstRows.push_back(row);
    if (pointers.size() > 1) firstRows.push_back(pointers.size() - 1);
    return firstRows;
}

/// Calls `body(first entry, numbers)` for the part of each chunk that lies in [begin, end).
template <class T, class Chunks, class Body>
void forEntries(const h5::PackedList& list, Chunks& packed, std::size_t begin, std::size_t end,
                const base::Job& job, const Body& body) {
    std::vector<T> numbers;
    for (std::size_t i = 0; i < packed.chunks.size(); ++i) {
        job.checkStop();
        list.unpack(std::move(packed.chunks[i]), numbers);
        const std::size_t start = (packed.firstChunk + i) * list.chunkLength();
        const std::size_t from = std::max(begin, start);
        const std::size_t to = std::min(end, start + list.chunkLength());
        body(from, std::span<const T>(numbers).subspan(from - start, to - from));
    }
}

}  // namespace

SparseRows::SparseRows(const h5::Node& group, std::vector<std::int64_t> pointers,
                       std::vector<std::uint32_t> columns, std::size_t cols)
    : m_path(group.path()),
      m_data(group.child("data")),
      m_indices(group.child("indices")),
      m_pointers(std::move(pointers)),
      m_columns(std::move(columns)),
      m_cols(cols),
      m_firstRows(blocksOf(m_pointers)) {
    readFingerprint();
}

SparseRows::~SparseRows() {
    const h5::Session session{base::Job()};
    m_data.reset();
    m_indices.reset();
}

void SparseRows::refuse(const std::string& rest) const {
    throw base::Error(base::ErrorKind::BadInput, m_path + " " + rest);
}

SparseRows::Packed SparseRows::fetch(const h5::PackedList& list, std::size_t begin,
                                     std::size_t end) {
    Packed packed{begin / list.chunkLength(), {}};
    for (std::size_t chunk = packed.firstChunk; chunk * list.chunkLength() < end; ++chunk)
        packed.chunks.push_back(list.fetch(chunk));
    return packed;
}

/// The row pointers and some of the packed chunks, evenly spread.
void SparseRows::readFingerprint() {
    constexpr std::size_t sampled = 64;
    base::Hasher hasher;
    hasher.add(std::span<const std::int64_t>(m_pointers));
    hasher.add(std::span<const std::uint32_t>(m_columns));
    for (const auto* list : {&*m_data, &*m_indices}) {
        const std::size_t chunks = (list->size() + list->chunkLength() - 1) / list->chunkLength();
        for (std::size_t i = 0; i < std::min(sampled, chunks); ++i) {
            const auto chunk = list->fetch(i * chunks / std::min(sampled, chunks));
            hasher.add(std::span<const unsigned char>(chunk.bytes));
        }
    }
    m_fingerprint = hasher.value();
}

data::CsrMatrix SparseRows::read(std::size_t block, const base::Job& job) const {
    const std::size_t first = m_firstRows[block];
    const std::size_t last = m_firstRows[block + 1];
    const auto begin = static_cast<std::size_t>(m_pointers[first]);
    const auto end = static_cast<std::size_t>(m_pointers[last]);
    Packed indices;
    Packed data;
    {
        const h5::Session session(job);
        indices = fetch(*m_indices, begin, end);
        data = fetch(*m_data, begin, end);
    }

    data::CsrMatrix rows;
    rows.rows = last - first;
    rows.cols = m_cols;
    rows.rowPointers.resize(rows.rows + 1);
    for (std::size_t row = 0; row <= rows.rows; ++row)
        rows.rowPointers[row] = m_pointers[first + row] - m_pointers[first];
    rows.columns.resize(end - begin);
    rows.values.resize(end - begin);
    const auto width = static_cast<std::int64_t>(m_columns.size());
    forEntries<std::int64_t>(
        *m_indices, indices, begin, end, job,
        [&](std::size_t from, std::span<const std::int64_t> numbers) {
            std::uint32_t* to = rows.columns.data() + (from - begin);
            for (const std::int64_t number : numbers) {
                if (number < 0 || number >= width)
                    refuse("holds the index " + std::to_string(number) + " where only 0 to " +
                           std::to_string(width - 1) +
                           " are possible, so the file is damaged; write it again");
                *to++ = m_columns[static_cast<std::size_t>(number)];
            }
        });
    forEntries<float>(
        *m_data, data, begin, end, job, [&](std::size_t from, std::span<const float> numbers) {
            float* to = rows.values.data() + (from - begin);
            for (const float number : numbers) {
                const float value = std::isnan(number) ? 0.0F : number;
                if (!(value >= 0.0F) || std::isinf(value) || value != std::floor(value))
                    refuse(
                        "holds values that are no counts, although its first "
                        "ones are; save the counts as X or as layers/counts");
                *to++ = value;
            }
        });
    // What is dropped becomes a stored zero, which the next step removes.
    for (std::size_t i = 0; i < rows.columns.size(); ++i)
        if (rows.columns[i] == Dropped) {
            rows.columns[i] = 0;
            rows.values[i] = 0.0F;
        }
    data::canonicalise(rows, job);
    return rows;
}

}  // namespace counterpoint::io
