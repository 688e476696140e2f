#include "ui/workbench/view_area.h"

#include <QScopedValueRollback>

namespace counterpoint::workbench {

ShownState ViewArea::shownState() const {
    ShownState state{m_layout,
                     {},
                     m_hidden,
                     m_selection.chosen(),
                     m_pointSize,
                     m_opacity,
                     m_labelsShown,
                     m_clips,
                     m_workbench.shown().arrangement};
    for (const View& view : m_views) state.keys << (view.chosenByUser ? view.key : QString());
    return state;
}

void ViewArea::setShownState(const ShownState& state) {
    const QScopedValueRollback following(m_following, true);
    if (state.layout != m_layout) setViewLayout(state.layout);
    for (std::size_t place = 0; place < m_views.size(); ++place) {
        const QString key = state.keys.value(static_cast<qsizetype>(place));
        if (!key.isEmpty()) m_views[place].key = key;
        m_views[place].chosenByUser = !key.isEmpty();
    }
    chooseKeys();
    m_clips = state.clips;
    m_labelsShown = state.names;
    m_bar->labelsAction()->setChecked(state.names);
    for (View& view : m_views) {
        fillChoices(view);
        recolour(view);
    }
    m_pointSize = state.pointSize;
    m_opacity = state.opacity;
    showPoints();
    if (state.hidden != m_hidden) {
        m_hidden = state.hidden;
        if (m_shownLayout) showLayout(embedding::Motion::Jump);
    }
    if (state.chosen != m_selection.chosen()) m_selection.setChosen(state.chosen);
}

/// Tells the workbench what is shown now: a step for undo where the user chose it.
void ViewArea::rememberShown(const QString& gesture) {
    if (m_following) return;
    // The same slider taken hold of again is another gesture.
    m_workbench.setShown(shownState(), gesture.isEmpty()
                                           ? QString()
                                           : QStringLiteral("%1 %2").arg(gesture).arg(m_grips));
}

/// What changed by itself, as with other cells, is no step.
void ViewArea::follow(const std::function<void()>& change) {
    {
        const QScopedValueRollback following(m_following, true);
        change();
    }
    m_workbench.followShown(shownState());
}

}  // namespace counterpoint::workbench
