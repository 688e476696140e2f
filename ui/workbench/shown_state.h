#pragma once

#include "ui/selection/cell_selection.h"
#include "ui/workbench/arrangement.h"
#include "ui/workbench/view_bar.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <map>
#include <optional>
#include <set>
#include <string>

namespace counterpoint::workbench {

/// Levels of an obs column whose cells are not drawn.
struct HiddenLevels {
    std::set<std::string> levels;
    bool missing = false;  ///< also cells without a level

    bool operator==(const HiddenLevels&) const = default;
};

/// Between which values the colours of a bar run.
struct Clip {
    double low = 0.0;
    double high = 1.0;

    bool operator==(const Clip&) const = default;
};

/// What the user chose to see, as a value: undo keeps it beside the settings.
struct ShownState {
    ViewLayout layout = ViewLayout::Two;
    QStringList keys;  ///< what every view is coloured by; empty: what its place has by itself
    std::map<std::string, HiddenLevels> hidden;  ///< by column
    selection::Chosen chosen;
    std::optional<double> pointSize;  ///< logical pixels; nothing: from cells and view
    std::optional<double> opacity;    ///< 0–1; nothing: from cells and view
    bool names = true;                ///< of categories, on the cells
    std::map<QString, Clip>
        clips;                ///< by what is coloured; the others run as they do by themselves
    Arrangement arrangement;  ///< of the window around the views

    bool operator==(const ShownState&) const = default;
};

/// Layout, hidden levels, points, names and clips as JSON for a session file: what is selected,
/// what views are coloured by and where docks are, a session keeps otherwise.
QByteArray toText(const ShownState& shown);
/// What `text` says of that, the rest of `shown` as it is; what is not understood is left out.
ShownState shownFrom(const QByteArray& text, ShownState shown);

}  // namespace counterpoint::workbench
