#include "core/diagnose/own_clusters.h"

#include "core/diagnose/communities.h"
#include "core/diagnose/neighborhood_weights.h"

#include <algorithm>

namespace counterpoint::diagnose {

namespace {

constexpr std::size_t leidenRuns = 4;

/// The neighbour table of one batch, its cells numbered from 0.
data::NeighborGraph batchGraph(const NeighborTable& ownNeighbors,
                               const std::vector<std::uint32_t>& cells,
                               const std::vector<std::uint32_t>& place) {
    data::NeighborGraph graph;
    graph.cells = cells.size();
    graph.k = std::min(std::clamp<std::size_t>(cells.size() / 5, 3, ownWidth), cells.size() - 1);
    for (const std::uint32_t cell : cells)
        for (const std::uint32_t neighbor : ownNeighbors.of(cell).first(graph.k))
            graph.indices.push_back(place[neighbor]);
    graph.distances.assign(graph.indices.size(), 0.0F);
    return graph;
}

}  // namespace

Partition ownClusters(const NeighborTable& ownNeighbors, const data::Categories& batch,
                      const base::Job& job) {
    const Partition batches{batch.codes, batch.levelCount()};
    Partition result{std::vector<std::int32_t>(batch.codes.size(), -1), 0};
    std::vector<std::uint32_t> place(batch.codes.size());
    for (const std::vector<std::uint32_t>& cells : batches.members()) {
        if (cells.empty()) continue;
        for (std::uint32_t i = 0; i < cells.size(); ++i) place[cells[i]] = i;
        const data::NeighborGraph graph = batchGraph(ownNeighbors, cells, place);
        const Partition found = communities(graph, graph.k, leidenRuns, job);
        for (std::size_t i = 0; i < cells.size(); ++i)
            result.codes[cells[i]] = static_cast<std::int32_t>(result.count) + found.codes[i];
        result.count += found.count;
    }
    return result;
}

}  // namespace counterpoint::diagnose
