// How the cells of the views look: their colours, which of them are in colour, which are hidden.

#include "ui/embedding/embedding_panel.h"
#include "ui/support/numbers.h"
#include "ui/support/theme.h"
#include "ui/workbench/view_area.h"

#include <algorithm>
#include <iterator>

namespace counterpoint::workbench {

void ViewArea::setColourKey(std::size_t place, const QString& key) {
    for (std::size_t other = 0; other < m_views.size(); ++other) {
        View& view = m_views[other];
        if (other != place && !colouredAlike()) continue;
        view.key = key;
        view.chosenByUser = true;
        fillChoices(view);
        recolour(view);
    }
    rememberShown();
}

void ViewArea::fillChoices(View& view) {
    view.panel->setChoices(m_colourings.choices(), view.key, m_colourings.title(view.key));
}

void ViewArea::recolour(View& view) {
    if (!m_shownCells) return;
    auto colouring = colouringOf(view.key);
    if (!colouring) return;  // the expression it needs is on its way
    view.colouring = std::move(*colouring);
    view.panel->view().setLabelsShown(m_labelsShown && canShowNames(view.key) && !view.batch);
    show(view);
}

std::optional<embedding::Colouring> ViewArea::colouringOf(const QString& key) {
    auto colouring = m_colourings.find(key);
    const auto found = m_clips.find(key);
    if (!colouring || !colouring->range || found == m_clips.end()) return colouring;
    // Other cells may reach less far.
    const embedding::ColourRange range = *colouring->range;
    const auto within = [&](double value) { return std::clamp(value, range.least, range.most); };
    embedding::clip(*colouring, within(found->second.low), within(found->second.high),
                    support::Theme::current().zero);
    return colouring;
}

/// Other ends of the bar, in every view that shows the same.
void ViewArea::clip(std::size_t place, double low, double high) {
    const QString key = m_views[place].key;
    m_clips[key] = {low, high};
    for (View& view : m_views) {
        if (view.key != key || !view.colouring.range) continue;
        embedding::clip(view.colouring, low, high, support::Theme::current().zero);
        show(view);
    }
    rememberShown(QStringLiteral("clip ") + key);
}

/// The colouring with only those cells in colour that are selected, pointed at and of the batch.
void ViewArea::show(View& view) {
    embedding::Colouring colouring = view.colouring;
    const std::vector<std::uint32_t>* chosen = nullptr;
    if (!m_selection.cells().empty()) chosen = &m_selection.cells();
    if (m_highlighted) chosen = &*m_highlighted;
    std::vector<std::uint32_t> ofBatch;
    if (view.batch && m_shownCells && *view.batch < m_shownCells->batch.levelCount()) {
        const auto& codes = m_shownCells->batch.codes;
        const auto code = static_cast<std::int32_t>(*view.batch);
        if (chosen == nullptr) {
            for (std::size_t cell = 0; cell < codes.size(); ++cell)
                if (codes[cell] == code) ofBatch.push_back(static_cast<std::uint32_t>(cell));
        } else {
            std::copy_if(chosen->begin(), chosen->end(), std::back_inserter(ofBatch),
                         [&](std::uint32_t cell) { return codes[cell] == code; });
        }
        chosen = &ofBatch;
    }
    if (chosen != nullptr)
        colouring = embedding::onlyInColour(std::move(colouring), *chosen,
                                            support::Theme::current().outside);
    view.panel->setColouring(std::move(colouring));
}

void ViewArea::showAll() {
    for (View& view : m_views) show(view);
}

void ViewArea::select(std::vector<std::uint32_t> cells, const QString& what) {
    m_selection.select(std::move(cells), what);
}

void ViewArea::showSelection() {
    constexpr int longest = 40;
    const auto cells = static_cast<qint64>(m_selection.cells().size());
    const QString& what = m_selection.what();
    const QString name =
        what.size() > longest ? what.left(longest - 1) + QStringLiteral("…") : what;
    if (cells == 0)
        m_bar->setSelection({}, {}, {});
    else
        m_bar->setSelection(
            (cells == 1 ? tr("%1: %2 cell") : tr("%1: %2 cells")).arg(name, support::count(cells)),
            tr("%1 selected").arg(support::count(cells)),
            tr("Clear the selection of %1").arg(what));
    if (m_shownCells) showAll();
}

std::vector<bool> ViewArea::visibleCells() const {
    if (!m_shownCells) return {};
    std::vector<bool> visible(m_shownCells->batch.size(), true);
    for (const auto& [name, hidden] : m_hidden) {
        const data::Column* column = m_shownCells->obs.find(name);
        if (column == nullptr) continue;
        const data::Categories categories = data::asCategories(*column);
        for (std::size_t cell = 0; cell < visible.size(); ++cell) {
            const std::int32_t code = categories.codes[cell];
            const bool isHidden =
                code < 0
                    ? hidden.missing
                    : hidden.levels.contains(categories.levels[static_cast<std::size_t>(code)]);
            if (isHidden) visible[cell] = false;
        }
    }
    return visible;
}

void ViewArea::invertSelection() {
    m_selection.invert(visibleCells());
}

void ViewArea::setHiddenLevels(const std::string& column, const std::set<std::string>& levels,
                               bool missing) {
    if (levels.empty() && !missing)
        m_hidden.erase(column);
    else
        m_hidden[column] = {levels, missing};
    if (m_shownLayout) showLayout(embedding::Motion::Jump);
    rememberShown();
}

void ViewArea::hideOnlyBy(const std::set<std::string>& columns) {
    const auto gone =
        std::erase_if(m_hidden, [&](const auto& entry) { return !columns.contains(entry.first); });
    if (gone == 0) return;
    follow([this] {
        if (m_shownLayout) showLayout(embedding::Motion::Jump);
    });
}

/// Batches lie everywhere once they are mixed: their names belong in the legend only.
bool ViewArea::canShowNames(const QString& key) const {
    return key != obsKey(m_workbench.settings().roles.batch);
}

}  // namespace counterpoint::workbench
