#pragma once

#include "core/base/job.h"
#include "core/data/matrix.h"
#include "core/data/neighbor_graph.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace counterpoint::metrics {

/// The `k` nearest others (at most rows − 1) of some rows of `points` among all of them, by float32
/// distances: one row a query. Throws Cancelled when stopped.
data::NeighborGraph queryNeighbors(const data::Matrix& points,
                                   std::span<const std::uint32_t> queries, std::size_t k,
                                   const base::Job& job);

}  // namespace counterpoint::metrics
