#include "core/cluster/snn_graph.h"

#include "core/base/parallel.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <vector>

namespace counterpoint::cluster {

namespace {

constexpr std::size_t cellsPerBlock = 512;

/// Members of two ascending lists that occur in both.
std::size_t common(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b) {
    std::size_t count = 0;
    for (auto i = a.begin(), j = b.begin(); i != a.end() && j != b.end();) {
        if (*i == *j) ++count;
        const bool advanceFirst = *i <= *j;
        const bool advanceSecond = *j <= *i;
        i += advanceFirst ? 1 : 0;
        j += advanceSecond ? 1 : 0;
    }
    return count;
}

/// Each cell's first `others` neighbours and itself, ascending: cells × (others + 1).
std::vector<std::uint32_t> sortedSets(const data::NeighborGraph& neighbors, std::size_t others) {
    std::vector<std::uint32_t> sets;
    sets.reserve(neighbors.cells * (others + 1));
    for (std::size_t cell = 0; cell < neighbors.cells; ++cell) {
        const auto near = neighbors.neighbors(cell).first(others);
        sets.insert(sets.end(), near.begin(), near.end());
        sets.push_back(static_cast<std::uint32_t>(cell));
        std::sort(sets.end() - static_cast<std::ptrdiff_t>(others + 1), sets.end());
    }
    return sets;
}

}  // namespace

data::CsrMatrix sharedNeighborGraph(const data::NeighborGraph& neighbors, std::size_t others,
                                    const base::Job& job) {
    others = std::min(others, neighbors.k);
    const std::size_t size = others + 1;
    const std::vector<std::uint32_t> sets = sortedSets(neighbors, others);
    const auto setOf = [&](std::size_t cell) {
        return std::span<const std::uint32_t>(sets.data() + cell * size, size);
    };

    // Cells that list a cell, ascending because they are met in order.
    std::vector<std::int64_t> starts(neighbors.cells + 1, 0);
    for (std::size_t cell = 0; cell < neighbors.cells; ++cell)
        for (const std::uint32_t near : setOf(cell)) ++starts[near + 1];
    for (std::size_t cell = 0; cell < neighbors.cells; ++cell) starts[cell + 1] += starts[cell];
    std::vector<std::uint32_t> listers(sets.size());
    std::vector<std::int64_t> next(starts.begin(), starts.end() - 1);
    for (std::size_t cell = 0; cell < neighbors.cells; ++cell)
        for (const std::uint32_t near : setOf(cell))
            listers[next[near]++] = static_cast<std::uint32_t>(cell);
    job.checkStop();

    data::CsrMatrix graph;
    graph.rows = graph.cols = neighbors.cells;
    for (std::size_t cell = 0; cell < neighbors.cells; ++cell) {
        const auto first = listers.begin() + starts[cell];
        const auto last = listers.begin() + starts[cell + 1];
        std::set_union(setOf(cell).begin(), setOf(cell).end(), first, last,
                       std::back_inserter(graph.columns));
        graph.columns.erase(std::lower_bound(graph.columns.begin() + graph.rowPointers.back(),
                                             graph.columns.end(),
                                             static_cast<std::uint32_t>(cell)));
        graph.rowPointers.push_back(static_cast<std::int64_t>(graph.columns.size()));
    }
    graph.values.resize(graph.columns.size());
    base::parallelBlocks(
        job, neighbors.cells, cellsPerBlock, [&](std::size_t begin, std::size_t end, std::size_t) {
            for (std::size_t cell = begin; cell < end; ++cell)
                for (auto e = graph.rowPointers[cell]; e < graph.rowPointers[cell + 1]; ++e) {
                    const std::size_t shared = common(setOf(cell), setOf(graph.columns[e]));
                    graph.values[e] =
                        static_cast<float>(shared) / static_cast<float>(2 * size - shared);
                }
        });
    return graph;
}

}  // namespace counterpoint::cluster
