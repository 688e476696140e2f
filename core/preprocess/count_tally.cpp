#include "core/preprocess/count_tally.h"

#include "core/base/parallel.h"

#include <algorithm>
#include <atomic>
#include <bit>

namespace counterpoint::preprocess {

void CountTally::add(std::span<const std::uint32_t> columns, std::span<const float> values) {
    ++m_cells;
    for (std::size_t e = 0; e < columns.size(); ++e) {
        const float value = values[e];
        if (value < static_cast<float>(SmallCounts)) {
            const auto count = static_cast<std::size_t>(value);
            if (static_cast<float>(count) == value) {
                ++m_small[columns[e] * SmallCounts + count];
                continue;
            }
        }
        ++m_large[std::uint64_t{columns[e]} << 32U | std::bit_cast<std::uint32_t>(value)];
    }
}

void CountTally::add(const CountTally& other) {
    m_cells += other.m_cells;
    std::ranges::transform(m_small, other.m_small, m_small.begin(), std::plus{});
    for (const auto& [key, cells] : other.m_large) m_large[key] += cells;
}

std::vector<std::vector<CountTally::Entry>> CountTally::entries() const {
    std::vector<std::vector<Entry>> all(genes());
    for (std::size_t gene = 0; gene < all.size(); ++gene)
        for (std::size_t count = 1; count < SmallCounts; ++count)
            if (const std::uint32_t cells = m_small[gene * SmallCounts + count]; cells > 0)
                all[gene].push_back({static_cast<double>(count), static_cast<double>(cells)});
    for (const auto& [key, cells] : m_large)
        all[key >> 32U].push_back(
            {static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(key))),
             static_cast<double>(cells)});
    for (auto& ofGene : all) std::ranges::sort(ofGene, {}, &Entry::count);
    return all;
}

std::vector<double> CountTally::expressed() const {
    std::vector<double> cells(genes());
    for (std::size_t gene = 0; gene < cells.size(); ++gene)
        for (std::size_t count = 1; count < SmallCounts; ++count)
            cells[gene] += m_small[gene * SmallCounts + count];
    for (const auto& [key, times] : m_large) cells[key >> 32U] += times;
    return cells;
}

CountTally tallyOf(const data::CsrMatrix& counts, std::span<const std::uint32_t> cells,
                   const base::Job& job) {
    constexpr std::size_t cellsAtOnce = 1024;
    const std::size_t blocks = base::blockCount(cells.size(), cellsAtOnce);
    const auto most = std::max<std::size_t>(1, blocks);
    std::vector<CountTally> lanes(std::min(static_cast<std::size_t>(job.threads()), most),
                                  CountTally(counts.cols));
    std::atomic<std::size_t> next{0};
    base::parallelBlocks(job, lanes.size(), 1, [&](std::size_t lane, std::size_t, std::size_t) {
        for (std::size_t block = next++; block < blocks; block = next++) {
            job.checkStop();
            const std::size_t begin = block * cellsAtOnce;
            for (std::size_t i = begin; i < std::min(cells.size(), begin + cellsAtOnce); ++i)
                lanes[lane].add(counts.rowColumns(cells[i]), counts.rowValues(cells[i]));
        }
    });
    for (std::size_t lane = 1; lane < lanes.size(); ++lane) lanes[0].add(lanes[lane]);
    return std::move(lanes.front());
}

}  // namespace counterpoint::preprocess
