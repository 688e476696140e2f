#include "core/pipeline/subset_map.h"

#include "core/neighbors/fuzzy_graph.h"
#include "core/pipeline/stages.h"

namespace counterpoint::pipeline {

data::Embedding subsetMap(const data::Embedding& embedding, std::span<const std::uint32_t> cells,
                          const neighbors::NeighborOptions& neighbors,
                          const embed::UmapOptions& umap, const base::Job& job,
                          const std::function<void(const data::Embedding&)>& frame) {
    const data::Embedding chosen = data::takeRows(embedding, cells);
    neighbors::NeighborOptions options = neighbors;
    options.k = umap.neighbors - 1;
    const auto graph =
        neighbors::fuzzyGraph(neighbors::findNeighbors(chosen, options, job), umap.neighbors, job);
    embed::UmapRun run(graph, umap, embed::startFor(umap, graph, chosen, job), embed::Motion::Cold,
                       job);
    while (stepFrame(run, job)) {
        job.progress(run.progress());
        frame(run.layout());
    }
    return run.layout();
}

}  // namespace counterpoint::pipeline
