#include "ui/workbench/compare_page.h"

#include "core/embed/umap.h"
#include "ui/compare/move_field.h"
#include "ui/compare/swipe_stage.h"
#include "ui/embedding/embedding_panel.h"
#include "ui/embedding/embedding_view.h"
#include "ui/support/eliding_label.h"
#include "ui/support/labels.h"
#include "ui/support/theme.h"
#include "ui/workbench/bar.h"
#include "ui/workbench/colourings.h"
#include "ui/workbench/layout_titles.h"
#include "ui/workbench/runs_view.h"
#include "ui/workbench/view_area.h"
#include "ui/workbench/view_style.h"

#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace counterpoint::workbench {

using embedding::EmbeddingPanel;

namespace {

QString letterOf(std::size_t side) {
    return side == 0 ? QStringLiteral("A") : QStringLiteral("B");
}

}  // namespace

ComparePage::ComparePage(Workbench& workbench, ViewArea& views, QWidget* parent)
    : QWidget(parent),
      m_workbench(workbench),
      m_views(views),
      m_camera(std::make_shared<embedding::ViewCamera>()),
      m_trail(*m_camera),
      m_stage(new compare::SwipeStage(this)) {
    setObjectName(QStringLiteral("comparePage"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_bar = new CompareBar(this);
    column->addWidget(m_bar);
    connect(m_bar, &CompareBar::runChosen, this, [this](int side, int number) {
        m_runs[static_cast<std::size_t>(side)] = number;
        refresh();
    });
    connect(m_bar, &CompareBar::swapRequested, this, &ComparePage::swap);
    connect(m_bar, &CompareBar::modeChosen, this, &ComparePage::refresh);
    connect(m_bar, &CompareBar::closeRequested, this, &ComparePage::closeRequested);
    m_noteBar = new Bar(28, this);
    m_note = new support::ElidingLabel(m_noteBar);
    support::setTone(*m_note, support::Tone::Second);
    m_note->setObjectName(QStringLiteral("movesNote"));
    m_note->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_noteBar->add(m_note, 0, 1);
    column->addWidget(m_noteBar);
    column->addWidget(m_stage, 1);
    m_panels = {new EmbeddingPanel(m_camera, m_stage),
                new EmbeddingPanel(m_camera, m_stage->parentOfSecond())};
    m_stage->setWidgets(m_panels[0], m_panels[1]);
    connect(m_stage, &compare::SwipeStage::gripped, this, [this] { ++m_grips; });
    connect(m_stage, &compare::SwipeStage::lineMoved, this,
            [this] { Q_EMIT swiped(QStringLiteral("swipe %1").arg(m_grips)); });
    for (std::size_t side = 0; side < 2; ++side) {
        EmbeddingPanel& panel = *m_panels[side];
        panel.view().setObjectName(side == 0 ? QStringLiteral("viewA") : QStringLiteral("viewB"));
        panel.view().setAccessibleName(side == 0 ? tr("Cells of run A") : tr("Cells of run B"));
        connect(&panel, &EmbeddingPanel::colourChosen, this, &ComparePage::setColourKey);
        // The cell under the pointer is ringed where the other run has it.
        connect(&panel.view(), &embedding::EmbeddingView::cellPointed, this,
                [other = m_panels[1 - side]](qint64 cell) {
                    other->view().setMarkedCell(
                        cell < 0 ? std::nullopt : std::optional(static_cast<std::uint32_t>(cell)));
                });
        m_colourings[side] = std::make_unique<Colourings>(
            workbench.registry(), workbench.colors(), views.cellSelection(), workbench.threads());
        connect(m_colourings[side].get(), &Colourings::ready, this, [this, side] {
            if (isVisible()) showSide(side);
        });
    }
    connect(&workbench, &Workbench::opened, this, [this] {
        m_runs = {};
        m_key.clear();  // the other file may have no such column
    });
    const auto refreshWhenSeen = [this] {
        if (isVisible()) refresh();
    };
    connect(&workbench.history(), &RunHistory::changed, this, refreshWhenSeen);
    connect(&views.cellSelection(), &selection::CellSelection::changed, this, [this] {
        for (std::size_t side = 0; side < 2 && isVisible(); ++side) showSide(side);
    });
    connect(&workbench, &Workbench::colorsChanged, this, refreshWhenSeen);
    connect(&support::themeNotifier(), &support::ThemeNotifier::changed, this,
            &ComparePage::restyle);
    restyle();
}

CompareMode ComparePage::mode() const {
    return m_bar->mode();
}

void ComparePage::setMode(CompareMode mode) {
    m_bar->setMode(mode);
    refresh();
}

void ComparePage::compare(int first, int second) {
    m_runs = {first, second};
    if (m_key.isEmpty()) {
        const data::Roles& roles = m_workbench.settings().roles;
        m_key = obsKey(roles.label.empty() ? roles.batch : roles.label);
    }
    refresh();
    m_camera->fit(embedding::Motion::Jump);
    m_trail.restart();
}

Compared ComparePage::compared() const {
    return {m_runs, mode(), m_key, m_stage->share()};
}

void ComparePage::compare(const Compared& compared) {
    m_key = compared.key;
    m_bar->setMode(compared.mode);
    m_stage->setShare(compared.share);
    if (compared.runs != m_runs)
        compare(compared.runs[0], compared.runs[1]);
    else
        refresh();
}

void ComparePage::swap() {
    compare(m_runs[1], m_runs[0]);
}

void ComparePage::setColourKey(const QString& key) {
    m_key = key;
    if (mode() == CompareMode::Moves) m_bar->setMode(CompareMode::SideBySide);
    refresh();
}

/// "7 Harmony θ 2"; where every run is of that method, "7 · θ 2".
QString ComparePage::nameOf(const KeptRun& run) const {
    const auto& runs = m_workbench.history().runs();
    const bool oneMethod = std::ranges::all_of(
        runs, [&](const KeptRun& other) { return other.settings.method == run.settings.method; });
    const auto title =
        QString::fromStdString(m_workbench.registry().method(run.settings.method).info().title);
    const QString settings = methodSettingsText(run.settings, m_workbench.registry());
    return oneMethod && run.name == title && !settings.isEmpty()
               ? tr("%1 · %2").arg(run.number).arg(settings)
               : tr("%1 %2 %3").arg(run.number).arg(run.name, settings);
}

void ComparePage::fillRuns() {
    std::vector<std::pair<int, QString>> runs;
    for (const KeptRun& run : m_workbench.history().runs())
        runs.emplace_back(run.number, nameOf(run));
    m_bar->setRuns(runs, m_runs);
}

void ComparePage::refresh() {
    fillRuns();
    m_stage->setSwiping(mode() == CompareMode::Swipe);
    findMoves();
    for (std::size_t side = 0; side < 2; ++side) showSide(side);
    Q_EMIT changed();
}

void ComparePage::showSide(std::size_t side) {
    EmbeddingPanel& panel = *m_panels[side];
    const KeptRun* run = side == 0 ? first() : second();
    panel.setLetter(letterOf(side));
    panel.setTitle(run == nullptr ? QString()
                                  : methodSettingsText(run->settings, m_workbench.registry()));
    // Under the swipe A is seen at the left only, and B at the right.
    using embedding::HeadPlace;
    panel.setHeadPlace(mode() != CompareMode::Swipe ? HeadPlace::Apart
                       : side == 0                  ? HeadPlace::Left
                                                    : HeadPlace::Right);
    if (run == nullptr || !run->results.layout || !run->results.cells) {
        panel.view().setPositions(nullptr);
        panel.view().setArrows({});
        panel.setColouring({});
        panel.view().setEmptyText(tr("No map kept"),
                                  run == nullptr
                                      ? tr("Choose a run above.")
                                      : tr("Restore this run in the table below to see it again."));
        return;
    }
    const auto& layout = side == 1 && m_turned ? m_turned : run->results.layout;
    panel.view().setAxisNames(axisTitles(run->settings.layout, layout->cols, run->results,
                                         run->settings, m_workbench.registry()));
    panel.view().setPositions(layout, embedding::Motion::Glide);
    panel.view().setArrows(m_arrows);
    embedding::Colouring colouring;
    if (!m_moved.empty())
        colouring = embedding::colourByValue(tr("Distance moved on the map, share of its width"),
                                             m_moved, support::Theme::current().zero);
    Colourings& colourings = *m_colourings[side];
    colourings.setResults(run->results);
    if (colouring.cells() == 0)
        if (auto found = colourings.find(m_key)) colouring = std::move(*found);
    if (m_moved.empty())
        panel.setChoices(colourings.choices(), m_key, colourings.title(m_key));
    else
        panel.setChoices(colourings.choices(), QStringLiteral("moves"), tr("distance moved"));
    const std::vector<std::uint32_t> selected = selectedOf(*run);
    if (!selected.empty())
        colouring = embedding::onlyInColour(std::move(colouring), selected,
                                            support::Theme::current().outside);
    panel.setColouring(std::move(colouring));
}

/// The selected cells of the file that are in this run, as it numbers them.
std::vector<std::uint32_t> ComparePage::selectedOf(const KeptRun& run) const {
    std::vector<std::uint32_t> rows = m_views.cellSelection().chosen().rows;
    const auto& filtered = run.results.filtered;
    if (!filtered || rows.empty()) return rows;
    const std::vector<std::uint32_t>& kept = filtered->quality.keptCells;
    std::vector<std::uint32_t> cells;
    for (const std::uint32_t row : rows) {
        const auto at = std::ranges::lower_bound(kept, row);
        if (at != kept.end() && *at == row)
            cells.push_back(static_cast<std::uint32_t>(at - kept.begin()));
    }
    return cells;
}

void ComparePage::restyle() {
    for (EmbeddingPanel* panel : m_panels) panel->setViewStyle(currentViewStyle());
    if (isVisible()) refresh();
}

/// What moved from A to B, where that is asked for and both are laid out by the same.
void ComparePage::findMoves() {
    m_turned.reset();
    m_moved.clear();
    m_arrows.clear();
    m_note->clear();
    m_note->setToolTip({});
    m_noteBar->setVisible(mode() == CompareMode::Moves);
    const KeptRun* a = first();
    const KeptRun* b = second();
    if (a == nullptr || b == nullptr || !a->results.layout || !b->results.layout) return;
    const data::Embedding& from = *a->results.layout;
    const data::Embedding& to = *b->results.layout;
    const bool alike =
        a->settings.layout == b->settings.layout && from.rows == to.rows && from.cols == to.cols;
    if (alike && from.cols < 4 && a->settings.layout.kind == pipeline::LayoutChoice::Kind::Umap)
        m_turned = std::make_shared<const data::Embedding>(embed::aligned(to, from));
    if (mode() != CompareMode::Moves) return;
    if (!alike) {
        m_note->setText(tr("A and B are laid out by different things: no moves to show"));
    } else {
        if (!m_turned) m_turned = std::make_shared<const data::Embedding>(embed::aligned(to, from));
        m_moved = movesBetween(from, *m_turned);
        if (a->results.cells)
            m_arrows = compare::moveField(from, *m_turned, a->results.cells->batch);
        m_note->setText(
            m_arrows.empty()
                ? tr("No cells moved far together")
                : tr("Arrows: where neighbouring cells of a batch went from A to B, on average"));
    }
    m_note->setToolTip(m_note->text());
}

std::vector<float> movesBetween(const data::Embedding& first, const data::Embedding& second) {
    if (first.rows != second.rows || first.cols != second.cols || first.cols < 2) return {};
    float extent = 0.0F;
    for (const data::Embedding* layout : {&first, &second})
        for (std::size_t axis = 0; axis < layout->cols; ++axis) {
            float low = std::numeric_limits<float>::infinity();
            float high = -low;
            for (std::size_t cell = 0; cell < layout->rows; ++cell) {
                const float at = (*layout)(cell, axis);
                if (!std::isfinite(at)) continue;
                low = std::min(low, at);
                high = std::max(high, at);
            }
            extent = std::max(extent, high - low);
        }
    if (!(extent > 0.0F)) return {};
    std::vector<float> moved(first.rows);
    for (std::size_t cell = 0; cell < first.rows; ++cell) {
        float square = 0.0F;
        for (std::size_t axis = 0; axis < first.cols; ++axis) {
            const float step = second(cell, axis) - first(cell, axis);
            square += step * step;
        }
        moved[cell] = std::sqrt(square) / extent;
    }
    return moved;
}

}  // namespace counterpoint::workbench
