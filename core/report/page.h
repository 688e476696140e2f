#pragma once

#include "core/pipeline/results.h"
#include "core/pipeline/settings.h"
#include "core/plugin/registry.h"
#include "core/report/page_text.h"
#include "core/report/points.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace counterpoint::report {

struct PageOptions;

/// Names on a map, in units of the page.
struct PageNames {
    struct Name {
        std::string text;
        double x = 0.0;  ///< of the middle of its box
        double y = 0.0;
        double width = 0.0;
        double height = 0.0;
        /// x, y of the end at the box and of the end at the first cells it means.
        std::optional<std::array<double, 4>> leader;
    };
    std::vector<Name> shown;
    std::size_t hidden = 0;  ///< that found no room
};

/// An axis of cells in space as it is turned on the page: to the right, upwards and towards the
/// reader, of length 1 together.
struct SpaceAxis {
    std::string name;
    double right = 0.0;
    double up = 0.0;
    double near = 0.0;
};

/// One map on a page.
struct PagePanel {
    std::string title;
    Points points;
    std::array<std::string, 2> axes{"UMAP1", "UMAP2"};  ///< names; both empty: no axes
    std::vector<SpaceAxis> space;                       ///< of cells in space, in place of `axes`
    struct Entry {
        std::string name;
        std::uint32_t color = 0;  ///< 0xRRGGBB
    };
    std::vector<Entry> legend;                       ///< empty for values
    std::optional<std::pair<double, double>> range;  ///< of values, painted in viridis
    /// Finds places for the names of categories inside the square; not set: no names on the map.
    std::function<PageNames(const MapFrame&, const Square&, const PageOptions&)> names;
};

enum class PointStyle { Auto, Vector, Pixels };

/// Where the names of categories stand: in a list, or on the cells where a panel can place them
/// (and below it where not). None: nowhere, nor the scale of values.
enum class LegendPlace { Below, Right, OnData, None };

/// How a page is laid out. Widths of journals are 85, 114 and 174 mm.
struct PageOptions {
    double widthMm = 174.0;
    std::optional<double> heightMm = {};  ///< not set: as high as its content
    double fontPt = 7.0;
    std::string font = "Arial";
    TextWidth textWidth = {};  ///< of that font as drawn here; not set: that of Arial
    bool letters = true;
    LegendPlace legend = LegendPlace::Below;
    bool transparent = false;
    PointStyle points = PointStyle::Auto;
    int dpi = 600;           ///< of points that are pixels
    std::string title;       ///< metadata
    std::string provenance;  ///< metadata, as from `provenanceOf`
};

/// Whether so many cells of a map are drawn as vectors with these options.
bool pointsAreVectors(const PageOptions& options, std::size_t cells);

/// A page of one or two maps with their legends and, where `scores` is given, the scores before and
/// after integration below: an SVG of the stated width in which 1 unit is 1 pt. Maps are side by
/// side, or one below the other where that makes them larger in the height that is asked for.
/// Text stays text. Points are vectors up to `mostVectorPoints`, above that pixels. Throws
/// base::Error(BadSettings) when the page has no room for them, saying what would make some.
std::string pageSvg(const std::vector<PagePanel>& panels, const PageOptions& options,
                    const pipeline::Results* scores, const plugin::Registry& registry);

/// One or two sentences below the figure: what was done, what the panels show, n.
std::string captionOf(const std::vector<PagePanel>& panels, bool withScores,
                      const pipeline::Results& results, const pipeline::Settings& settings,
                      const plugin::Registry& registry);

/// Settings, seed, dataset and version as JSON, for the metadata of a file.
std::string provenanceOf(const pipeline::Results& results, const pipeline::Settings& settings,
                         const std::string& checksum, const plugin::Registry& registry);

}  // namespace counterpoint::report
