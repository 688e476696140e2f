// The workbench's history: the states to which undo and redo go.

#include "ui/workbench/workbench.h"

#include <algorithm>
#include <utility>

namespace counterpoint::workbench {

void Workbench::undo() {
    if (canUndo()) goTo(m_step - 1);
}

void Workbench::redo() {
    if (canRedo()) goTo(m_step + 1);
}

void Workbench::goTo(std::size_t step) {
    m_step = step;
    m_gesture.clear();
    const Step& there = m_steps[step];
    m_history.setLabels(there.labels);
    if (there.colors != m_colors) {
        m_colors = there.colors;
        Q_EMIT colorsChanged();
    }
    if (*there.shown != *m_shown) {
        m_shown = there.shown;
        Q_EMIT shownRestored(*m_shown);
    }
    if (there.settings == m_settings)
        Q_EMIT settingsChanged();  // undo and redo may have become possible or not
    else
        apply(pipeline::Settings(there.settings));
}

bool Workbench::Step::operator==(const Step& other) const {
    return settings == other.settings && labels == other.labels && colors == other.colors &&
           (shown == other.shown || *shown == *other.shown);
}

void Workbench::setShown(const ShownState& shown, const QString& gesture) {
    if (shown == *m_shown) return;
    m_shown = std::make_shared<const ShownState>(shown);
    if (m_steps.empty()) return;
    const bool goesOn = !gesture.isEmpty() && gesture == m_gesture;
    if (!goesOn && !addStep()) return;
    if (goesOn) {
        m_steps[m_step].shown = m_shown;
        dropIdleStep();
    } else {
        m_gesture = gesture;
    }
    Q_EMIT stepsChanged();
}

/// A hand that came back to where it began has done nothing to undo.
void Workbench::dropIdleStep() {
    if (m_step == 0 || !(m_steps[m_step] == m_steps[m_step - 1])) return;
    m_steps.pop_back();
    --m_step;
    m_gesture.clear();
}

void Workbench::followShown(const ShownState& shown) {
    if (shown == *m_shown) return;
    m_shown = std::make_shared<const ShownState>(shown);
    if (m_step < m_steps.size()) m_steps[m_step].shown = m_shown;
}

void Workbench::rememberStep() {
    if (addStep()) Q_EMIT settingsChanged();
}

bool Workbench::addStep() {
    Step now{m_settings, m_history.labels(), m_colors, m_shown};
    if (m_step < m_steps.size()) {
        Step& then = m_steps[m_step];
        // A run that has finished meanwhile is news, nothing to undo.
        for (const auto& [number, label] : now.labels) then.labels.try_emplace(number, label);
        if (then == now) return false;
    }
    m_gesture.clear();
    m_steps.resize(std::min(m_steps.size(), m_step + 1));
    m_steps.push_back(std::move(now));
    m_step = m_steps.size() - 1;
    return true;
}

}  // namespace counterpoint::workbench
