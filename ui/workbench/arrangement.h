#pragma once

#include "ui/workbench/compare_bar.h"

#include <QString>

#include <array>
#include <optional>

namespace counterpoint::workbench {

/// By which column a table is sorted; −1: as it came.
struct TableOrder {
    int column = -1;
    Qt::SortOrder order = Qt::DescendingOrder;

    bool operator==(const TableOrder&) const = default;
};

/// Two kept runs side by side or under a swipe, and what they are coloured by.
struct Compared {
    std::array<int, 2> runs{};  ///< numbers of A and B
    CompareMode mode = CompareMode::SideBySide;
    QString key;
    double share = 0.5;  ///< where the line of the swipe stands

    bool operator==(const Compared&) const = default;
};

/// How the user arranged the window around the views, as a value for undo.
struct Arrangement {
    int docks = 0;  ///< which of the layouts that the window keeps
    std::optional<Compared> compared;
    TableOrder runs;
    TableOrder markers;

    bool operator==(const Arrangement&) const = default;
};

}  // namespace counterpoint::workbench
