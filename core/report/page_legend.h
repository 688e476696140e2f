#pragma once

#include "core/report/page_text.h"

#include <cstddef>
#include <string>
#include <vector>

namespace counterpoint::report {

/// Where the entries of a legend stand, from its upper left corner.
struct LegendPlaces {
    struct Entry {
        std::size_t entry = 0;  ///< which of the names
        double x = 0.0;         ///< of the left edge of its dot
        double y = 0.0;         ///< of the first line its letters stand on
        std::vector<std::string> lines;
    };
    std::vector<Entry> entries;
    double width = 0.0;
    double height = 0.0;
};

/// From a line of text to the next.
double lineStep(const PageText& text);
/// From the left edge of a dot to its name.
double dotStep(const PageText& text);

/// One after the other in rows no wider than `width`.
LegendPlaces legendInRows(const std::vector<std::string>& names, const PageText& text,
                          double width);

/// One below the other in columns no higher than `height`, where that holds one entry; names wider
/// than `nameWidth` in several lines.
LegendPlaces legendInColumns(const std::vector<std::string>& names, const PageText& text,
                             double nameWidth, double height);

/// Where the parts of a scale of values stand: its title in lines, the bar, the figures below it.
struct ScalePlaces {
    std::vector<std::string> title;
    double titleX = 0.0;  ///< of the first line, as of legend entries
    double titleY = 0.0;
    double barTop = 0.0;
    double barWidth = 0.0;
    double figuresY = 0.0;
    double width = 0.0;
    double height = 0.0;
};

/// The title stands beside the bar where `width` has room for both, else above it.
ScalePlaces scaleIn(const std::string& title, const std::string& low, const std::string& high,
                    const PageText& text, double width);

}  // namespace counterpoint::report
