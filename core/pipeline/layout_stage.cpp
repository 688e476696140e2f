#include "core/base/error.h"
#include "core/embed/sketch.h"
#include "core/neighbors/fuzzy_graph.h"
#include "core/pipeline/stages.h"
#include "core/pipeline/subset_map.h"

#include <algorithm>
#include <chrono>

namespace counterpoint::pipeline {

namespace {

constexpr int layoutVersion = 3;
constexpr int graphVersion = 1;
/// Before the neighbours of more cells than this are known, a map of so many of them is shown.
constexpr std::size_t sketchedCells = 50'000;
constexpr std::size_t sketchSize = 10'000;

std::uint64_t layoutKey(const Run& run, const Neighborhood& around) {
    if (around.key == Unremembered) return Unremembered;
    return withOptions(keyOf("layout", layoutVersion, around.key).add(run.settings().seed),
                       run.settings().umap);
}

/// Where the graph of the map on screen is remembered; an empty one where that is no map.
std::uint64_t screenKey(const Run& run) {
    return keyOf("graph on screen", graphVersion, run.cellsKey).value();
}

std::size_t sizeOf(const data::CsrMatrix& graph) {
    return graph.nonZeros() * (sizeof(float) + sizeof(std::uint32_t)) +
           graph.rowPointers.size() * sizeof(std::int64_t);
}

/// The columns `components` (from 1) of `matrix`.
data::Embedding columnsOf(const data::Embedding& matrix, const std::vector<int>& components) {
    data::Embedding columns(matrix.rows, components.size());
    for (std::size_t j = 0; j < components.size(); ++j) {
        const auto column = static_cast<std::size_t>(components[j] - 1);
        if (column >= matrix.cols)
            throw base::Error(base::ErrorKind::BadSettings,
                              "there is no component " + std::to_string(components[j]) +
                                  " to show; there are " + std::to_string(matrix.cols));
        for (std::size_t i = 0; i < matrix.rows; ++i) columns(i, j) = matrix(i, column);
    }
    return columns;
}

/// What the settings show that is no map: columns of what is there.
data::Embedding fixedLayout(const Run& run, const Space& space) {
    const LayoutChoice& choice = run.settings().layout;
    if (choice.kind == LayoutChoice::Kind::Pca)
        return columnsOf(run.results.pca->scores, choice.components);
    if (choice.kind == LayoutChoice::Kind::Corrected)
        return columnsOf(space.result->embedding, choice.components);
    const auto stored = run.results.dataset->obsm.find(choice.key);
    if (stored == run.results.dataset->obsm.end() || stored->second.cols < 2)
        throw base::Error(base::ErrorKind::BadSettings,
                          "the file has no embedding \"" + choice.key +
                              "\" of two dimensions or more to show; choose another layout");
    const auto kept = data::takeRows(stored->second, run.results.filtered->quality.keptCells);
    return choice.components.empty() ? kept : columnsOf(kept, choice.components);
}

/// A map of a sample that keeps the shape of the data; every other cell lies where the one of the
/// sample does that stands for it.
data::Embedding sketchedMap(Run& run, const Space& space) {
    const data::Embedding& embedding = space.result->embedding;
    const base::Job job = run.stageJob(Stage::Layout);
    const embed::Sketch sketch = embed::geometricSketch(embedding, sketchSize, job);
    const data::Embedding map =
        subsetMap(embedding, sketch.cells, run.settings().neighbors, run.settings().umap, job);
    data::Embedding all(embedding.rows, map.cols);
    for (std::size_t i = 0; i < all.rows; ++i)
        std::ranges::copy(map.row(sketch.representative[i]), all.row(i).begin());
    return all;
}

}  // namespace

bool stepFrame(embed::UmapRun& umap, const base::Job& job) {
    using Clock = std::chrono::steady_clock;
    constexpr double seconds = 0.03;
    const auto begin = Clock::now();
    bool more = true;
    while (more && std::chrono::duration<double>(Clock::now() - begin).count() < seconds)
        more = umap.step(1, job);
    return more;
}

void sketchLayout(Run& run, const Space& space) {
    if (run.settings().layout.kind != LayoutChoice::Kind::Umap || run.input.lastLayout ||
        !run.input.map || space.result->embedding.rows <= sketchedCells)
        return;
    run.results.layout = std::make_shared<const data::Embedding>(sketchedMap(run, space));
    run.results.layoutSettled = false;
    run.publish();
}

LayoutStage::LayoutStage(Run& run, const Space& space, const Neighborhood& around)
    : m_run(run),
      m_space(space),
      m_around(around),
      m_job(run.stageJob(Stage::Layout)),
      m_key(layoutKey(run, around)) {}

bool LayoutStage::canFollow() const {
    const auto& last = m_run.lastLayout;
    const auto graph = m_run.cache.find<data::CsrMatrix>(screenKey(m_run));
    const bool isMap = graph == nullptr || graph->rows > 0;
    return m_run.settings().layout.kind == LayoutChoice::Kind::Umap && last != nullptr && isMap &&
           last->rows == m_space.result->embedding.rows &&
           last->cols == static_cast<std::size_t>(m_run.settings().umap.dims) &&
           m_run.cache.find<data::Embedding>(m_key) == nullptr;
}

void LayoutStage::follow(embed::Motion motion) {
    const embed::UmapOptions& options = m_run.settings().umap;
    const auto previous = m_run.cache.find<data::CsrMatrix>(screenKey(m_run));
    const bool known = previous != nullptr && previous->rows == graph().rows;
    if (known && embed::edgeOverlap(*previous, graph(), m_job) < embed::EnoughOverlap) {
        // Too little of the old map is true any more. A hand at rest waits for the settled map, a
        // moving one sees a new map in the old one's frame.
        if (motion == embed::Motion::Settle) return;
        if (graph().rows > sketchedCells) {  // all of them would take the hand seconds
            m_run.cache.replace<data::CsrMatrix>(screenKey(m_run), m_graph, sizeOf(*m_graph));
            show(std::make_shared<const data::Embedding>(
                     embed::aligned(sketchedMap(m_run, m_space), *m_run.lastLayout)),
                 false);
            return;
        }
        m_frame = *m_run.lastLayout;
        m_watched = false;
        start(embed::Motion::Cold,
              embed::startFor(options, graph(), m_space.result->embedding, m_job), nullptr);
    } else {
        start(motion, *m_run.lastLayout, known ? previous.get() : nullptr);
    }
}

void LayoutStage::settle() {
    if (m_run.settings().layout.kind != LayoutChoice::Kind::Umap) {
        m_run.cache.replace<data::CsrMatrix>(screenKey(m_run),
                                             std::make_shared<const data::CsrMatrix>(), 0);
        show(std::make_shared<const data::Embedding>(fixedLayout(m_run, m_space)), true);
        return;
    }
    if (auto known = m_run.cache.find<data::Embedding>(m_key)) {
        showSettling(std::move(known), true);
        return;
    }
    m_run.job.checkStop();
    m_watched = m_run.results.layout == nullptr && !canFollow();
    m_job.progress(0.0);
    const embed::UmapOptions& options = m_run.settings().umap;
    start(embed::Motion::Cold, embed::startFor(options, graph(), m_space.result->embedding, m_job),
          nullptr);
    // Every run is turned to the same fixed frame, the first unintegrated PCs, so that two settled
    // maps can be compared whatever was looked at in between; then, to be shown, to a pinned run's.
    m_frame = embed::pcaStart(m_run.results.pca->scores, static_cast<std::size_t>(options.dims));
    m_settling = true;
}

void LayoutStage::start(embed::Motion motion, data::Embedding from,
                        const data::CsrMatrix* previous) {
    m_umap.emplace(graph(), m_run.settings().umap, std::move(from), motion, m_job, previous);
    m_run.cache.replace<data::CsrMatrix>(screenKey(m_run), m_graph, sizeOf(*m_graph));
}

bool LayoutStage::step() {
    if (!m_umap) return false;
    const bool more = stepFrame(*m_umap, m_job);
    m_job.progress(m_umap->progress());
    const bool settled = m_settling && !more;
    if (m_watched || !more) {
        auto shown = std::make_shared<const data::Embedding>(
            m_frame ? embed::aligned(m_umap->layout(), *m_frame) : m_umap->layout());
        if (settled && m_key != Unremembered)
            m_run.cache.store<data::Embedding>(m_key, shown, sizeOf(*shown));
        if (m_settling)
            showSettling(std::move(shown), settled);
        else
            show(std::move(shown), false);
    }
    if (!more) {
        m_umap.reset();
        m_frame.reset();
        m_settling = false;
        m_watched = true;
    }
    return more;
}

const data::CsrMatrix& LayoutStage::graph() {
    if (!m_graph)
        m_graph = std::make_shared<const data::CsrMatrix>(
            neighbors::fuzzyGraph(*m_around.graph, m_run.settings().umap.neighbors, m_job));
    return *m_graph;
}

void LayoutStage::showSettling(std::shared_ptr<const data::Embedding> map, bool settled) {
    const auto& frame = m_run.input.frame;
    if (frame && frame->rows == map->rows && frame->cols == map->cols)
        map = std::make_shared<const data::Embedding>(embed::aligned(*map, *frame));
    show(std::move(map), settled);
}

void LayoutStage::show(std::shared_ptr<const data::Embedding> layout, bool settled) {
    m_run.results.layout = std::move(layout);
    m_run.results.layoutSettled = settled;
    m_run.publish();
}

}  // namespace counterpoint::pipeline
