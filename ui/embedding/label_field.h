#pragma once

#include <QLineF>
#include <QPointF>
#include <QRectF>
#include <QSizeF>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
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
    };

    LabelField() = default;
    /// `codes` holds the category of each cell, −1 for none.
    LabelField(std::span<const float> xy, std::span<const std::int32_t> codes,
               std::size_t categories);

    /// Categories that have cells, largest first.
    const std::vector<Anchor>& anchors() const { return m_anchors; }
    /// Cells in `box`, roughly.
    double crowding(QRectF box) const;

  private:
    bool frame(std::span<const float> xy);
    std::size_t column(double x) const;
    std::size_t row(double y) const;

    std::vector<std::uint32_t> m_all;
    std::vector<Anchor> m_anchors;
    double m_left = 0.0;
    double m_low = 0.0;
    double m_cellWidth = 1.0;
    double m_cellHeight = 1.0;
};

/// A label that wants a place; screen coordinates.
struct LabelWish {
    QPointF anchor;
    QSizeF size;
    bool beside = false;  ///< a small category: stand next to it with a leader
};

/// The place found, or none where every place is taken.
struct LabelPlace {
    QRectF box;
    std::optional<QLineF> leader;  ///< from the box to the anchor
};

/// Finds places inside `area` that overlap neither each other nor `taken`, in the order of the
/// wishes. `crowding` tells how many cells a box would cover: labels beside their category take the
/// emptiest place.
std::vector<std::optional<LabelPlace>> placeLabels(std::span<const LabelWish> wishes, QRectF area,
                                                   std::vector<QRectF> taken,
                                                   const std::function<double(QRectF)>& crowding);

}  // namespace counterpoint::embedding
