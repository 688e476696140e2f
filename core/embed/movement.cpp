#include "core/embed/movement.h"

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/embed/umap.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace counterpoint::embed {
namespace {

constexpr std::size_t BlockRows = 512;

double distanceBetween(std::span<const float> a, std::span<const float> b) {
    double square = 0.0;
    for (std::size_t j = 0; j < a.size(); ++j)
        square += std::pow(static_cast<double>(a[j]) - b[j], 2.0);
    return std::sqrt(square);
}

}  // namespace

Movement movement(const data::Embedding& before, const data::NeighborGraph& nearBefore,
                  const data::Embedding& after, const data::NeighborGraph& nearAfter, std::size_t k,
                  const base::Job& job) {
    const std::size_t n = before.rows;
    if (after.rows != n || nearBefore.cells != n || nearAfter.cells != n)
        throw base::Error(base::ErrorKind::Internal,
                          "movement can only be measured between answers about the same cells");
    k = std::min({k, nearBefore.k, nearAfter.k});
    Movement moved;
    moved.neighbors.resize(n);
    if (before.cols == after.cols) moved.distance.resize(n);
    if (k == 0) return moved;
    base::parallelBlocks(job, n, BlockRows, [&](std::size_t begin, std::size_t end, std::size_t) {
        std::vector<std::uint32_t> old(k);
        for (std::size_t i = begin; i < end; ++i) {
            std::ranges::copy(nearBefore.neighbors(i).first(k), old.begin());
            std::ranges::sort(old);
            std::size_t kept = 0;
            for (const std::uint32_t other : nearAfter.neighbors(i).first(k))
                kept += std::ranges::binary_search(old, other) ? 1 : 0;
            moved.neighbors[i] = 1.0F - static_cast<float>(kept) / static_cast<float>(k);
            if (moved.distance.empty()) continue;
            const double unit = nearBefore.distancesOf(i)[k - 1];
            const double way = distanceBetween(before.row(i), after.row(i));
            moved.distance[i] = unit > 0.0 ? static_cast<float>(way / unit) : 0.0F;
        }
    });
    return moved;
}

std::vector<float> movementOnMap(const data::Embedding& before, const data::Embedding& after) {
    const data::Embedding turned = aligned(after, before);
    std::vector<float> moved(before.rows);
    for (std::size_t i = 0; i < before.rows; ++i)
        moved[i] = static_cast<float>(distanceBetween(before.row(i), turned.row(i)));
    return moved;
}

}  // namespace counterpoint::embed
