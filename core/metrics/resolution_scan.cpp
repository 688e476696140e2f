#include "core/metrics/resolution_scan.h"

#include "core/base/hash.h"
#include "core/base/parallel.h"
#include "core/cluster/leiden.h"
#include "core/metrics/memo.h"
#include "core/neighbors/fuzzy_graph.h"

#include <cstdint>
#include <span>

namespace counterpoint::metrics {

std::shared_ptr<const std::vector<cluster::Partition>> resolutionScan(
    const data::NeighborGraph& neighbors, const base::Job& job) {
    constexpr int graphNeighbors = 15;
    constexpr std::size_t resolutions = 10;
    constexpr double step = 0.2;
    static Memo<std::vector<cluster::Partition>> memo;
    base::Hasher hasher;
    hasher.add(std::span<const std::uint32_t>(neighbors.indices));
    hasher.add(std::span<const float>(neighbors.distances));
    return memo.get(hasher.value(), [&] {
        const data::CsrMatrix graph = neighbors::fuzzyGraph(neighbors, graphNeighbors, job);
        std::vector<cluster::Partition> partitions(resolutions);
        const base::Job single(job.stopToken(), 1, 0);
        // The finest takes longest, so it starts first.
        base::parallelBlocks(
            job, resolutions, 1, [&](std::size_t position, std::size_t, std::size_t) {
                const std::size_t i = resolutions - 1 - position;
                const double resolution = step * static_cast<double>(i + 1);
                partitions[i] = cluster::leiden(graph, {.resolution = resolution}, single);
            });
        return partitions;
    });
}

}  // namespace counterpoint::metrics
