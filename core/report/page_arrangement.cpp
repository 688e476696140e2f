#include "core/report/page_arrangement.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace counterpoint::report {

namespace {

constexpr double belowMap = 6.0;   ///< from a map to its legend
constexpr double besideMap = 8.0;  ///< the same at the right
constexpr double footless = 4.0;   ///< below a map without a legend

/// What is beside or below a map, and the side it leaves.
struct Fit {
    LegendPlaces legend;
    std::optional<ScalePlaces> scale;
    bool isRight = false;
    double side = 0.0;

    double legendHeight() const { return scale ? scale->height : legend.height; }
    double height(double mapSide) const {
        if (isRight) return std::max(mapSide, legendHeight()) + footless;
        return mapSide + (legendHeight() > 0.0 ? belowMap + legendHeight() : footless);
    }
};

std::vector<std::string> namesOf(const PagePanel& panel) {
    std::vector<std::string> names;
    for (const PagePanel::Entry& entry : panel.legend) names.push_back(entry.name);
    return names;
}

ScalePlaces scaleOf(const PagePanel& panel, const PageText& text, double width) {
    return scaleIn(panel.title, figureText(panel.range->first), figureText(panel.range->second),
                   text, width);
}

/// At the right names may take nearly half of the width, and what their longest word needs.
Fit fitRight(const PagePanel& panel, const PageText& text, double width, double height) {
    constexpr double mostShare = 0.45;
    constexpr double scaleShare = 0.3;
    constexpr double mostTall = 0.8;  // of the width, where the height is free
    Fit fit;
    fit.isRight = true;
    double taken = 0.0;
    if (panel.range) {
        fit.scale =
            scaleOf(panel, text, std::max(scaleShare * width, text.widestWord(panel.title)));
        taken = fit.scale->width;
    } else {
        const std::vector<std::string> names = namesOf(panel);
        double most = mostShare * width - dotStep(text);
        for (const std::string& name : names) most = std::max(most, text.widestWord(name));
        const double room = std::isfinite(height) ? height - footless : mostTall * width;
        fit.legend = legendInColumns(names, text, most, room);
        taken = fit.legend.width;
    }
    fit.side = std::min(height - footless, width - besideMap - taken);
    if (fit.legendHeight() > height - footless) fit.side = -1.0;
    return fit;
}

Fit fitBelow(const PagePanel& panel, const PageText& text, bool withLegend, double width,
             double height) {
    Fit fit;
    if (panel.range)
        fit.scale = scaleOf(panel, text, width);
    else if (withLegend)
        fit.legend = legendInRows(namesOf(panel), text, width);
    fit.side = std::min(width, height - fit.height(0.0));
    return fit;
}

Fit fitOf(const PagePanel& panel, const PageOptions& options, const PageText& text, double width,
          double height) {
    const bool named = options.legend == LegendPlace::OnData && panel.names;
    if (options.legend == LegendPlace::None) {
        Fit fit;
        fit.side = std::min(width, height - footless);
        return fit;
    }
    if (options.legend == LegendPlace::Right) return fitRight(panel, text, width, height);
    return fitBelow(panel, text, !named, width, height);
}

}  // namespace

PanelPlace moved(PanelPlace place, double by) {
    for (double* at : {&place.left, &place.top, &place.square.left, &place.square.top,
                       &place.legendX, &place.legendY})
        *at += by;
    return place;
}

std::string figureText(double value) {
    std::array<char, 32> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "%.3g", value);
    return buffer.data();
}

Arrangement arrangedIn(std::size_t columns, const std::vector<PagePanel>& panels,
                       const PageOptions& options, const PageText& text, double width,
                       double height) {
    Arrangement all;
    if (panels.empty()) return all;
    const std::size_t rows = (panels.size() + columns - 1) / columns;
    const double column =
        (width - pageGap * static_cast<double>(columns - 1)) / static_cast<double>(columns);
    const double head = text.size() + 4.0;
    const double share =
        (height - pageGap * static_cast<double>(rows - 1)) / static_cast<double>(rows) - head;
    std::vector<Fit> fits;
    all.side = column;
    for (const PagePanel& panel : panels) {
        fits.push_back(fitOf(panel, options, text, column, share));
        all.side = std::min(all.side, fits.back().side);
    }
    double top = 0.0;
    for (std::size_t row = 0; row < rows; ++row) {
        double tallest = 0.0;
        for (std::size_t i = row * columns; i < std::min((row + 1) * columns, panels.size()); ++i) {
            Fit& fit = fits[i];
            PanelPlace place;
            place.left = static_cast<double>(i % columns) * (column + pageGap);
            place.top = top;
            const double taken =
                fit.isRight ? besideMap + (fit.scale ? fit.scale->width : fit.legend.width) : 0.0;
            const double spare = std::max(0.0, column - taken - all.side);
            place.square = {place.left + spare / 2.0, top + head, all.side};
            place.legendX = fit.isRight ? place.square.left + all.side + besideMap : place.left;
            place.legendY = top + head + (fit.isRight ? 0.0 : all.side + belowMap);
            tallest = std::max(tallest, fit.height(all.side));
            place.legend = std::move(fit.legend);
            place.scale = std::move(fit.scale);
            all.panels.push_back(std::move(place));
        }
        all.bottom = top + head + tallest;
        top = all.bottom + pageGap;
    }
    return all;
}

}  // namespace counterpoint::report
