#include "ui/workbench/view_area.h"

#include "ui/embedding/embedding_panel.h"
#include "ui/embedding/legend.h"
#include "ui/support/theme.h"
#include "ui/workbench/view_style.h"

#include <QAction>
#include <QGridLayout>
#include <QKeyEvent>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace counterpoint::workbench {

using embedding::EmbeddingPanel;

namespace {

constexpr std::size_t mostViews = 16;
constexpr int highlightDelay = 60;

}  // namespace

ViewArea::ViewArea(Workbench& workbench, QWidget* parent)
    : QWidget(parent),
      m_workbench(workbench),
      m_colourings(workbench.registry(), workbench.colors(), m_selection, workbench.threads()),
      m_before(workbench.threads()),
      m_camera(std::make_shared<embedding::ViewCamera>()),
      m_trail(*m_camera),
      m_bar(new ViewBar(this)),
      m_subset(new SubsetView(workbench.threads(), this)),
      m_stage(new QWidget(this)),
      m_grid(new QGridLayout(m_stage)),
      m_invertAction(new QAction(tr("Invert the selection"), this)),
      m_reembedAction(new QAction(tr("Re-embed the selection"), this)) {
    setObjectName(QStringLiteral("viewArea"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_bar);
    column->addWidget(m_subset);
    column->addWidget(m_stage, 1);
    m_stage->setAutoFillBackground(true);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(1);  // the separator colour shows between

    m_invertAction->setShortcut(Qt::Key_I);
    connect(m_invertAction, &QAction::triggered, this, &ViewArea::invertSelection);
    connect(m_bar, &ViewBar::layoutChosen, this, &ViewArea::setViewLayout);
    connect(m_bar, &ViewBar::toolChosen, this, &ViewArea::setTool);
    connect(&m_bar->placing(), &embedding::ChoiceButton::chosenByUser, this, &ViewArea::setPlacing);
    connect(m_bar, &ViewBar::dimensionsChosen, this, &ViewArea::setDimensions);
    connect(m_reembedAction, &QAction::triggered, this, &ViewArea::reembedSelection);
    connect(m_subset, &SubsetView::changed, this, [this] {
        const bool shown = m_subset->layout() != nullptr;
        showLayout(embedding::Motion::Glide);
        if (shown != m_showsSubset) showPlacing();
        if (shown != m_showsSubset) frameAnew(embedding::Motion::Glide);
        m_showsSubset = shown;
    });
    connect(m_subset, &SubsetView::failed, this, &ViewArea::failed);
    connect(m_bar, &ViewBar::clearRequested, this, &ViewArea::clearSelection);
    connect(m_bar->fitAction(), &QAction::triggered, this, &ViewArea::fit);
    connect(m_bar->labelsAction(), &QAction::toggled, this, &ViewArea::setLabelsShown);
    connect(m_bar, &ViewBar::gripped, this, [this] { ++m_grips; });
    connect(m_bar, &ViewBar::pointSizeChosen, this, [this](double diameter) {
        m_pointSize = diameter;
        showPoints();
        rememberShown(QStringLiteral("size"));
    });
    connect(m_bar, &ViewBar::opacityChosen, this, [this](double opacity) {
        m_opacity = opacity;
        showPoints();
        rememberShown(QStringLiteral("opacity"));
    });
    m_highlightTimer.setSingleShot(true);
    m_highlightTimer.setInterval(highlightDelay);
    connect(&m_highlightTimer, &QTimer::timeout, this, [this] {
        if (m_highlighted == m_nextHighlighted) return;
        m_highlighted = m_nextHighlighted;
        showAll();
    });

    connect(&workbench, &Workbench::opened, this, [this] { follow([this] { datasetOpened(); }); });
    connect(&workbench, &Workbench::resultsChanged, this,
            [this] { follow([this] { resultsChanged(); }); });
    connect(&workbench, &Workbench::shownRestored, this, &ViewArea::setShownState);
    connect(&workbench, &Workbench::settingsChanged, this, &ViewArea::showPlacing);
    connect(&workbench, &Workbench::runFinished, this, &ViewArea::showPoints);
    connect(&m_selection, &selection::CellSelection::changed, this, [this] {
        showSelection();
        rememberShown();
    });
    connect(&m_selection, &selection::CellSelection::setsChanged, this, [this] {
        for (View& view : m_views) {
            fillChoices(view);
            if (view.key == QStringLiteral("sets:")) recolour(view);
        }
        rememberShown();
    });
    const auto recolourAll = [this] {
        for (View& view : m_views) recolour(view);
    };
    connect(&m_before, &BeforeMap::arrived, this, [this] { showLayout(embedding::Motion::Glide); });
    connect(&m_colourings, &Colourings::ready, this, recolourAll);
    connect(&workbench, &Workbench::colorsChanged, this, recolourAll);
    connect(&support::themeNotifier(), &support::ThemeNotifier::changed, this, &ViewArea::restyle);
    setViewLayout(ViewLayout::Two);
}

ViewArea::~ViewArea() = default;

void ViewArea::makeView(std::size_t place) {
    View view;
    view.panel = new EmbeddingPanel(m_camera, m_stage);
    embedding::EmbeddingView& cells = view.panel->view();
    cells.setAccessibleName(tr("Cells, view %1").arg(place + 1));
    cells.setTool(m_tool);
    cells.setPointSize(m_pointSize);
    cells.setOpacity(m_opacity);
    view.panel->setViewStyle(currentViewStyle());
    view.panel->setSearch([this](const QString& text) { return m_colourings.search(text); });
    m_views.push_back(std::move(view));

    // Views are found by their place: the list itself may move.
    EmbeddingPanel* panel = m_views.back().panel;
    connect(panel, &EmbeddingPanel::colourChosen, this,
            [this, place](const QString& key) { setColourKey(place, key); });
    connect(panel, &EmbeddingPanel::categoryPointed, this,
            [this, place](int category) { highlightCategory(m_views[place], category); });
    connect(panel, &EmbeddingPanel::isolateRequested, this,
            [this, place](int category) { isolate(m_views[place], category); });
    connect(panel, &EmbeddingPanel::recolorRequested, this,
            [this, place](int category) { recolorCategory(m_views[place], category); });
    connect(&panel->legend(), &embedding::Legend::gripped, this, [this] { ++m_grips; });
    connect(panel, &EmbeddingPanel::clipChanged, this,
            [this, place](double low, double high) { clip(place, low, high); });
    connect(&cells, &embedding::EmbeddingView::cellPointed, this,
            [this, place](qint64 cell) { pointAt(m_views[place], cell); });
    connect(&cells, &embedding::EmbeddingView::regionChosen, this,
            [this](const std::vector<std::uint32_t>& found, embedding::SelectMode mode) {
                m_selection.change(found, mode);
                Q_EMIT regionSelected();
            });
}

void ViewArea::setViewLayout(ViewLayout layout) {
    m_layout = layout;
    m_bar->layoutAction(layout)->setChecked(true);
    arrange();
    rememberShown();
}

bool ViewArea::colouredAlike() const {
    return m_layout == ViewLayout::BeforeAfter || m_layout == ViewLayout::EachBatch;
}

void ViewArea::arrange() {
    std::size_t wanted = 2;
    if (m_layout == ViewLayout::One) wanted = 1;
    if (m_layout == ViewLayout::Four) wanted = 4;
    if (m_layout == ViewLayout::EachBatch && m_shownCells)
        wanted = std::min(m_shownCells->batch.levelCount(), mostViews);
    for (; m_views.size() > wanted; m_views.pop_back()) delete m_views.back().panel;
    while (m_views.size() < wanted) makeView(m_views.size());

    const bool square = m_layout == ViewLayout::Four || wanted > 3;
    const std::size_t columns =
        square ? static_cast<std::size_t>(std::ceil(std::sqrt(static_cast<double>(wanted))))
               : wanted;
    for (std::size_t place = 0; place < wanted; ++place) {
        View& view = m_views[place];
        const bool each = m_layout == ViewLayout::EachBatch && m_shownCells;
        view.batch = each ? std::optional(place) : std::nullopt;
        view.before = m_layout == ViewLayout::BeforeAfter && place == 0;
        if (each)
            view.panel->setTitle(QString::fromStdString(m_shownCells->batch.levels[place]));
        else if (m_layout == ViewLayout::BeforeAfter)
            view.panel->setTitle(view.before ? tr("Before") : tr("After"));
        else
            view.panel->setTitle({});
        view.panel->setCompact(wanted > columns);
        m_grid->addWidget(view.panel, static_cast<int>(place / columns),
                          static_cast<int>(place % columns));
        view.panel->show();
    }
    for (int line = 0; line < 4; ++line) {
        const auto at = static_cast<std::size_t>(line);
        m_grid->setColumnStretch(line, at < columns ? 1 : 0);
        m_grid->setRowStretch(line, at < (wanted + columns - 1) / columns ? 1 : 0);
    }
    chooseKeys();
    for (View& view : m_views) {
        fillEmptyText(view);
        fillChoices(view);
        recolour(view);
    }
    restyle();
    showLayout(embedding::Motion::Jump);
}

/// Batch first, cell types or what stands for them second, then what the scores see; what the user
/// chose stays.
void ViewArea::chooseKeys() {
    const data::Roles& roles = m_workbench.settings().roles;
    const QString batch = obsKey(roles.batch);
    const QString label = roles.label.empty() ? clusterKey() : obsKey(roles.label);
    for (std::size_t place = 0; place < m_views.size(); ++place) {
        View& view = m_views[place];
        if (colouredAlike()) {
            if (!m_views.front().chosenByUser)
                view.key = m_layout == ViewLayout::EachBatch ? label : batch;
            else
                view.key = m_views.front().key;
        } else if (!view.chosenByUser) {
            const std::vector<QString> keys{batch, label, scoreKey("ilisi"),
                                            QStringLiteral("evidence:own_loss")};
            view.key = keys[place % keys.size()];
        }
    }
}

void ViewArea::datasetOpened() {
    m_hidden.clear();
    m_clips.clear();
    m_shownLayout.reset();
    m_shownPlacing = m_workbench.settings().layout;
    m_shownIntegration.reset();
    m_subset->leave();
    m_shownCells.reset();
    m_shownScores.clear();
    m_shownDiagnosis.reset();
    m_shownMovement.reset();
    m_highlighted.reset();
    m_nextHighlighted.reset();
    m_selection.reset();
    m_colourings.setResults({});
    for (View& view : m_views) {
        view.chosenByUser = false;
        view.colouring = {};
        view.panel->view().setPositions(nullptr);
        view.panel->setColouring({});
        view.panel->setChoices({}, {});
        fillEmptyText(view);
    }
    frameAnew(embedding::Motion::Jump);
    chooseKeys();
}

void ViewArea::resultsChanged() {
    const pipeline::Results& results = m_workbench.results();
    if (results.cells) m_colourings.setResults(results);
    if (!results.cells || !results.layout) return;
    const bool newCells = results.cells != m_shownCells;
    // The list of choices grows with the scores; colours change only with cells or the shown score.
    const bool newScores = results.scores != m_shownScores ||
                           results.diagnosis != m_shownDiagnosis ||
                           results.movement != m_shownMovement;
    const bool firstMap = m_shownLayout == nullptr;
    m_shownCells = results.cells;
    m_shownScores = results.scores;
    m_shownDiagnosis = results.diagnosis;
    m_shownMovement = results.movement;
    if (newCells) {
        m_highlighted.reset();
        m_nextHighlighted.reset();
        m_selection.setKept(results.cells->batch.size(), results.filtered
                                                             ? results.filtered->quality.keptCells
                                                             : std::vector<std::uint32_t>());
        m_subset->leave();
        if (m_layout == ViewLayout::EachBatch) arrange();
        chooseKeys();
    }
    // A subset belongs to the integration it was placed in.
    if (results.integration != m_shownIntegration) m_subset->leave();
    m_shownIntegration = results.integration;
    if (results.layout != m_shownLayout) {
        m_shownLayout = results.layout;
        const bool otherPlacing = m_workbench.settings().layout != m_shownPlacing;
        m_shownPlacing = m_workbench.settings().layout;
        showLayout(firstMap || newCells ? embedding::Motion::Jump : embedding::Motion::Glide);
        if (otherPlacing) frameAnew(embedding::Motion::Glide);
    }
    showPlacing();
    if (!newCells && !newScores) return;
    for (View& view : m_views) {
        fillChoices(view);
        if (newCells || Colourings::comesWithScores(view.key)) recolour(view);
    }
}

void ViewArea::setTool(embedding::Tool tool) {
    m_tool = tool;
    m_bar->toolAction(tool)->setChecked(true);
    for (const View& view : m_views) view.panel->view().setTool(tool);
}

void ViewArea::fit() {
    m_views.front().panel->view().fit();
}

/// A frame chosen for one layout means nothing in another.
void ViewArea::frameAnew(embedding::Motion motion) {
    m_camera->fit(motion);
    m_trail.restart();
}

void ViewArea::setLabelsShown(bool shown) {
    m_labelsShown = shown;
    for (View& view : m_views) recolour(view);
    rememberShown();
}

/// Size and opacity as chosen, or as they come of themselves; the bar says which these are.
void ViewArea::showPoints() {
    for (const View& view : m_views) {
        view.panel->view().setPointSize(m_pointSize);
        view.panel->view().setOpacity(m_opacity);
    }
    const embedding::EmbeddingView& first = m_views.front().panel->view();
    m_bar->showPoint(first.pointSize(), first.opacity());
}

void ViewArea::restyle() {
    const embedding::ViewStyle style = currentViewStyle();
    QPalette palette = m_stage->palette();
    palette.setColor(QPalette::Window, style.separator);
    m_stage->setPalette(palette);
    m_bar->setViewStyle(style);
    for (View& view : m_views) {
        view.panel->setViewStyle(style);
        if (m_shownCells) recolour(view);
    }
}

void ViewArea::fillEmptyText(View& view) {
    if (m_workbench.dataset())
        view.panel->view().setEmptyText(
            tr("No map yet"), tr("It appears as soon as the first run has placed the cells."));
    else
        view.panel->view().setEmptyText(tr("Drop a file here"),
                                        tr("An .h5ad with two or more batches"));
}

void ViewArea::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && !selection().empty())
        clearSelection();
    else
        QWidget::keyPressEvent(event);
}

}  // namespace counterpoint::workbench
