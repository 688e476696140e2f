#pragma once

#include "core/base/job.h"
#include "core/data/matrix.h"
#include "core/embed/umap.h"
#include "core/neighbors/neighbors.h"

#include <functional>
#include <span>

namespace counterpoint::pipeline {

/// A map of the cells `cells` of an integrated embedding only: their own neighbours, graph and
/// layout in the space as it is, rows in the order of `cells`. `frame` is called with the map every
/// few hundredths of a second while it moves. Throws Cancelled when stopped.
data::Embedding subsetMap(
    const data::Embedding& embedding, std::span<const std::uint32_t> cells,
    const neighbors::NeighborOptions& neighbors, const embed::UmapOptions& umap,
    const base::Job& job,
    const std::function<void(const data::Embedding&)>& frame = [](const data::Embedding&) {});

}  // namespace counterpoint::pipeline
