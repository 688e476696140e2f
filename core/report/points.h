#pragma once

#include "core/data/matrix.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace counterpoint::report {

/// Above this many points a figure's points are pixels, below vectors.
inline constexpr std::size_t mostVectorPoints = 50000;

/// Cells to be drawn. Cells whose place is not finite are left out.
struct Points {
    const data::Embedding* layout = nullptr;  ///< cells × 2
    std::span<const std::uint32_t> colors;    ///< 0xRRGGBB a cell (higher bits are ignored)
    std::span<const std::uint32_t> order;     ///< cells from bottom to top
};

/// Where points go: a square of the page, in its units.
struct Square {
    double left = 0.0;
    double top = 0.0;
    double side = 1.0;
};

/// Maps layout coordinates into a square without changing their proportions; y grows upwards.
struct MapFrame {
    double left = 0.0;
    double top = 0.0;
    double scale = 1.0;  ///< units of the page a unit of the layout
    double originX = 0.0;
    double originY = 0.0;

    double x(double value) const { return originX + (value - left) * scale; }
    double y(double value) const { return originY + (top - value) * scale; }
};

/// Frames all cells, with `inset` (a share of the side) kept free around.
MapFrame mapFrame(const data::Embedding& layout, const Square& square, double inset);

/// The diameter at which a plot of this many cells is neither sparse nor solid, as a share of the
/// square's side.
double pointDiameter(std::size_t cells);

/// Points as strokes of one path a colour, within 24 slices of the drawing order, so that the
/// mixture stays visible and files stay small. With `inset` (a share of the side) kept free around.
std::string vectorPoints(const Points& points, const Square& square, double inset);

/// Points as a picture of `pixels` × `pixels` inside the vector file.
std::string pixelPoints(const Points& points, const Square& square, double inset, int pixels);

/// "#rrggbb" as a number; grey for what is no colour.
std::uint32_t colorFromText(const std::string& text);

}  // namespace counterpoint::report
