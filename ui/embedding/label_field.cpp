#include "ui/embedding/label_field.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace counterpoint::embedding {

namespace {

constexpr std::size_t gridSize = 64;
constexpr std::size_t bins = gridSize * gridSize;

bool touching(std::size_t bin, std::size_t other) {
    const auto near = [](std::size_t a, std::size_t b) { return a + 1 >= b && b + 1 >= a; };
    return near(bin / gridSize, other / gridSize) && near(bin % gridSize, other % gridSize);
}

/// The bin that has most cells together with its eight neighbours, among those with cells.
std::size_t fullestBin(std::span<const std::uint32_t> counts) {
    std::size_t best = 0;
    std::uint64_t most = 0;
    for (std::size_t bin = 0; bin < bins; ++bin) {
        if (counts[bin] == 0) continue;
        const std::size_t r = bin / gridSize;
        const std::size_t c = bin % gridSize;
        std::uint64_t sum = 0;
        for (std::size_t y = r == 0 ? 0 : r - 1; y <= std::min(r + 1, gridSize - 1); ++y)
            for (std::size_t x = c == 0 ? 0 : c - 1; x <= std::min(c + 1, gridSize - 1); ++x)
                sum += counts[y * gridSize + x];
        if (sum > most) {
            most = sum;
            best = bin;
        }
    }
    return best;
}

}  // namespace

std::size_t LabelField::column(double x) const {
    return static_cast<std::size_t>(
        std::clamp((x - m_left) / m_cellWidth, 0.0, static_cast<double>(gridSize - 1)));
}

std::size_t LabelField::row(double y) const {
    return static_cast<std::size_t>(
        std::clamp((y - m_low) / m_cellHeight, 0.0, static_cast<double>(gridSize - 1)));
}

LabelField::LabelField(std::span<const float> xy, std::span<const std::int32_t> codes,
                       std::size_t categories)
    : m_all(bins) {
    if (!frame(xy)) return;
    constexpr std::size_t nowhere = bins;
    const std::size_t cells = xy.size() / 2;
    const auto binOf = [&](std::size_t cell) {
        const double x = double{xy[2 * cell]};
        const double y = double{xy[2 * cell + 1]};
        return std::isfinite(x) && std::isfinite(y) ? row(y) * gridSize + column(x) : nowhere;
    };
    const auto categoryOf = [&](std::size_t cell) {
        return cell < codes.size() && codes[cell] >= 0 ? static_cast<std::size_t>(codes[cell])
                                                       : categories;
    };

    std::vector<std::uint32_t> counts(categories * bins);
    std::vector<std::size_t> total(categories);
    for (std::size_t cell = 0; cell < cells; ++cell) {
        const std::size_t bin = binOf(cell);
        if (bin == nowhere) continue;
        ++m_all[bin];
        const std::size_t category = categoryOf(cell);
        if (category >= categories) continue;
        ++counts[category * bins + bin];
        ++total[category];
    }

    // The anchor is the mean of the cells in the fullest 3 × 3 bins.
    struct Sum {
        QPointF places;
        double cells = 0.0;
    };
    std::vector<std::size_t> peaks(categories);
    std::vector<Sum> sums(categories);
    for (std::size_t category = 0; category < categories; ++category)
        peaks[category] = fullestBin(std::span(counts).subspan(category * bins, bins));
    for (std::size_t cell = 0; cell < cells; ++cell) {
        const std::size_t category = categoryOf(cell);
        const std::size_t bin = binOf(cell);
        if (category >= categories || bin == nowhere || !touching(bin, peaks[category])) continue;
        sums[category].places += QPointF(double{xy[2 * cell]}, double{xy[2 * cell + 1]});
        sums[category].cells += 1.0;
    }
    for (std::size_t category = 0; category < categories; ++category)
        if (total[category] > 0)
            m_anchors.push_back(
                {category, total[category], sums[category].places / sums[category].cells});
    std::stable_sort(m_anchors.begin(), m_anchors.end(),
                     [](const Anchor& a, const Anchor& b) { return a.cells > b.cells; });
}

/// Lays the grid over all finite places; false where there is none.
bool LabelField::frame(std::span<const float> xy) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    double right = -infinity;
    double high = -infinity;
    m_left = infinity;
    m_low = infinity;
    for (std::size_t i = 0; i + 1 < xy.size(); i += 2) {
        const double x = double{xy[i]};
        const double y = double{xy[i + 1]};
        if (!std::isfinite(x) || !std::isfinite(y)) continue;
        m_left = std::min(m_left, x);
        right = std::max(right, x);
        m_low = std::min(m_low, y);
        high = std::max(high, y);
    }
    if (right < m_left) return false;
    m_cellWidth = std::max((right - m_left) / gridSize, 1e-9);
    m_cellHeight = std::max((high - m_low) / gridSize, 1e-9);
    return true;
}

double LabelField::crowding(QRectF box) const {
    if (m_all.empty()) return 0.0;
    box = box.normalized();
    if (box.right() < m_left || box.bottom() < m_low ||
        box.left() > m_left + gridSize * m_cellWidth || box.top() > m_low + gridSize * m_cellHeight)
        return 0.0;
    double cells = 0.0;
    for (std::size_t r = row(box.top()); r <= row(box.bottom()); ++r)
        for (std::size_t c = column(box.left()); c <= column(box.right()); ++c)
            cells += m_all[r * gridSize + c];
    return cells;
}

std::vector<std::optional<LabelPlace>> placeLabels(std::span<const LabelWish> wishes, QRectF area,
                                                   std::vector<QRectF> taken,
                                                   const std::function<double(QRectF)>& crowding) {
    std::vector<std::optional<LabelPlace>> places(wishes.size());
    const auto free = [&](const QRectF& box) {
        return area.contains(box) &&
               std::none_of(taken.begin(), taken.end(),
                            [&](const QRectF& other) { return other.intersects(box); });
    };

    // First the labels on their categories, largest first, then those that look for room.
    std::vector<std::size_t> beside;
    for (std::size_t i = 0; i < wishes.size(); ++i) {
        const LabelWish& wish = wishes[i];
        if (!area.contains(wish.anchor)) continue;
        QRectF box(QPointF(), wish.size);
        box.moveCenter(wish.anchor);
        box.moveLeft(
            std::clamp(box.left(), area.left(), std::max(area.left(), area.right() - box.width())));
        if (!wish.beside && free(box)) {
            places[i] = LabelPlace{box, std::nullopt};
            taken.push_back(box);
        } else {
            beside.push_back(i);
        }
    }

    constexpr double pi = 3.14159265358979323846;
    constexpr int directions = 16;
    constexpr std::array reaches{16.0, 28.0, 44.0, 64.0};
    for (const std::size_t i : beside) {
        const LabelWish& wish = wishes[i];
        double best = std::numeric_limits<double>::infinity();
        for (const double reach : reaches)
            for (int direction = 0; direction < directions; ++direction) {
                const double angle = 2.0 * pi * direction / directions;
                const QPointF towards(std::cos(angle), -std::sin(angle));
                QRectF box(QPointF(), wish.size);
                // The near edge of the box, not its middle, is `reach` away.
                box.moveCenter(wish.anchor + reach * towards +
                               QPointF(towards.x() * wish.size.width() / 2.0,
                                       towards.y() * wish.size.height() / 2.0));
                if (!free(box)) continue;
                const double cost = crowding(box) + 0.15 * reach + 0.5 * std::abs(towards.y());
                if (cost >= best) continue;
                best = cost;
                const QPointF end(std::clamp(wish.anchor.x(), box.left(), box.right()),
                                  std::clamp(wish.anchor.y(), box.top(), box.bottom()));
                places[i] = LabelPlace{box, QLineF(end, wish.anchor)};
            }
        if (places[i]) taken.push_back(places[i]->box);
    }
    return places;
}

}  // namespace counterpoint::embedding
