#pragma once

#include <QPointF>
#include <QRectF>
#include <QSizeF>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint::embedding {

/// Where the cells of a layout lie, on a coarse grid: the densest point of each category, for its
/// label, and how crowded a place is, for labels that look for a free one. In layout coordinates.
class LabelField {
  public:
    /// The densest point of one category.
    struct Anchor {
        std::size_t category = 0;
        std::size_t cells = 0;  ///< with a finite place
        QPointF at;
        QSizeF extent;  ///< of an even spread of cells with the same middle half
    };

    LabelField() = default;
    /// `codes` holds the category of each cell, −1 for none.
    LabelField(std::span<const float> xy, std::span<const std::int32_t> codes,
               std::size_t categories);

    /// Categories that have cells, largest first.
    const std::vector<Anchor>& anchors() const { return m_anchors; }
    /// Where a line from `outside` to the densest point of a category meets its cells; that point
    /// where `outside` lies among them.
    QPointF edge(const Anchor& anchor, QPointF outside) const;
    /// The share of all cells that lie in `box`, roughly.
    double crowding(QRectF box) const;

  private:
    bool frame(std::span<const float> xy);
    std::size_t column(double x) const;
    std::size_t row(double y) const;

    QSizeF extentOf(std::span<const std::uint32_t> counts, std::size_t peak) const;

    std::vector<std::uint32_t> m_all;
    std::vector<bool> m_held;  ///< bins with cells of a category, one category after the other
    double m_cells = 0.0;
    std::vector<Anchor> m_anchors;
    double m_left = 0.0;
    double m_low = 0.0;
    double m_cellWidth = 1.0;
    double m_cellHeight = 1.0;
};

}  // namespace counterpoint::embedding
