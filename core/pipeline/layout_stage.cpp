#include "core/neighbors/fuzzy_graph.h"
#include "core/pipeline/stages.h"

namespace counterpoint::pipeline {

namespace {

constexpr int layoutVersion = 1;
constexpr int epochsPerFrame = 10;

std::uint64_t layoutKey(const Run& run, const Neighborhood& around) {
    if (around.key == Unremembered) return Unremembered;
    return withOptions(keyOf("layout", layoutVersion, around.key).add(run.settings().seed),
                       run.settings().umap);
}

}  // namespace

LayoutStage::LayoutStage(Run& run, const Space& space, const Neighborhood& around)
    : m_run(run),
      m_space(space),
      m_around(around),
      m_job(run.stageJob(Stage::Layout)),
      m_key(layoutKey(run, around)) {}

bool LayoutStage::canFollow() const {
    const auto& last = m_run.input.lastLayout;
    return last != nullptr && last->rows == m_space.result->embedding.rows &&
           m_run.cache.find<data::Embedding>(m_key) == nullptr;
}

void LayoutStage::follow(int epochs) {
    embed::UmapOptions options = m_run.settings().umap;
    options.epochs = epochs;
    m_umap.emplace(graph(), options, *m_run.input.lastLayout, true, m_job);
}

void LayoutStage::settle() {
    if (auto known = m_run.cache.find<data::Embedding>(m_key)) {
        show(std::move(known), true);
        return;
    }
    m_run.job.checkStop();
    m_watched = m_run.results.layout == nullptr;
    m_job.progress(0.0);
    m_umap.emplace(graph(), m_run.settings().umap, embed::pcaStart(m_space.result->embedding),
                   false, m_job);
    // Every run is turned to the same fixed frame, the first two unintegrated PCs, so that two
    // settled maps can be compared whatever was looked at in between.
    m_frame = embed::pcaStart(m_run.results.pca->scores);
}

bool LayoutStage::step() {
    if (!m_umap) return false;
    const bool more = m_umap->step(epochsPerFrame, m_job);
    m_job.progress(m_umap->progress());
    const bool settled = m_frame && !more;
    if (settled || m_watched || !m_frame) {
        auto shown = std::make_shared<const data::Embedding>(
            m_frame ? embed::aligned(m_umap->layout(), *m_frame) : m_umap->layout());
        if (settled && m_key != Unremembered)
            m_run.cache.store<data::Embedding>(m_key, shown, sizeOf(*shown));
        show(std::move(shown), settled);
    }
    if (!more) {
        m_umap.reset();
        m_frame.reset();
    }
    return more;
}

const data::CsrMatrix& LayoutStage::graph() {
    if (!m_graph)
        m_graph = neighbors::fuzzyGraph(*m_around.graph, m_run.settings().umap.neighbors, m_job);
    return *m_graph;
}

void LayoutStage::show(std::shared_ptr<const data::Embedding> layout, bool settled) {
    m_run.results.layout = std::move(layout);
    m_run.results.layoutSettled = settled;
    m_run.publish();
}

}  // namespace counterpoint::pipeline
