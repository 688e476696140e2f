#pragma once

#include "core/base/job.h"
#include "core/data/matrix.h"
#include "core/data/neighbor_graph.h"
#include "core/data/table.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace counterpoint::metrics {

/// The cells of one batch and their neighbours among each other, before and after integration;
/// tables number the cells by their position in `cells`. Batch-wise PCs that keep all dimensions
/// are a rotation and have the same neighbours.
struct OwnBatch {
    std::vector<std::uint32_t> cells;  ///< ascending
    data::NeighborGraph before;
    data::NeighborGraph after;
};

/// Calls `visit` for each batch of at least three cells with at most `k` neighbours per cell: as
/// many as `k` where the batch has more cells than that, else half of the others, because all
/// others would always agree.
void visitBatches(const data::Embedding& before, const data::Embedding& after,
                  const data::Categories& batch, int k, const base::Job& job,
                  const std::function<void(const OwnBatch&)>& visit);

}  // namespace counterpoint::metrics
