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
        m_cells += 1.0;
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
    m_held.resize(counts.size());
    for (std::size_t category = 0; category < categories; ++category) {
        constexpr std::uint32_t few = 4;  // times fewer than in the fullest bin: the fringe
        const auto bin = std::span(counts).subspan(category * bins, bins);
        const std::uint32_t most = *std::ranges::max_element(bin);
        for (std::size_t i = 0; i < bins; ++i) m_held[category * bins + i] = bin[i] > most / few;
    }
    for (std::size_t category = 0; category < categories; ++category)
        if (total[category] > 0)
            m_anchors.push_back(
                {category, total[category], sums[category].places / sums[category].cells,
                 extentOf(std::span(counts).subspan(category * bins, bins), peaks[category])});
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

/// Half of the cells lie within a quarter of an even spread's width to both sides of its middle.
QSizeF LabelField::extentOf(std::span<const std::uint32_t> counts, std::size_t peak) const {
    std::array<std::uint64_t, gridSize> aside{};
    std::array<std::uint64_t, gridSize> upOrDown{};
    std::uint64_t cells = 0;
    const auto apart = [](std::size_t a, std::size_t b) { return a < b ? b - a : a - b; };
    for (std::size_t bin = 0; bin < bins; ++bin) {
        aside[apart(bin % gridSize, peak % gridSize)] += counts[bin];
        upOrDown[apart(bin / gridSize, peak / gridSize)] += counts[bin];
        cells += counts[bin];
    }
    const auto median = [cells](std::span<const std::uint64_t> distances) {
        std::uint64_t passed = 0;
        for (std::size_t distance = 0; distance < gridSize; ++distance) {
            const std::uint64_t here = distances[distance];
            if (2 * (passed + here) >= cells && here > 0) {
                // Bins stand for a range: as far into it as cells are missing to the half.
                const double into =
                    (static_cast<double>(cells) / 2.0 - static_cast<double>(passed)) /
                    static_cast<double>(here);
                return distance == 0 ? into / 2.0 : static_cast<double>(distance) - 0.5 + into;
            }
            passed += here;
        }
        return 0.0;
    };
    return {4.0 * median(aside) * m_cellWidth, 4.0 * median(upOrDown) * m_cellHeight};
}

QPointF LabelField::edge(const Anchor& anchor, QPointF outside) const {
    constexpr int gapBins = 2;  // a hole in the cells is not their edge
    const QPointF way = outside - anchor.at;
    const int steps = static_cast<int>(  // of half a bin
        2.0 * std::max(std::abs(way.x()) / m_cellWidth, std::abs(way.y()) / m_cellHeight));
    QPointF last = anchor.at;
    int empty = 0;
    for (int step = 1; step <= steps && empty <= 2 * gapBins; ++step) {
        const QPointF at = anchor.at + way * (double(step) / steps);
        if (m_held[anchor.category * bins + row(at.y()) * gridSize + column(at.x())]) {
            last = at;
            empty = 0;
        } else {
            ++empty;
        }
    }
    return empty > 0 ? last : anchor.at;
}

double LabelField::crowding(QRectF box) const {
    if (m_cells == 0.0) return 0.0;
    box = box.normalized();
    if (box.right() < m_left || box.bottom() < m_low ||
        box.left() > m_left + gridSize * m_cellWidth || box.top() > m_low + gridSize * m_cellHeight)
        return 0.0;
    double cells = 0.0;
    for (std::size_t r = row(box.top()); r <= row(box.bottom()); ++r)
        for (std::size_t c = column(box.left()); c <= column(box.right()); ++c)
            cells += m_all[r * gridSize + c];
    return cells / m_cells;
}

}  // namespace counterpoint::embedding
