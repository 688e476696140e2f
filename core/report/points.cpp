#include "core/report/points.h"

#include "core/report/png.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <map>
#include <sstream>

namespace counterpoint::report {

namespace {

std::string number(double x) {
    std::array<char, 24> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "%.2f", x);
    return buffer.data();
}

bool isPlaced(const data::Embedding& layout, std::size_t cell) {
    return std::isfinite(layout(cell, 0)) && std::isfinite(layout(cell, 1));
}

std::string textOf(std::uint32_t color) {
    std::array<char, 8> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "#%06X", color & 0xFFFFFFU);
    return buffer.data();
}

/// Paints a disc with a soft rim over what is there.
void paintDisc(std::vector<std::uint8_t>& rgba, int size, double x, double y, double radius,
               std::uint32_t color) {
    const int firstRow = std::max(0, static_cast<int>(y - radius - 1.0));
    const int lastRow = std::min(size - 1, static_cast<int>(y + radius + 1.0));
    const int firstCol = std::max(0, static_cast<int>(x - radius - 1.0));
    const int lastCol = std::min(size - 1, static_cast<int>(x + radius + 1.0));
    for (int row = firstRow; row <= lastRow; ++row)
        for (int col = firstCol; col <= lastCol; ++col) {
            const double distance = std::hypot(col + 0.5 - x, row + 0.5 - y);
            const double cover = std::clamp(radius + 0.5 - distance, 0.0, 1.0);
            if (cover <= 0.0) continue;
            std::uint8_t* pixel =
                &rgba[4 * (static_cast<std::size_t>(row) * static_cast<std::size_t>(size) +
                           static_cast<std::size_t>(col))];
            const double below = pixel[3] / 255.0 * (1.0 - cover);
            const double alpha = cover + below;
            for (int channel = 0; channel < 3; ++channel) {
                const double over = (color >> (16 - 8 * channel)) & 0xFFU;
                pixel[channel] = static_cast<std::uint8_t>(
                    std::lround((over * cover + pixel[channel] * below) / alpha));
            }
            pixel[3] = static_cast<std::uint8_t>(std::lround(alpha * 255.0));
        }
}

}  // namespace

MapFrame mapFrame(const data::Embedding& layout, const Square& square, double inset) {
    double lowX = std::numeric_limits<double>::infinity();
    double lowY = lowX;
    double highX = -lowX;
    double highY = -lowX;
    for (std::size_t cell = 0; cell < layout.rows; ++cell) {
        if (!isPlaced(layout, cell)) continue;
        lowX = std::min<double>(lowX, layout(cell, 0));
        highX = std::max<double>(highX, layout(cell, 0));
        lowY = std::min<double>(lowY, layout(cell, 1));
        highY = std::max<double>(highY, layout(cell, 1));
    }
    const double extent = std::max({highX - lowX, highY - lowY, 1e-6});
    MapFrame frame;
    frame.scale = square.side * (1.0 - 2.0 * inset) / extent;
    frame.left = (lowX + highX) / 2.0 - square.side / 2.0 / frame.scale;
    frame.top = (lowY + highY) / 2.0 + square.side / 2.0 / frame.scale;
    frame.originX = square.left;
    frame.originY = square.top;
    return frame;
}

double pointDiameter(std::size_t cells) {
    constexpr double designSide = 340.0;
    return std::clamp(260.0 / std::sqrt(static_cast<double>(std::max<std::size_t>(1, cells))), 0.6,
                      5.0) /
           designSide;
}

std::string vectorPoints(const Points& points, const Square& square, double inset) {
    constexpr std::size_t slices = 24;
    const data::Embedding& layout = *points.layout;
    const MapFrame frame = mapFrame(layout, square, inset);
    std::ostringstream out;
    out << "<g fill=\"none\" stroke-linecap=\"round\" stroke-width=\""
        << number(pointDiameter(layout.rows) * square.side) << "\">\n";
    for (std::size_t slice = 0; slice < slices; ++slice) {
        std::map<std::uint32_t, std::string> paths;
        for (std::size_t at = layout.rows * slice / slices; at < layout.rows * (slice + 1) / slices;
             ++at) {
            const std::size_t cell = points.order[at];
            if (!isPlaced(layout, cell)) continue;
            // Not quite without length: some programs leave such strokes out.
            paths[points.colors[cell] & 0xFFFFFFU] += 'M' + number(frame.x(layout(cell, 0))) + ' ' +
                                                      number(frame.y(layout(cell, 1))) + "h0.01";
        }
        for (const auto& [color, path] : paths)
            out << "<path stroke=\"" << textOf(color) << "\" d=\"" << path << "\"/>\n";
    }
    out << "</g>\n";
    return out.str();
}

std::string pixelPoints(const Points& points, const Square& square, double inset, int pixels) {
    const data::Embedding& layout = *points.layout;
    const MapFrame frame = mapFrame(layout, {0.0, 0.0, static_cast<double>(pixels)}, inset);
    const double radius = std::max(0.6, pointDiameter(layout.rows) * pixels / 2.0);
    const auto side = static_cast<std::size_t>(pixels);
    std::vector<std::uint8_t> rgba(4 * side * side, 0);
    for (const std::uint32_t cell : points.order)
        if (isPlaced(layout, cell))
            paintDisc(rgba, pixels, frame.x(layout(cell, 0)), frame.y(layout(cell, 1)), radius,
                      points.colors[cell]);
    return "<image x=\"" + number(square.left) + "\" y=\"" + number(square.top) + "\" width=\"" +
           number(square.side) + "\" height=\"" + number(square.side) +
           "\" xlink:href=\"data:image/png;base64," + base64(pngOf(rgba, side, side)) + "\"/>\n";
}

std::uint32_t colorFromText(const std::string& text) {
    constexpr std::uint32_t grey = 0x9A9A9A;
    if (text.size() != 7 || text.front() != '#') return grey;
    return static_cast<std::uint32_t>(std::strtoul(text.c_str() + 1, nullptr, 16));
}

}  // namespace counterpoint::report
