#include "ui/compare/move_field.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <limits>

namespace counterpoint::compare {

namespace {

constexpr std::size_t fewestCells = 5;
constexpr double together = 0.8;
constexpr double shortest = 0.015;  // of the width
constexpr double nearby = 0.1;      // likewise

struct Square {
    std::size_t cells = 0;
    double x = 0.0;  ///< sums over its cells
    double y = 0.0;
    double dx = 0.0;
    double dy = 0.0;
    double length = 0.0;
};

QLineF arrowOf(const Square& square) {
    const auto n = static_cast<double>(square.cells);
    const QPointF from(square.x / n, square.y / n);
    return {from, from + QPointF(square.dx / n, square.dy / n)};
}

Square sum(const Square& a, const Square& b) {
    return {a.cells + b.cells, a.x + b.x, a.y + b.y, a.dx + b.dx, a.dy + b.dy, a.length + b.length};
}

}  // namespace

std::vector<QLineF> moveField(const data::Embedding& first, const data::Embedding& second,
                              const data::Categories& groups, std::size_t across) {
    std::vector<QLineF> arrows;
    if (first.rows != second.rows || first.cols != 2 || second.cols != 2 ||
        groups.size() != first.rows)
        return arrows;
    const auto placed = [&](std::size_t cell) {
        return groups.codes[cell] >= 0 && std::isfinite(first(cell, 0)) &&
               std::isfinite(first(cell, 1)) && std::isfinite(second(cell, 0)) &&
               std::isfinite(second(cell, 1));
    };
    constexpr double far = std::numeric_limits<double>::max();
    double left = far;
    double right = -far;
    double low = far;
    double high = -far;
    for (std::size_t cell = 0; cell < first.rows; ++cell) {
        if (!placed(cell)) continue;
        left = std::min(left, double{first(cell, 0)});
        right = std::max(right, double{first(cell, 0)});
        low = std::min(low, double{first(cell, 1)});
        high = std::max(high, double{first(cell, 1)});
    }
    const double extent = std::max(right - left, high - low);
    if (!(extent > 0.0)) return arrows;

    const double side = extent / static_cast<double>(across);
    const auto at = [across, side](double from, double place) {
        return std::min(across - 1, static_cast<std::size_t>((place - from) / side));
    };
    const std::size_t kinds = groups.levelCount();
    std::vector<Square> squares(across * across * kinds);
    for (std::size_t cell = 0; cell < first.rows; ++cell) {
        if (!placed(cell)) continue;
        const double x = double{first(cell, 0)};
        const double y = double{first(cell, 1)};
        const double dx = double{second(cell, 0)} - x;
        const double dy = double{second(cell, 1)} - y;
        Square& square = squares[(at(low, y) * across + at(left, x)) * kinds +
                                 static_cast<std::size_t>(groups.codes[cell])];
        ++square.cells;
        square.x += x;
        square.y += y;
        square.dx += dx;
        square.dy += dy;
        square.length += std::hypot(dx, dy);
    }
    const auto moved = [&](const Square& square) {
        const double length = std::hypot(square.dx, square.dy);
        return square.cells >= fewestCells && length >= together * square.length &&
               length >= shortest * extent * static_cast<double>(square.cells);
    };
    std::erase_if(squares, [&](const Square& square) { return !moved(square); });
    std::ranges::stable_sort(squares, std::greater(), &Square::cells);
    // What moves side by side to the same place is one arrow, drawn through their common mean.
    std::vector<Square> streams;
    for (const Square& square : squares) {
        const QLineF arrow = arrowOf(square);
        const auto alike = std::ranges::find_if(streams, [&](const Square& stream) {
            const QLineF other = arrowOf(stream);
            return QLineF(arrow.p1(), other.p1()).length() < nearby * extent &&
                   QLineF(arrow.p2(), other.p2()).length() < nearby * extent;
        });
        if (alike == streams.end())
            streams.push_back(square);
        else
            *alike = sum(*alike, square);
    }
    std::ranges::transform(streams, std::back_inserter(arrows), arrowOf);
    return arrows;
}

}  // namespace counterpoint::compare
