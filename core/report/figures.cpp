#include "core/report/figures.h"

#include "core/base/random.h"
#include "core/data/palette.h"
#include "core/report/points.h"
#include "core/report/svg.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <sstream>

namespace counterpoint::report {

using svg::escaped;

namespace {

constexpr double panelSize = 340.0;
constexpr double legendRow = 16.0;
constexpr const char* textColor = "#1B2027";
constexpr const char* quietColor = "#5C6673";
constexpr const char* accentColor = "#3F4FB5";
constexpr const char* trackColor = "#E1E5EA";

std::string text(double x, double y, const std::string& content, const char* style,
                 const char* color = textColor) {
    std::ostringstream out;
    out << "<text x=\"" << x << "\" y=\"" << y << "\" " << style << " fill=\"" << color << "\">"
        << escaped(content) << "</text>\n";
    return out.str();
}

/// The points of a figure by category, drawn in a seeded random order.
std::string points(const ScatterFigure& figure) {
    const std::size_t cells = figure.layout->rows;
    std::vector<std::uint32_t> palette;
    for (const std::string& color : figure.colors) palette.push_back(colorFromText(color));
    const std::uint32_t missing = colorFromText(data::missingColor());
    std::vector<std::uint32_t> colors;
    colors.reserve(cells);
    for (const std::int32_t code : figure.categories->codes)
        colors.push_back(code < 0 ? missing : palette[static_cast<std::size_t>(code)]);
    const auto order = base::permutation(cells, base::Random(1));
    const Points all{figure.layout, colors, order};
    const Square square{0.0, 0.0, panelSize};
    constexpr double inset = 8.0 / panelSize;
    constexpr int pixels = 1400;  // 300 dpi at 118 mm
    return cells <= mostVectorPoints ? vectorPoints(all, square, inset)
                                     : pixelPoints(all, square, inset, pixels);
}

std::string axisArrows(const std::vector<std::string>& names) {
    std::ostringstream out;
    out << "<g stroke=\"" << quietColor << "\" fill=\"none\">\n"
        << "<path d=\"M18 " << panelSize - 4 << "h38m-5 -3l5 3l-5 3M18 " << panelSize - 4
        << "v-38m-3 5l3 -5l3 5\"/>\n</g>\n"
        << text(60, panelSize - 1, names[0], "font-size=\"10\"", quietColor)
        << "<text transform=\"translate(21 " << panelSize - 46
        << ") rotate(-90)\" font-size=\"10\" fill=\"" << quietColor << "\">" << escaped(names[1])
        << "</text>\n";
    return out.str();
}

std::size_t legendRows(const ScatterFigure& figure) {
    const std::size_t entries =
        figure.categories->levelCount() + (figure.categories->hasMissing() ? 1 : 0);
    return (entries + 1) / 2;
}

std::string legend(const ScatterFigure& figure, double top) {
    const auto counts = figure.categories->counts();
    std::vector<std::size_t> order(counts.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::ranges::stable_sort(order,
                             [&](std::size_t a, std::size_t b) { return counts[a] > counts[b]; });
    std::ostringstream out;
    const std::size_t rows = legendRows(figure);
    const auto entry = [&](std::size_t place, const std::string& color, const std::string& name) {
        const double x = place / rows == 0 ? 8.0 : panelSize / 2.0;
        const double y = top + legendRow * static_cast<double>(place % rows);
        out << "<circle cx=\"" << x + 4 << "\" cy=\"" << y - 4 << "\" r=\"4\" fill=\"" << color
            << "\"/>\n"
            << text(x + 13, y, name, "font-size=\"11\"");
    };
    std::size_t place = 0;
    for (const std::size_t level : order)
        entry(place++, figure.colors[level], figure.categories->levels[level]);
    if (figure.categories->hasMissing()) entry(place, data::missingColor(), "no value");
    return out.str();
}

std::string panel(const ScatterFigure& figure) {
    std::ostringstream out;
    out << text(8, 16, figure.title, "font-size=\"12\" font-weight=\"bold\"");
    out << "<g transform=\"translate(0 24)\">\n"
        << points(figure) << axisArrows(figure.axes) << "</g>\n";
    out << legend(figure, panelSize + 48.0);
    return out.str();
}

double panelHeight(const ScatterFigure& figure) {
    return panelSize + 48.0 + legendRow * static_cast<double>(legendRows(figure));
}

std::string document(double width, double height, const std::string& title,
                     const std::string& body) {
    std::ostringstream out;
    out << R"(<?xml version="1.0" encoding="UTF-8"?>)"
        << "\n<svg xmlns=\"http://www.w3.org/2000/svg\" "
           "xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\""
        << width << "\" height=\"" << height << "\" viewBox=\"0 0 " << width << ' ' << height
        << "\" font-family=\"Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif\">\n<title>"
        << escaped(title) << "</title>\n<desc>Counterpoint " COUNTERPOINT_VERSION "</desc>\n"
        << "<rect width=\"100%\" height=\"100%\" fill=\"#FFFFFF\"/>\n"
        << body << "</svg>\n";
    return out.str();
}

std::string scoreBars(const pipeline::Results& results, const plugin::Registry& registry,
                      double width, double& height) {
    std::ostringstream out;
    const double column = width / 2.0;
    std::array<double, 2> y{20.0, 20.0};
    const std::array<const char*, 2> heads{"Batch removed", "Biology kept"};
    for (std::size_t side = 0; side < 2; ++side)
        out << text(8.0 + column * static_cast<double>(side), 8, heads[side],
                    "font-size=\"12\" font-weight=\"bold\"");
    for (const auto& metric : registry.metrics()) {
        const plugin::MetricInfo& info = metric->info();
        const auto found = results.scores.find(info.id);
        if (found == results.scores.end() || !std::isfinite(found->second->scaled)) continue;
        const std::size_t side = info.family == plugin::MetricFamily::BatchRemoved ? 0 : 1;
        const double x = 8.0 + column * static_cast<double>(side);
        const double bar = column - 180.0;
        const auto at = [&](double scaled) {
            return x + 120.0 + bar * std::clamp(scaled, 0.0, 1.0);
        };
        char value[16];
        std::snprintf(value, sizeof value, "%.2f", found->second->scaled);
        y[side] += 20.0;
        out << text(x, y[side], info.title, "font-size=\"11\"") << "<rect x=\"" << at(0)
            << "\" y=\"" << y[side] - 8 << "\" width=\"" << bar << "\" height=\"6\" fill=\""
            << trackColor << "\"/>\n<rect x=\"" << at(0) << "\" y=\"" << y[side] - 8
            << "\" width=\"" << at(found->second->scaled) - at(0) << "\" height=\"6\" fill=\""
            << accentColor << "\"/>\n";
        const auto before = results.baseline.find(info.id);
        if (before != results.baseline.end() && std::isfinite(before->second->scaled))
            out << "<path d=\"M" << at(before->second->scaled) << ' ' << y[side] - 11
                << "v12\" stroke=\"" << textColor << "\" stroke-width=\"1.5\"/>\n";
        out << text(x + 128.0 + bar, y[side], value, "font-size=\"11\" font-weight=\"bold\"");
    }
    height = std::max(y[0], y[1]) + 28.0;
    out << text(8, height - 6.0,
                "Bars: 0 to 1, 1 is best. Upright marks: the same score before integration.",
                "font-size=\"10\"", quietColor);
    return out.str();
}

}  // namespace

std::string scatterSvg(const ScatterFigure& figure) {
    return document(panelSize, panelHeight(figure), figure.title, panel(figure));
}

std::string summarySvg(const std::vector<ScatterFigure>& figures, const pipeline::Results& results,
                       const plugin::Registry& registry) {
    constexpr double gap = 20.0;
    std::ostringstream body;
    double tallest = 0.0;
    for (std::size_t i = 0; i < figures.size(); ++i) {
        body << "<g transform=\"translate(" << static_cast<double>(i) * (panelSize + gap)
             << " 0)\">\n"
             << panel(figures[i]) << "</g>\n";
        tallest = std::max(tallest, panelHeight(figures[i]));
    }
    const double width =
        std::max(2.0, static_cast<double>(figures.size())) * (panelSize + gap) - gap;
    double barsHeight = 0.0;
    const std::string bars = scoreBars(results, registry, width, barsHeight);
    body << "<g transform=\"translate(0 " << tallest + 12.0 << ")\">\n" << bars << "</g>\n";
    return document(width, tallest + 16.0 + barsHeight, results.dataset->name, body.str());
}

std::vector<std::string> colorsOf(const data::Dataset& dataset, const std::string& column,
                                  const data::Categories& categories) {
    const std::vector<std::string> all = data::columnColors(dataset, column);
    const std::vector<std::string> names = data::asCategories(*dataset.obs.find(column)).levels;
    // A category keeps its colour when the quality filter removed another one.
    std::vector<std::string> colors;
    for (const std::string& level : categories.levels) {
        const auto place =
            static_cast<std::size_t>(std::ranges::find(names, level) - names.begin());
        colors.push_back(place < all.size() ? all[place] : data::missingColor());
    }
    return colors;
}

}  // namespace counterpoint::report
