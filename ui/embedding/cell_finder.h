#pragma once

#include "ui/embedding/point_index.h"
#include "ui/support/background.h"

#include <QPolygonF>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace counterpoint::embedding {

/// Finds cells of a view in a region or at a point. The index it needs is made off the window's
/// thread, and only once somebody asks. Lives on the window's thread.
class CellFinder {
  public:
    /// The cells lie elsewhere now.
    void forget();
    /// `done` hears later which cells of `xy` (x, y of each) lie in `region`, also when they have
    /// moved on meanwhile; a newer question replaces an older one.
    void findInside(std::span<const float> xy, QPolygonF region,
                    std::function<void(std::vector<std::uint32_t>)> done);
    /// The nearest cell within `radius`; none while the index is still being made.
    std::optional<std::uint32_t> nearest(std::span<const float> xy, QPointF at, double radius);

  private:
    std::shared_ptr<const PointIndex> m_index;
    quint64 m_layout = 0;  ///< tells an index that comes late that the cells have moved on
    support::Background m_background;
};

}  // namespace counterpoint::embedding
