#include "core/cluster/provisional.h"

#include "core/cluster/leiden.h"
#include "core/cluster/snn_graph.h"
#include "core/neighbors/neighbors.h"

#include <algorithm>
#include <string>

namespace counterpoint::cluster {

data::Categories provisionalPopulations(const data::Embedding& uncorrected,
                                        const data::Categories& batch, const base::Job& job) {
    // As in the diagnosis: fewer neighbours in small batches.
    constexpr std::size_t mostNeighbors = 15;
    constexpr std::size_t fewestNeighbors = 3;
    constexpr std::size_t cellsPerNeighbor = 5;
    data::Categories populations;
    populations.codes.assign(batch.size(), -1);
    std::vector<std::vector<std::uint32_t>> cells(batch.levelCount());
    for (std::size_t i = 0; i < batch.size(); ++i)
        cells[batch.codes[i]].push_back(static_cast<std::uint32_t>(i));
    for (std::size_t b = 0; b < cells.size(); ++b) {
        if (cells[b].empty()) continue;
        const std::size_t others =
            std::clamp(cells[b].size() / cellsPerNeighbor, fewestNeighbors, mostNeighbors);
        const auto graph = neighbors::findNeighbors(data::takeRows(uncorrected, cells[b]),
                                                    {.k = static_cast<int>(others)}, job);
        const Partition partition = leiden(sharedNeighborGraph(graph, others, job), {}, job);
        const auto first = static_cast<std::int32_t>(populations.levelCount());
        for (std::size_t c = 0; c < partition.clusters; ++c)
            populations.levels.push_back(batch.levels[b] + " / " + std::to_string(c + 1));
        for (std::size_t i = 0; i < cells[b].size(); ++i)
            populations.codes[cells[b][i]] = first + partition.codes[i];
    }
    return populations;
}

}  // namespace counterpoint::cluster
