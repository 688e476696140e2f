// Where the cells of the views are: the layout of the run, of before it, or of a subset.

#include "core/pipeline/axis_names.h"
#include "ui/embedding/embedding_panel.h"
#include "ui/support/segments.h"
#include "ui/workbench/layout_titles.h"
#include "ui/workbench/preview.h"
#include "ui/workbench/view_area.h"

#include <QAction>

#include <algorithm>
#include <cmath>
#include <limits>

namespace counterpoint::workbench {

using pipeline::LayoutChoice;

namespace {

/// The layout with the cells that are not visible nowhere.
std::shared_ptr<const data::Embedding> onlyVisible(std::shared_ptr<const data::Embedding> layout,
                                                   const std::vector<bool>& visible) {
    if (std::ranges::find(visible, false) == visible.end()) return layout;
    auto reduced = std::make_shared<data::Embedding>(*layout);
    for (std::size_t cell = 0; cell < visible.size(); ++cell)
        if (!visible[cell]) (*reduced)(cell, 0) = std::numeric_limits<float>::quiet_NaN();
    return reduced;
}

std::size_t placedIn(const data::Embedding& layout) {
    std::size_t placed = 0;
    for (std::size_t cell = 0; cell < layout.rows; ++cell)
        if (std::isfinite(layout(cell, 0))) ++placed;
    return placed;
}

}  // namespace

void ViewArea::setPlacing(const QString& layout) {
    pipeline::Settings settings = m_workbench.settings();
    settings.layout = pipeline::layoutChoice(layout.toStdString());
    const bool ownMap = settings.layout.kind == LayoutChoice::Kind::Umap;
    const bool otherMap = m_subset->layout() && ownMap != m_subset->showsOwnMap();
    m_subset->setOwnMap(ownMap);
    m_workbench.apply(settings);
    if (!otherMap) return;
    showLayout(embedding::Motion::Glide);
    frameAnew(embedding::Motion::Glide);
    showPlacing();
}

void ViewArea::setDimensions(int dims) {
    if (m_subset->showsOwnMap()) m_subset->leave();
    m_workbench.apply(inDimensions(m_workbench.settings(), dims));
}

ViewArea::Seen ViewArea::seen() const {
    Seen seen;
    seen.layout = shownLayout();
    if (!seen.layout) return seen;
    const bool isSpace = seen.layout->cols > 2;
    const auto names = pipeline::axisNames(
        m_subset->showsOwnMap() ? LayoutChoice() : m_shownPlacing, isSpace ? 3 : 2,
        m_workbench.results(), m_workbench.settings(), m_workbench.registry());
    if (!isSpace) {
        if (names.size() == 2) seen.axes = {names[0], names[1]};
        return seen;
    }
    for (std::size_t axis = 0; axis < names.size(); ++axis) {
        QVector3D direction;
        direction[static_cast<int>(axis)] = 1.0F;
        direction = m_camera->turn().rotatedVector(direction);
        seen.space.push_back(
            {names[axis], double{direction.x()}, double{direction.y()}, double{direction.z()}});
    }
    auto flat = std::make_shared<data::Embedding>(seen.layout->rows, 2);
    flat->values = m_camera->flattened(seen.layout->values);
    seen.layout = std::move(flat);
    return seen;
}

/// All cells as they are placed; of a subset, the others are nowhere.
std::shared_ptr<const data::Embedding> ViewArea::shownLayout() const {
    if (m_subset->showsOwnMap()) return m_subset->layout();
    if (!m_subset->layout() || !m_shownLayout) return m_shownLayout;
    std::vector<bool> inSubset(m_shownLayout->rows, false);
    for (const std::uint32_t cell : m_subset->cells()) inSubset[cell] = true;
    return onlyVisible(m_shownLayout, inSubset);
}

void ViewArea::showPlacing() {
    pipeline::Settings settings = m_workbench.settings();
    if (m_subset->showsOwnMap()) settings.layout = {};
    pipeline::Results results = m_workbench.results();
    results.dataset = m_workbench.dataset();
    const plugin::Registry& registry = m_workbench.registry();
    embedding::ChoiceButton& choice = m_bar->placing();
    const bool deep = isDeep(settings, results.dataset.get());
    const bool stored =
        settings.layout.kind == LayoutChoice::Kind::Stored && settings.layout.components.empty();
    m_bar->setDimensions(
        deep ? 3 : 2,
        stored ? tr("This layout of the file has %1 dimensions").arg(deep ? 3 : 2) : QString());
    const auto list = layoutList(results, settings, registry);
    const auto chosen = QString::fromStdString(pipeline::textOf(settings.layout));
    const QString title = layoutTitle(settings.layout, settings, registry);
    // This is asked with every frame of a moving map.
    if (list == choice.choices() && chosen == choice.chosen() && title == choice.text()) return;
    choice.setChoices(list);
    choice.setChosen(chosen, title);
    m_bar->fitPlacing();
    choice.setSearch([this](const QString& text) {
        return layoutSearch(text, m_workbench.results(), m_workbench.settings(),
                            m_workbench.registry());
    });
}

void ViewArea::showLayout(embedding::Motion motion) {
    if (!m_shownLayout) return;
    const std::vector<bool> visible = visibleCells();
    const auto layout = onlyVisible(shownLayout(), visible);
    Q_EMIT cellsShown(placedIn(*layout));
    const LayoutChoice placing = m_subset->showsOwnMap() ? LayoutChoice() : m_shownPlacing;
    QString note = m_subset->notice();
    if (note.isEmpty() && m_shownPlacing.kind == LayoutChoice::Kind::Umap)
        note = sketchNote(*m_shownLayout, m_workbench.results().layoutSettled);
    const QStringList axes = axisTitles(placing, layout->cols, m_workbench.results(),
                                        m_workbench.settings(), m_workbench.registry());
    for (View& view : m_views) {
        view.panel->view().setAxisNames(axes);
        if (view.before) {
            showBefore(view, visible, motion);
            continue;
        }
        view.panel->view().setBadge(note);
        view.panel->view().setPositions(layout, motion);
    }
}

/// Before integration the components are those before it, the map is one of them, and what the file
/// holds is what it was.
std::shared_ptr<const data::Embedding> ViewArea::beforeLayout() {
    const pipeline::Results& results = m_workbench.results();
    const bool components =
        m_shownPlacing.kind == LayoutChoice::Kind::Corrected && !m_subset->showsOwnMap();
    if (m_shownPlacing.kind == LayoutChoice::Kind::Umap || m_subset->showsOwnMap())
        return m_before.find(results.pca, m_workbench.settings());
    if (!components) return m_shownLayout;
    if (!results.pca) return nullptr;
    const data::Embedding& scores = results.pca->scores;
    auto columns = std::make_shared<data::Embedding>(scores.rows, m_shownPlacing.components.size());
    for (std::size_t axis = 0; axis < columns->cols; ++axis) {
        const auto column = static_cast<std::size_t>(m_shownPlacing.components[axis] - 1);
        if (column >= scores.cols) return nullptr;
        for (std::size_t cell = 0; cell < scores.rows; ++cell)
            (*columns)(cell, axis) = scores(cell, column);
    }
    return columns;
}

void ViewArea::showBefore(View& view, const std::vector<bool>& visible, embedding::Motion motion) {
    const auto map = beforeLayout();
    const bool fits = map && map->rows == visible.size();
    std::vector<bool> shown = visible;
    if (m_subset->layout()) {
        shown.assign(visible.size(), false);
        for (const std::uint32_t cell : m_subset->cells()) shown[cell] = visible[cell];
    }
    embedding::EmbeddingView& cells = view.panel->view();
    if (m_shownPlacing.kind == LayoutChoice::Kind::Corrected && !m_subset->showsOwnMap()) {
        const LayoutChoice before{LayoutChoice::Kind::Pca, m_shownPlacing.components, {}};
        cells.setAxisNames(axisTitles(before, before.components.size(), m_workbench.results(),
                                      m_workbench.settings(), m_workbench.registry()));
    }
    const bool mapped = m_shownPlacing.kind == LayoutChoice::Kind::Umap;
    const bool waits = mapped && fits && !m_before.isSettled();
    if (waits) {
        const LayoutChoice firstTwo{LayoutChoice::Kind::Pca, {1, 2}, {}};
        cells.setAxisNames(axisTitles(firstTwo, 2, m_workbench.results(), m_workbench.settings(),
                                      m_workbench.registry()));
    }
    cells.setPositions(fits ? onlyVisible(map, shown) : nullptr, motion);
    cells.setEmptyText(tr("No map of before"),
                       tr("This run started from an embedding of the file."));
    cells.setBadge(waits ? tr("first two PCs, until their UMAP is there") : m_subset->notice());
}

void ViewArea::reembedSelection() {
    if (m_subset->isBusy()) return m_subset->stop();
    const auto& integration = m_workbench.results().integration;
    if (!integration || !m_shownCells || selection().empty() ||
        integration->embedding.rows != m_shownCells->batch.size())
        return;
    constexpr std::size_t fewest = 20;
    if (selection().size() < fewest) {
        Q_EMIT failed(tr("A map needs at least %1 cells; %2 are selected")
                          .arg(fewest)
                          .arg(selection().size()));
        return;
    }
    const bool mapped = m_shownPlacing.kind == LayoutChoice::Kind::Umap || m_subset->showsOwnMap();
    const auto shown = shownLayout();
    // Cells that are not in the present subset have no place that theirs could be turned to.
    const bool placed = mapped && std::ranges::all_of(selection(), [&](std::uint32_t cell) {
                            return std::isfinite((*shown)(cell, 0));
                        });
    m_subset->setOwnMap(true);
    m_subset->start(integration, selection(), placed ? shown : nullptr, m_workbench.settings());
}

}  // namespace counterpoint::workbench
