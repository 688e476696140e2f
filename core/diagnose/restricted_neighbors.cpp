#include "core/diagnose/restricted_neighbors.h"

#include "core/base/parallel.h"
#include "core/neighbors/neighbors.h"

#include <algorithm>

namespace counterpoint::diagnose {

namespace {

constexpr std::size_t queriesPerBlock = 512;

/// Fills the rows of `table` for the queries at `places`, whose cells all lie in `members`, with k
/// neighbours.
void searchSet(const data::Embedding& embedding, std::span<const std::uint32_t> members,
               std::span<const std::uint32_t> queryCells, std::span<const std::uint32_t> places,
               std::size_t k, const base::Job& job, NeighborTable& table) {
    const data::Embedding points = data::takeRows(embedding, members);
    std::vector<std::uint32_t> queries;
    for (const std::uint32_t place : places) {
        const auto member = std::ranges::lower_bound(members, queryCells[place]);
        queries.push_back(static_cast<std::uint32_t>(member - members.begin()));
    }
    const data::NeighborGraph found =
        neighbors::findNeighborsOf(points, queries, {.k = static_cast<int>(k)}, job);
    for (std::size_t q = 0; q < places.size(); ++q) {
        table.lengths[places[q]] = 0;
        for (const std::uint32_t neighbor : found.neighbors(q))
            table.append(places[q], members[neighbor]);
    }
}

}  // namespace

NeighborTable nearestWithin(const data::Embedding& embedding, const Partition& sets,
                            const Queries& queries, std::span<const std::size_t> k,
                            const base::Job& job) {
    const auto members = sets.members();
    std::vector<std::size_t> wanted(sets.count);
    for (std::size_t set = 0; set < sets.count; ++set)
        wanted[set] = members[set].empty() ? 0 : std::min(k[set], members[set].size() - 1);
    NeighborTable table(queries.cells.size(), sets.count == 0 ? 0 : std::ranges::max(wanted));

    if (queries.graph != nullptr)
        base::parallelBlocks(job, queries.cells.size(), queriesPerBlock,
                             [&](std::size_t begin, std::size_t end, std::size_t) {
                                 for (std::size_t q = begin; q < end; ++q) {
                                     const std::int32_t set = sets.codes[queries.cells[q]];
                                     if (set < 0) continue;
                                     for (const std::uint32_t cell : queries.graph->neighbors(q)) {
                                         if (table.lengths[q] == wanted[set]) break;
                                         if (sets.codes[cell] == set) table.append(q, cell);
                                     }
                                 }
                             });

    std::vector<std::vector<std::uint32_t>> lacking(sets.count);  // places in the table
    for (std::size_t q = 0; q < queries.cells.size(); ++q) {
        const std::int32_t set = sets.codes[queries.cells[q]];
        if (set >= 0 && table.lengths[q] < wanted[set])
            lacking[set].push_back(static_cast<std::uint32_t>(q));
    }
    for (std::size_t set = 0; set < sets.count; ++set)
        if (!lacking[set].empty())
            searchSet(embedding, members[set], queries.cells, lacking[set], wanted[set], job,
                      table);
    return table;
}

NeighborTable nearestOfAll(const data::Embedding& embedding, const Queries& queries, std::size_t k,
                           const base::Job& job) {
    const Partition everyone{std::vector<std::int32_t>(embedding.rows, 0), 1};
    const std::size_t wanted[] = {k};
    return nearestWithin(embedding, everyone, queries, wanted, job);
}

}  // namespace counterpoint::diagnose
