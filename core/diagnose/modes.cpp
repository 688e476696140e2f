#include "core/diagnose/modes.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <numeric>
#include <vector>

namespace counterpoint::diagnose {

namespace {

/// The corners of the convex hull below the points (x, y) from `low` to `high`, or of that above.
std::vector<std::size_t> hull(std::span<const double> x, std::size_t low, std::size_t high,
                              bool below) {
    std::vector<std::size_t> corners;
    const auto steeper = [&](std::size_t a, std::size_t b, std::size_t c) {
        const double cross =
            (x[b] - x[a]) * static_cast<double>(c - a) - (x[c] - x[a]) * static_cast<double>(b - a);
        return below ? cross <= 0.0 : cross >= 0.0;
    };
    for (std::size_t i = low; i <= high; ++i) {
        while (corners.size() > 1 && steeper(corners[corners.size() - 2], corners.back(), i))
            corners.pop_back();
        corners.push_back(i);
    }
    return corners;
}

/// The hull's heights, in ranks, over the points from its first corner to its last.
std::vector<double> heights(std::span<const double> x, const std::vector<std::size_t>& corners) {
    std::vector<double> result{static_cast<double>(corners.front())};
    for (std::size_t k = 1; k < corners.size(); ++k) {
        const std::size_t a = corners[k - 1];
        const std::size_t b = corners[k];
        const double width = x[b] - x[a];
        for (std::size_t i = a + 1; i <= b; ++i) {
            const double share = width > 0.0 ? (x[i] - x[a]) / width : 1.0;
            result.push_back(static_cast<double>(a) + share * static_cast<double>(b - a));
        }
    }
    return result;
}

}  // namespace

double dip(std::span<const double> sorted) {
    if (sorted.size() < 2) return 0.0;
    std::size_t low = 0;
    std::size_t high = sorted.size() - 1;
    double largest = 0.0;
    for (;;) {
        const std::vector<std::size_t> below = hull(sorted, low, high, true);
        const std::vector<std::size_t> above = hull(sorted, low, high, false);
        const std::vector<double> bottom = heights(sorted, below);
        const std::vector<double> top = heights(sorted, above);
        double apart = -1.0;
        std::size_t left = low;
        std::size_t right = high;
        for (const std::size_t i : below)
            if (top[i - low] - bottom[i - low] + 1.0 > apart) {
                apart = top[i - low] - bottom[i - low] + 1.0;
                left = i;
                right = *std::ranges::lower_bound(above, i);
            }
        for (const std::size_t i : above)
            if (top[i - low] - bottom[i - low] + 1.0 > apart) {
                apart = top[i - low] - bottom[i - low] + 1.0;
                right = i;
                left = *(std::ranges::upper_bound(below, i) - 1);
            }
        if (apart <= largest) break;
        for (std::size_t i = low; i <= left; ++i)
            largest = std::max(largest, static_cast<double>(i) - bottom[i - low] + 1.0);
        for (std::size_t i = right; i <= high; ++i)
            largest = std::max(largest, top[i - low] - static_cast<double>(i) + 1.0);
        if ((left == low && right == high) || right <= left) break;
        low = left;
        high = right;
    }
    return largest / (2.0 * static_cast<double>(sorted.size()));
}

double middle(std::span<const double> places) {
    if (places.empty()) return 0.0;
    double cut =
        std::accumulate(places.begin(), places.end(), 0.0) / static_cast<double>(places.size());
    for (int round = 0; round < 30; ++round) {
        std::array<double, 2> sums{};
        std::array<double, 2> counts{};
        for (const double place : places) {
            sums[place > cut ? 1 : 0] += place;
            counts[place > cut ? 1 : 0] += 1.0;
        }
        if (counts[0] == 0.0 || counts[1] == 0.0) break;
        cut = (sums[0] / counts[0] + sums[1] / counts[1]) / 2.0;
    }
    return cut;
}

}  // namespace counterpoint::diagnose
