#pragma once

#include "ui/embedding/colouring.h"
#include "ui/embedding/label_field.h"

#include <QLineF>
#include <QPointF>
#include <QRectF>
#include <QSizeF>

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <vector>

namespace counterpoint::embedding {

/// A label that wants a place; screen coordinates.
struct LabelWish {
    std::size_t category = 0;
    QPointF anchor;  ///< the densest point of the category
    QSizeF size;
    QSizeF extent;       ///< of the category's cells; empty: large
    bool small = false;  ///< few cells: stand next to them
};

/// What the categories of a legend ask for, largest first: their anchors as `placeOf` sees them,
/// with `unitsPerPixel` of the layout there, and names as large as `sizeOf` says. Which are large
/// and which small is told by all their cells, not by those of a preview.
std::vector<LabelWish> labelWishes(std::span<const LegendEntry> legend, const LabelField& field,
                                   const std::function<QPointF(const LabelField::Anchor&)>& placeOf,
                                   double unitsPerPixel,
                                   const std::function<QSizeF(const QString&)>& sizeOf);

/// The place found, or none where every place is taken.
struct LabelPlace {
    QRectF box;
    std::optional<QLineF> leader;  ///< from the box to the anchor
};

/// Places labels where they overlap neither each other nor what is there already. A label stands on
/// its category where there is room and cells stay visible beside it, else next to it with a leader
/// to its anchor, over as few cells as may be; leaders keep clear of labels and of each other.
/// Labels asked for first choose first. What has found a place keeps it, seen from its anchor, as
/// long as it is free and not much worse than others, so that labels of a moving map stay calm.
class LabelLayout {
  public:
    /// The share of all cells that a box would cover.
    using Crowding = std::function<double(QRectF)>;

    /// Places inside `area`, one a wish; none for anchors outside and where nothing is free.
    std::vector<std::optional<LabelPlace>> place(std::span<const LabelWish> wishes, QRectF area,
                                                 std::vector<QRectF> taken,
                                                 const Crowding& crowding);
    /// Other labels come: none has a place yet.
    void forget() { m_kept.clear(); }

  private:
    std::map<std::size_t, QPointF> m_kept;  ///< from the anchor to the middle, by category
};

}  // namespace counterpoint::embedding
