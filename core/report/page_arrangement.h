#pragma once

#include "core/report/page.h"
#include "core/report/page_legend.h"

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace counterpoint::report {

/// Between parts of a page, in pt.
inline constexpr double pageGap = 12.0;
/// The least side of a map in which anything is seen, in pt: 20 mm.
inline constexpr double leastMapSide = 20.0 * 72.0 / 25.4;

/// Where a map and what belongs to it stand on a page.
struct PanelPlace {
    double left = 0.0;
    double top = 0.0;  ///< of the line with its letter
    Square square;
    double legendX = 0.0;
    double legendY = 0.0;
    LegendPlaces legend;
    std::optional<ScalePlaces> scale;
};

/// Maps on a page, all of the same size.
struct Arrangement {
    std::vector<PanelPlace> panels;
    double side = 0.0;    ///< of the maps; negative: no room
    double bottom = 0.0;  ///< of the lowest part
};

/// The same place, so much further right and down.
PanelPlace moved(PanelPlace place, double by);

/// The figures at the ends of a panel's scale.
std::string figureText(double value);

/// Maps in so many columns on a page of that width, as large as they can be in `height`.
Arrangement arrangedIn(std::size_t columns, const std::vector<PagePanel>& panels,
                       const PageOptions& options, const PageText& text, double width,
                       double height = std::numeric_limits<double>::infinity());

}  // namespace counterpoint::report
