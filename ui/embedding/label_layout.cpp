#include "ui/embedding/label_layout.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace counterpoint::embedding {

namespace {

constexpr double smallCategory = 0.01;  ///< of the labelled cells
constexpr double mostCovered = 0.33;    ///< of a category's cells by its own label
constexpr double calm = 1.25;           ///< how far past a limit a label stays as it was
constexpr double spareRoom = 4.0;       ///< px around a label that goes back onto its category

bool crosses(const QLineF& line, const QRectF& box) {
    if (box.contains(line.p1()) || box.contains(line.p2())) return true;
    const std::array diagonals{QLineF(box.topLeft(), box.bottomRight()),
                               QLineF(box.topRight(), box.bottomLeft())};
    return std::ranges::any_of(diagonals, [&](const QLineF& diagonal) {
        return line.intersects(diagonal, nullptr) == QLineF::BoundedIntersection;
    });
}

/// How much of its category a label on it would hide.
double hiddenBy(const LabelWish& wish) {
    if (wish.extent.isEmpty()) return 0.0;
    return std::min(1.0, wish.size.width() / wish.extent.width()) *
           std::min(1.0, wish.size.height() / wish.extent.height());
}

/// One round of placing: what is taken so far.
class Round {
  public:
    Round(QRectF area, std::vector<QRectF> taken, const LabelLayout::Crowding& crowding)
        : m_area(area), m_taken(std::move(taken)), m_crowding(crowding) {}

    bool isFree(const QRectF& box) const {
        return m_area.contains(box) && std::ranges::none_of(m_taken, [&](const QRectF& other) {
                   return other.intersects(box);
               });
    }

    /// On its category, shifted where the view ends.
    QRectF on(const LabelWish& wish) const {
        QRectF box(QPointF(), wish.size);
        box.moveCenter(wish.anchor);
        const double most = std::max(m_area.left(), m_area.right() - box.width());
        box.moveLeft(std::clamp(box.left(), m_area.left(), most));
        return box;
    }

    /// The place next to the anchor with its middle `offset` away.
    static LabelPlace beside(const LabelWish& wish, QPointF offset) {
        QRectF box(QPointF(), wish.size);
        box.moveCenter(wish.anchor + offset);
        const QPointF end(std::clamp(wish.anchor.x(), box.left(), box.right()),
                          std::clamp(wish.anchor.y(), box.top(), box.bottom()));
        return {box, QLineF(end, wish.anchor)};
    }

    /// What is bad about a place: cells covered and a long leader.
    double costOf(const LabelPlace& place) const {
        return 1e4 * m_crowding(place.box) + 0.15 * place.leader->length() +
               0.01 * std::abs(place.leader->dy());
    }

    /// Whether every leader stays whole: none through a label, unless the label lies on what it
    /// points at, and none across another.
    bool isClear(const LabelPlace& place) const {
        const QLineF& leader = *place.leader;
        return std::ranges::none_of(m_taken,
                                    [&](const QRectF& other) {
                                        return !other.contains(leader.p2()) &&
                                               crosses(leader, other);
                                    }) &&
               std::ranges::none_of(m_leaders, [&](const QLineF& other) {
                   return other.intersects(leader, nullptr) == QLineF::BoundedIntersection ||
                          crosses(other, place.box);
               });
    }

    void take(const LabelPlace& place) {
        m_taken.push_back(place.box);
        if (place.leader) m_leaders.push_back(*place.leader);
    }

    /// The best free place next to the anchor; the kept one unless it is much worse.
    std::optional<LabelPlace> find(const LabelWish& wish, std::optional<QPointF> kept) const {
        constexpr double pi = 3.14159265358979323846;
        constexpr int directions = 16;
        constexpr std::array reaches{16.0, 28.0, 44.0, 64.0, 92.0, 128.0};
        constexpr double muchWorse = 40.0;  ///< as 0.4 % of the cells covered
        double least = std::numeric_limits<double>::infinity();
        std::optional<LabelPlace> best;
        for (const double reach : reaches)
            for (int direction = 0; direction < directions; ++direction) {
                const double angle = 2.0 * pi * direction / directions;
                const QPointF towards(std::cos(angle), -std::sin(angle));
                // The near edge of the box, not its middle, is `reach` away.
                const LabelPlace place =
                    beside(wish, {towards.x() * (reach + wish.size.width() / 2.0),
                                  towards.y() * (reach + wish.size.height() / 2.0)});
                if (!isFree(place.box)) continue;
                const double cost = costOf(place);
                if (cost >= least || !isClear(place)) continue;
                least = cost;
                best = place;
            }
        if (!kept) return best;
        const LabelPlace before = beside(wish, *kept);
        const double limit = calm * least + muchWorse;
        return isFree(before.box) && isClear(before) && costOf(before) < limit
                   ? std::optional(before)
                   : best;
    }

  private:
    QRectF m_area;
    std::vector<QRectF> m_taken;
    std::vector<QLineF> m_leaders;
    const LabelLayout::Crowding& m_crowding;
};

}  // namespace

std::vector<LabelWish> labelWishes(std::span<const LegendEntry> legend, const LabelField& field,
                                   const std::function<QPointF(const LabelField::Anchor&)>& placeOf,
                                   double unitsPerPixel,
                                   const std::function<QSizeF(const QString&)>& sizeOf) {
    std::vector<LabelWish> wishes;
    double cells = 0.0;
    for (const LabelField::Anchor& anchor : field.anchors()) {
        if (anchor.category >= legend.size() || !legend[anchor.category].labelled) continue;
        const LegendEntry& entry = legend[anchor.category];
        wishes.push_back({anchor.category, placeOf(anchor), sizeOf(entry.name),
                          anchor.extent / unitsPerPixel, false});
        cells += static_cast<double>(entry.cells);
    }
    const double few =
        cells * std::min(smallCategory, 0.25 / std::max(1.0, static_cast<double>(wishes.size())));
    for (LabelWish& wish : wishes)
        wish.small = static_cast<double>(legend[wish.category].cells) < few;
    std::ranges::stable_sort(wishes, [&](const LabelWish& a, const LabelWish& b) {
        return legend[a.category].cells > legend[b.category].cells;
    });
    return wishes;
}

std::vector<std::optional<LabelPlace>> LabelLayout::place(std::span<const LabelWish> wishes,
                                                          QRectF area, std::vector<QRectF> taken,
                                                          const Crowding& crowding) {
    std::vector<std::optional<LabelPlace>> places(wishes.size());
    Round round(area, std::move(taken), crowding);
    const auto settle = [&](std::size_t i, const std::optional<LabelPlace>& place) {
        if (place) round.take(*place);
        places[i] = place;
    };

    // First the labels on their categories, then those that stood beside theirs, then the others.
    std::vector<std::size_t> stayed;
    std::vector<std::size_t> others;
    for (std::size_t i = 0; i < wishes.size(); ++i) {
        const LabelWish& wish = wishes[i];
        if (!area.contains(wish.anchor)) continue;
        const bool wasBeside = m_kept.contains(wish.category);
        const QRectF box = round.on(wish);
        const double limit = wasBeside ? mostCovered / calm : mostCovered;
        const double spare = wasBeside ? spareRoom : 0.0;
        const QRectF room = box.adjusted(-spare, -spare, spare, spare).intersected(area);
        if (!wish.small && hiddenBy(wish) <= limit && round.isFree(box) && round.isFree(room))
            settle(i, LabelPlace{box, std::nullopt});
        else
            (wasBeside ? stayed : others).push_back(i);
    }
    for (const std::size_t i : stayed)
        settle(i, round.find(wishes[i], m_kept.at(wishes[i].category)));
    for (const std::size_t i : others) settle(i, round.find(wishes[i], std::nullopt));

    std::map<std::size_t, QPointF> kept;
    for (std::size_t i = 0; i < wishes.size(); ++i)
        if (places[i] && places[i]->leader)
            kept[wishes[i].category] = places[i]->box.center() - wishes[i].anchor;
        else if (!places[i] && m_kept.contains(wishes[i].category))
            kept[wishes[i].category] = m_kept.at(wishes[i].category);  // outside for the moment
    m_kept = std::move(kept);
    return places;
}

}  // namespace counterpoint::embedding
