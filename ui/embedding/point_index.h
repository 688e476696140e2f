#pragma once

#include "core/base/job.h"

#include <QPointF>
#include <QPolygonF>
#include <QRectF>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace counterpoint::embedding {

/// Cells sorted into the squares of a grid, so that the cells in a region and the cell at a point
/// are found without looking at all of them. In layout coordinates; immutable, so any thread may
/// ask.
class PointIndex {
  public:
    PointIndex() = default;
    /// `xy` holds x, y of each cell; a cell whose place is not finite is found nowhere. Throws
    /// Cancelled when stopped.
    explicit PointIndex(std::vector<float> xy, const base::Job& job = {});

    /// The cells inside the closed `region` (even-odd rule), ascending.
    std::vector<std::uint32_t> inside(const QPolygonF& region) const;
    /// The cell nearest to `at`, if one lies within `radius`.
    std::optional<std::uint32_t> nearest(QPointF at, double radius) const;

  private:
    std::size_t column(double x) const;
    std::size_t row(double y) const;
    std::span<const std::uint32_t> square(std::size_t column, std::size_t row) const;
    QPointF place(std::uint32_t cell) const {
        return {double{m_xy[2 * std::size_t{cell}]}, double{m_xy[2 * std::size_t{cell} + 1]}};
    }
    std::pair<std::size_t, std::size_t> reachOf(QPointF from, QPointF to, std::size_t r) const;

    std::vector<float> m_xy;
    QRectF m_box;
    std::size_t m_across = 0;  ///< squares in a row, and rows; 0: no cell has a place
    double m_width = 1.0;      ///< of a square
    double m_height = 1.0;
    std::vector<std::uint32_t> m_starts;  ///< of each square in `m_cells`, and the end
    std::vector<std::uint32_t> m_cells;
};

}  // namespace counterpoint::embedding
