#include "ui/compare/move_field.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <iterator>
#include <limits>
#include <map>

namespace counterpoint::compare {

using support::Arrow;

namespace {

constexpr std::size_t fewestCells = 5;
constexpr double together = 0.8;
constexpr double shortest = 0.015;  // of the width
constexpr double nearby = 0.1;      // likewise

using Place = std::array<double, 3>;

/// Cells of a group in a box, or in several that move alike.
struct Stream {
    std::size_t cells = 0;
    Place from{};  ///< sums over its cells
    Place move{};
    double length = 0.0;
};

double lengthOf(const Place& way) {
    return std::hypot(way[0], way[1], way[2]);
}

Arrow arrowOf(const Stream& stream) {
    const double n = static_cast<double>(stream.cells);
    const auto mean = [n](const Place& sum) {
        return QVector3D(static_cast<float>(sum[0] / n), static_cast<float>(sum[1] / n),
                         static_cast<float>(sum[2] / n));
    };
    const QVector3D from = mean(stream.from);
    return {from, from + mean(stream.move)};
}

void add(Stream& stream, const Stream& other) {
    stream.cells += other.cells;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        stream.from[axis] += other.from[axis];
        stream.move[axis] += other.move[axis];
    }
    stream.length += other.length;
}

/// Where a cell is, with z 0 in the plane.
Place placeOf(const data::Embedding& layout, std::size_t cell) {
    Place place{};
    for (std::size_t axis = 0; axis < layout.cols; ++axis) place[axis] = double{layout(cell, axis)};
    return place;
}

bool isFinite(const Place& place) {
    return std::ranges::all_of(place, [](double x) { return std::isfinite(x); });
}

}  // namespace

std::vector<Arrow> moveField(const data::Embedding& first, const data::Embedding& second,
                             const data::Categories& groups, std::size_t across) {
    std::vector<Arrow> arrows;
    if (first.rows != second.rows || first.cols != second.cols || first.cols < 2 ||
        first.cols > 3 || groups.size() != first.rows)
        return arrows;
    const auto placed = [&](std::size_t cell) {
        return groups.codes[cell] >= 0 && isFinite(placeOf(first, cell)) &&
               isFinite(placeOf(second, cell));
    };
    constexpr double far = std::numeric_limits<double>::max();
    Place low{far, far, far};
    Place high{-far, -far, -far};
    for (std::size_t cell = 0; cell < first.rows; ++cell) {
        if (!placed(cell)) continue;
        const Place at = placeOf(first, cell);
        for (std::size_t axis = 0; axis < 3; ++axis) {
            low[axis] = std::min(low[axis], at[axis]);
            high[axis] = std::max(high[axis], at[axis]);
        }
    }
    double extent = 0.0;
    for (std::size_t axis = 0; axis < 3; ++axis) extent = std::max(extent, high[axis] - low[axis]);
    if (!(extent > 0.0)) return arrows;

    // By box and group; in space most boxes are empty.
    const double side = extent / static_cast<double>(across);
    std::map<std::array<std::size_t, 4>, Stream> boxes;
    for (std::size_t cell = 0; cell < first.rows; ++cell) {
        if (!placed(cell)) continue;
        Stream one{.cells = 1, .from = placeOf(first, cell)};
        const Place to = placeOf(second, cell);
        std::array<std::size_t, 4> box{};
        for (std::size_t axis = 0; axis < 3; ++axis) {
            one.move[axis] = to[axis] - one.from[axis];
            box[2 - axis] =
                std::min(across - 1, static_cast<std::size_t>((one.from[axis] - low[axis]) / side));
        }
        one.length = lengthOf(one.move);
        box[3] = static_cast<std::size_t>(groups.codes[cell]);
        add(boxes[box], one);
    }
    const auto moved = [&](const Stream& stream) {
        const double length = lengthOf(stream.move);
        return stream.cells >= fewestCells && length >= together * stream.length &&
               length >= shortest * extent * static_cast<double>(stream.cells);
    };
    std::vector<Stream> found;
    for (const auto& [box, stream] : boxes)
        if (moved(stream)) found.push_back(stream);
    std::ranges::stable_sort(found, std::greater(), &Stream::cells);
    // What moves side by side to the same place is one arrow, drawn through their common mean.
    std::vector<Stream> streams;
    const auto near = [extent](const QVector3D& a, const QVector3D& b) {
        return double{a.distanceToPoint(b)} < nearby * extent;
    };
    for (const Stream& stream : found) {
        const Arrow arrow = arrowOf(stream);
        const auto alike = std::ranges::find_if(streams, [&](const Stream& other) {
            const Arrow way = arrowOf(other);
            return near(arrow.from, way.from) && near(arrow.to, way.to);
        });
        if (alike == streams.end())
            streams.push_back(stream);
        else
            add(*alike, stream);
    }
    std::ranges::transform(streams, std::back_inserter(arrows), arrowOf);
    return arrows;
}

}  // namespace counterpoint::compare
