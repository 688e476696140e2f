#pragma once

#include "core/base/job.h"
#include "core/data/matrix.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint::neighbors {

/// Points that are searched together.
struct Partition {
    std::vector<std::uint32_t> order;  ///< all points, region by region, ascending within one
    std::vector<std::size_t> begins;   ///< of each region in `order`, and the end of the last
    /// regions × dimensions: no point lies nearer to another region's centre. Empty where regions
    /// are stretches of the numbering that say nothing about where their points lie.
    data::Matrix centres;

    std::size_t regions() const { return begins.size() - 1; }
    std::span<const std::uint32_t> members(std::size_t region) const {
        return std::span(order).subspan(begins[region], begins[region + 1] - begins[region]);
    }
};

/// Regions of `size` consecutive points.
Partition stretches(std::size_t points, std::size_t size);

/// About `regions` Voronoi regions of k-means centres, which are trained on a seeded sample; the
/// same for any thread count. Throws Cancelled when stopped.
Partition voronoi(const data::Embedding& embedding, std::span<const float> origin,
                  std::size_t regions, const base::Job& job);

}  // namespace counterpoint::neighbors
