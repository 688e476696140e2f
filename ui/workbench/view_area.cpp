#include "ui/workbench/view_area.h"

#include "ui/embedding/embedding_panel.h"
#include "ui/support/fonts.h"
#include "ui/support/icons.h"
#include "ui/support/numbers.h"
#include "ui/support/theme.h"
#include "ui/workbench/bar.h"
#include "ui/workbench/colourings.h"
#include "ui/workbench/view_style.h"

#include <QLabel>
#include <QSlider>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

#include <cmath>
#include <limits>

namespace counterpoint::workbench {

using embedding::EmbeddingPanel;
using support::Icon;

ViewArea::ViewArea(Workbench& workbench, QWidget* parent)
    : QWidget(parent), m_workbench(workbench) {
    setObjectName(QStringLiteral("viewArea"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* views = new QSplitter(Qt::Horizontal, this);
    views->setChildrenCollapsible(false);
    views->setHandleWidth(1);
    auto camera = std::make_shared<embedding::ViewCamera>();
    for (std::size_t side = 0; side < m_panels.size(); ++side) {
        m_panels[side] = new EmbeddingPanel(camera, views);
        m_panels[side]->view().setObjectName(side == 0 ? QStringLiteral("leftView")
                                                       : QStringLiteral("rightView"));
        m_panels[side]->view().setAccessibleName(side == 0 ? tr("Cells, left view")
                                                           : tr("Cells, right view"));
        m_panels[side]->view().setAxisNames(QStringLiteral("UMAP1"), QStringLiteral("UMAP2"));
        views->addWidget(m_panels[side]);
        connect(m_panels[side], &EmbeddingPanel::colourChosen, this,
                [this, side](const QString& key) {
                    m_chosenByUser[side] = true;
                    setColourKey(side, key);
                });
    }
    column->addWidget(makeBar());
    column->addWidget(views, 1);

    connect(&workbench, &Workbench::opened, this, &ViewArea::datasetOpened);
    connect(&workbench, &Workbench::resultsChanged, this, &ViewArea::resultsChanged);
    connect(&support::themeNotifier(), &support::ThemeNotifier::changed, this, &ViewArea::restyle);
    restyle();
    fillEmptyText();
}

QWidget* ViewArea::makeBar() {
    auto* bar = new Bar(36, this);
    const auto button = [&](Icon icon, const QString& text, const QString& does) {
        auto* made = new QToolButton(bar);
        made->setIcon(support::icon(icon));
        made->setText(text);
        made->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        made->setToolTip(does);
        made->setAutoRaise(true);
        bar->add(made, 4);
        return made;
    };
    connect(button(Icon::Fit, tr("Fit"), tr("Show all cells (Space)")), &QToolButton::clicked, this,
            &ViewArea::fit);
    auto* labels = button(Icon::Label, tr("Labels"), tr("Names on the cells"));
    labels->setCheckable(true);
    labels->setChecked(true);
    connect(labels, &QToolButton::toggled, this, &ViewArea::setLabelsShown);
    m_selectionButton = button(Icon::Close, {}, tr("Show all cells in colour again"));
    m_selectionButton->setObjectName(QStringLiteral("selection"));
    m_selectionButton->hide();
    connect(m_selectionButton, &QToolButton::clicked, this, &ViewArea::clearSelection);
    bar->addStretch();

    const auto slider = [&](const QString& name, int low, int high) {
        auto* label = new QLabel(name, bar);
        label->setFont(support::fontOf(support::Type::Body));
        auto* made = new QSlider(Qt::Horizontal, bar);
        made->setRange(low, high);
        made->setFixedWidth(88);
        made->setAccessibleName(name);
        label->setBuddy(made);
        bar->add(label, 16);
        bar->add(made);
        return made;
    };
    // Size in tenths of a pixel, opacity in per cent; untouched, both follow the number of cells.
    auto* size = slider(tr("Size"), 5, 120);
    size->setValue(32);
    connect(size, &QSlider::valueChanged, this, [this](int tenths) {
        for (EmbeddingPanel* panel : m_panels) panel->view().setPointSize(tenths / 10.0);
    });
    auto* opacity = slider(tr("Opacity"), 5, 100);
    opacity->setValue(80);
    connect(opacity, &QSlider::valueChanged, this, [this](int percent) {
        for (EmbeddingPanel* panel : m_panels) panel->view().setOpacity(percent / 100.0);
    });
    // The automatic sizes are shown on the sliders without becoming fixed by that.
    connect(&m_workbench, &Workbench::runFinished, this, [this, size, opacity] {
        const QSignalBlocker quietSize(size);
        const QSignalBlocker quietOpacity(opacity);
        size->setValue(static_cast<int>(std::lround(10.0 * m_panels[0]->view().pointSize())));
        opacity->setValue(static_cast<int>(std::lround(100.0 * m_panels[0]->view().opacity())));
    });
    return bar;
}

void ViewArea::datasetOpened() {
    m_hidden.clear();
    m_shownLayout.reset();
    m_shownCells.reset();
    m_shownScores.clear();
    m_shownDiagnosis.reset();
    m_chosenByUser = {};
    clearSelection();
    for (EmbeddingPanel* panel : m_panels) {
        panel->view().setPositions(nullptr);
        panel->setColouring({});
        panel->setChoices({}, {});
    }
    fillEmptyText();
}

void ViewArea::resultsChanged() {
    const pipeline::Results& results = m_workbench.results();
    if (!results.cells || !results.layout) return;
    const bool newCells = results.cells != m_shownCells;
    // The list of choices grows with the scores; colours change only with cells or the shown score.
    const bool newScores = results.scores != m_shownScores || results.diagnosis != m_shownDiagnosis;
    const bool firstMap = m_shownLayout == nullptr;
    if (newCells && m_shownCells && results.cells->batch.size() != m_shownCells->batch.size())
        clearSelection();  // the cells it numbered are others now
    m_shownCells = results.cells;
    m_shownScores = results.scores;
    m_shownDiagnosis = results.diagnosis;
    if (newCells) {
        const data::Roles& roles = m_workbench.settings().roles;
        if (!m_chosenByUser[0]) m_keys[0] = obsKey(roles.batch);
        if (!m_chosenByUser[1]) m_keys[1] = obsKey(roles.label.empty() ? roles.batch : roles.label);
    }
    if (results.layout != m_shownLayout) {
        m_shownLayout = results.layout;
        showLayout(firstMap || newCells ? embedding::Motion::Jump : embedding::Motion::Glide);
    }
    if (newCells || newScores) {
        const auto choices = colourChoices(results, m_workbench.registry());
        for (std::size_t side = 0; side < m_panels.size(); ++side) {
            m_panels[side]->setChoices(choices, m_keys[side]);
            if (newCells || !m_keys[side].startsWith(QStringLiteral("obs:"))) recolour(side);
        }
    }
}

void ViewArea::setColourKey(std::size_t side, const QString& key) {
    m_keys[side] = key;
    m_panels[side]->setChoices(colourChoices(m_workbench.results(), m_workbench.registry()), key);
    recolour(side);
}

void ViewArea::recolour(std::size_t side) {
    // Batches lie everywhere once they are mixed: their names belong in the legend only.
    const bool byBatch = m_keys[side] == obsKey(m_workbench.settings().roles.batch);
    m_panels[side]->view().setLabelsShown(m_labelsShown && !byBatch);
    embedding::Colouring colouring =
        colouringOf(m_keys[side], m_workbench.results(), m_workbench.registry());
    if (!m_selection.empty())
        colouring = embedding::onlyInColour(std::move(colouring), m_selection,
                                            support::Theme::current().outside);
    m_panels[side]->setColouring(std::move(colouring));
}

void ViewArea::select(std::vector<std::uint32_t> cells, const QString& what) {
    m_selection = std::move(cells);
    const bool any = !m_selection.empty();
    m_selectionButton->setVisible(any);
    constexpr int longest = 40;
    const QString name =
        what.size() > longest ? what.left(longest - 1) + QStringLiteral("…") : what;
    const auto count = static_cast<qint64>(m_selection.size());
    m_selectionButton->setText(
        (count == 1 ? tr("%1: %2 cell") : tr("%1: %2 cells")).arg(name, support::count(count)));
    m_selectionButton->setAccessibleName(tr("Clear the selection of %1").arg(what));
    if (m_shownCells)
        for (std::size_t side = 0; side < m_panels.size(); ++side) recolour(side);
}

void ViewArea::clearSelection() {
    select({}, {});
}

void ViewArea::setHiddenLevels(const std::string& column, const std::set<std::string>& levels) {
    m_hidden[column] = levels;
    if (m_shownLayout) showLayout(embedding::Motion::Jump);
}

void ViewArea::showLayout(embedding::Motion motion) {
    std::shared_ptr<const data::Embedding> layout = m_shownLayout;
    for (const auto& [name, levels] : m_hidden) {
        const data::Column* column = levels.empty() ? nullptr : m_shownCells->obs.find(name);
        if (column == nullptr) continue;
        const data::Categories categories = data::asCategories(*column);
        auto reduced = std::make_shared<data::Embedding>(*layout);
        for (std::size_t cell = 0; cell < categories.size(); ++cell) {
            const std::int32_t code = categories.codes[cell];
            if (code >= 0 && levels.contains(categories.levels[static_cast<std::size_t>(code)]))
                (*reduced)(cell, 0) = std::numeric_limits<float>::quiet_NaN();
        }
        layout = std::move(reduced);
    }
    for (EmbeddingPanel* panel : m_panels) panel->view().setPositions(layout, motion);
}

void ViewArea::fit() {
    m_panels[0]->view().fit();
}

void ViewArea::setLabelsShown(bool shown) {
    m_labelsShown = shown;
    for (std::size_t side = 0; side < m_panels.size(); ++side) recolour(side);
}

void ViewArea::restyle() {
    const embedding::ViewStyle style = currentViewStyle();
    for (std::size_t side = 0; side < m_panels.size(); ++side) {
        m_panels[side]->setViewStyle(style);
        if (m_shownCells) recolour(side);
    }
}

void ViewArea::fillEmptyText() {
    for (EmbeddingPanel* panel : m_panels) {
        if (m_workbench.dataset())
            panel->view().setEmptyText(
                tr("No map yet"), tr("It appears as soon as the first run has placed the cells."));
        else
            panel->view().setEmptyText(tr("Drop a file here"),
                                       tr("An .h5ad with two or more batches"));
    }
}

}  // namespace counterpoint::workbench
