#include "core/report/page_legend.h"

#include <algorithm>

namespace counterpoint::report {

namespace {

/// Below the line that letters stand on.
double descent(const PageText& text) {
    return text.size() * 0.4;
}

double widthOf(const std::vector<std::string>& lines, const PageText& text) {
    double width = 0.0;
    for (const std::string& line : lines) width = std::max(width, text.width(line));
    return width;
}

}  // namespace

double lineStep(const PageText& text) {
    return text.size() * 1.5;
}

double dotStep(const PageText& text) {
    return text.size() * 1.1;
}

LegendPlaces legendInRows(const std::vector<std::string>& names, const PageText& text,
                          double width) {
    LegendPlaces places;
    double x = 0.0;
    double y = text.size();
    std::size_t lowest = 1;  // lines of the row
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto lines = text.lines(names[i], width - dotStep(text));
        const double taken = dotStep(text) + widthOf(lines, text);
        if (x > 0.0 && x + taken > width) {
            x = 0.0;
            y += static_cast<double>(lowest) * lineStep(text);
            lowest = 1;
        }
        places.entries.push_back({i, x, y, lines});
        places.width = std::max(places.width, x + taken);
        lowest = std::max(lowest, lines.size());
        x += taken + text.size();
    }
    if (!names.empty())
        places.height = y + static_cast<double>(lowest - 1) * lineStep(text) + descent(text);
    return places;
}

LegendPlaces legendInColumns(const std::vector<std::string>& names, const PageText& text,
                             double nameWidth, double height) {
    LegendPlaces places;
    double left = 0.0;
    double widest = 0.0;  // of the column
    double y = text.size();
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto lines = text.lines(names[i], nameWidth);
        const double bottom =
            y + static_cast<double>(lines.size() - 1) * lineStep(text) + descent(text);
        double at = y;
        if (widest > 0.0 && bottom > height) {
            left += widest + text.size();
            widest = 0.0;
            at = text.size();
        }
        places.entries.push_back({i, left, at, lines});
        widest = std::max(widest, dotStep(text) + widthOf(lines, text));
        places.width = std::max(places.width, left + widest);
        y = at + static_cast<double>(lines.size()) * lineStep(text);
        places.height = std::max(places.height, y - lineStep(text) + descent(text));
    }
    return places;
}

ScalePlaces scaleIn(const std::string& title, const std::string& low, const std::string& high,
                    const PageText& text, double width) {
    constexpr double usualBar = 0.4;  // of the width
    ScalePlaces places;
    const double figures = text.width(low) + text.width(high) + text.size();
    places.barWidth = std::max(figures, usualBar * width);
    const double beside = places.barWidth + text.size();
    if (beside + text.width(title) <= width) {
        places.title = {title};
        places.titleX = beside;
        places.titleY = 0.75 * text.size();
        places.width = beside + text.width(title);
    } else {
        places.title = text.lines(title, width);
        places.titleY = text.size();
        places.barTop = static_cast<double>(places.title.size()) * lineStep(text);
        places.width = std::max(places.barWidth, widthOf(places.title, text));
    }
    places.figuresY = places.barTop + 1.9 * text.size();
    places.height = places.figuresY + descent(text);
    return places;
}

}  // namespace counterpoint::report
