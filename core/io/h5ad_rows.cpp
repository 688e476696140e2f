#include "core/io/h5ad_rows.h"

#include "core/base/parallel.h"
#include "core/io/h5_growing_list.h"

#include <algorithm>

namespace counterpoint::io {

namespace {

using h5::GrowingList;

/// Values waiting for enough of them to fill a chunk.
template <class T>
class Pending {
  public:
    Pending(const h5::Output& group, const std::string& name)
        : m_list(GrowingList::create<T>(group, name)) {}

    void add(const std::vector<T>& values) {
        m_values.insert(m_values.end(), values.begin(), values.end());
    }

    /// Packs the full chunks, or at the end all that is there. No Session needed.
    void pack(bool isEnd, const base::Job& job) {
        const std::size_t length = GrowingList::ChunkLength;
        const std::size_t count = isEnd ? m_values.size() : m_values.size() / length * length;
        m_packed.resize(base::blockCount(count, length));
        base::parallelBlocks(
            job, count, length, [&](std::size_t begin, std::size_t end, std::size_t chunk) {
                m_packed[chunk] =
                    GrowingList::pack(std::span<const T>(m_values).subspan(begin, end - begin));
            });
    }

    void write() {
        std::size_t written = 0;
        for (const auto& chunk : m_packed) {
            const std::size_t count = std::min(GrowingList::ChunkLength, m_values.size() - written);
            m_list.append(chunk, count);
            written += count;
        }
        m_packed.clear();
        m_values.erase(m_values.begin(), m_values.begin() + static_cast<std::ptrdiff_t>(written));
    }

  private:
    GrowingList m_list;
    std::vector<T> m_values;
    std::vector<std::vector<unsigned char>> m_packed;
};

}  // namespace

std::vector<std::int64_t> writeRows(const h5::Output& group, const data::RowStream& stream,
                                    const base::Job& job) {
    const std::size_t blocks = stream.blockCount();
    const auto atOnce = static_cast<std::size_t>(job.threads()) * 8;
    std::vector<std::int64_t> pointers{0};
    pointers.reserve(stream.rows() + 1);
    Pending<float> data(group, "data");
    Pending<std::uint32_t> indices(group, "indices");
    for (std::size_t first = 0; first < blocks || first == 0; first += atOnce) {
        const std::size_t count = std::min(atOnce, blocks - first);
        {
            const h5::Intermission others;
            std::vector<data::CsrMatrix> parts(count);
            base::parallelBlocks(job, count, 1, [&](std::size_t i, std::size_t, std::size_t) {
                parts[i] = stream.read(first + i, job);
            });
            for (const data::CsrMatrix& part : parts) {
                const std::int64_t before = pointers.back();
                for (std::size_t row = 1; row < part.rowPointers.size(); ++row)
                    pointers.push_back(before + part.rowPointers[row]);
                data.add(part.values);
                indices.add(part.columns);
            }
            const bool isEnd = first + count == blocks;
            data.pack(isEnd, job);
            indices.pack(isEnd, job);
        }
        data.write();
        indices.write();
        if (blocks > 0)
            job.progress(static_cast<double>(first + count) / static_cast<double>(blocks));
    }
    return pointers;
}

}  // namespace counterpoint::io
