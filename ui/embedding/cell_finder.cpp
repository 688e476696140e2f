#include "ui/embedding/cell_finder.h"

#include <utility>

namespace counterpoint::embedding {

void CellFinder::forget() {
    m_index.reset();
    ++m_layout;
}

void CellFinder::findInside(std::span<const float> xy, QPolygonF region,
                            std::function<void(std::vector<std::uint32_t>)> done) {
    struct Answer {
        std::shared_ptr<const PointIndex> index;
        std::vector<std::uint32_t> cells;
    };
    std::vector<float> places;
    if (!m_index) places.assign(xy.begin(), xy.end());
    m_background.start(
        1,
        [index = m_index, places = std::move(places),
         region = std::move(region)](const base::Job& job) {
            auto made = index ? index : std::make_shared<const PointIndex>(places, job);
            return Answer{made, made->inside(region)};
        },
        [this, layout = m_layout, done = std::move(done)](Answer answer) {
            if (layout == m_layout) m_index = std::move(answer.index);
            done(std::move(answer.cells));
        });
}

std::optional<std::uint32_t> CellFinder::nearest(std::span<const float> xy, QPointF at,
                                                 double radius) {
    if (m_index) return m_index->nearest(at, radius);
    if (!m_background.isBusy())
        m_background.start(
            1,
            [places = std::vector<float>(xy.begin(), xy.end())](const base::Job& job) {
                return std::make_shared<const PointIndex>(places, job);
            },
            [this, layout = m_layout](std::shared_ptr<const PointIndex> index) {
                if (layout == m_layout) m_index = std::move(index);
            });
    return std::nullopt;
}

}  // namespace counterpoint::embedding
