#pragma once

#include "ui/selection/cell_selection.h"
#include "ui/workbench/view_bar.h"

#include <QStringList>

#include <map>
#include <set>
#include <string>

namespace counterpoint::workbench {

/// Levels of an obs column whose cells are not drawn.
struct HiddenLevels {
    std::set<std::string> levels;
    bool missing = false;  ///< also cells without a level

    bool operator==(const HiddenLevels&) const = default;
};

/// What the user chose to see, as a value: undo keeps it beside the settings.
struct ShownState {
    ViewLayout layout = ViewLayout::Two;
    QStringList keys;  ///< what every view is coloured by; empty: what its place has by itself
    std::map<std::string, HiddenLevels> hidden;  ///< by column
    selection::Chosen chosen;

    bool operator==(const ShownState&) const = default;
};

}  // namespace counterpoint::workbench
