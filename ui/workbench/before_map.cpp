#include "ui/workbench/before_map.h"

#include "core/embed/umap.h"
#include "core/neighbors/fuzzy_graph.h"
#include "core/neighbors/neighbors.h"

namespace counterpoint::workbench {

namespace {

constexpr int epochsAtOnce = 10;

data::Embedding umapOf(const data::Embedding& pcs, neighbors::NeighborOptions search,
                       const embed::UmapOptions& options, const base::Job& job) {
    search.k = options.neighbors;
    const auto near = neighbors::findNeighbors(pcs, search, job);
    const data::CsrMatrix graph = neighbors::fuzzyGraph(near, options.neighbors, job);
    embed::UmapRun run(graph, options, embed::startFor(options, graph, pcs, job),
                       embed::Motion::Cold, job);
    while (run.step(epochsAtOnce, job)) job.checkStop();
    return embed::aligned(run.layout(),
                          embed::pcaStart(pcs, static_cast<std::size_t>(options.dims)));
}

}  // namespace

std::shared_ptr<const data::Embedding> BeforeMap::find(
    const std::shared_ptr<const preprocess::Pca>& pca, const pipeline::Settings& settings) {
    if (!pca) return nullptr;
    if (pca == m_pca && settings.umap == m_umap) return m_map;
    m_pca = pca;
    m_umap = settings.umap;
    m_map = std::make_shared<const data::Embedding>(
        embed::pcaStart(pca->scores, static_cast<std::size_t>(m_umap.dims)));
    m_settled = false;
    m_background.start(
        m_threads,
        [pca, umap = settings.umap, search = settings.neighbors,
         seed = settings.seed](const base::Job& job) {
            return umapOf(pca->scores, search, umap,
                          base::Job(job.stopToken(), job.threads(), seed));
        },
        [this](data::Embedding map) {
            m_map = std::make_shared<const data::Embedding>(std::move(map));
            m_settled = true;
            Q_EMIT arrived();
        });
    return m_map;
}

}  // namespace counterpoint::workbench
