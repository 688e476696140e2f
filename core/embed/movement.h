#pragma once

#include "core/base/job.h"
#include "core/data/matrix.h"
#include "core/data/neighbor_graph.h"

#include <cstddef>
#include <vector>

namespace counterpoint::embed {

/// How far cells really moved between two answers about the same cells; nothing here depends on how
/// a map happens to lie.
struct Movement {
    /// By cell, the share of its k nearest that are others than before: 0 none, 1 all.
    std::vector<float> neighbors;
    /// By cell, how far it moved in the embedding, in units of the distance to its k-th neighbour
    /// before; empty when the embeddings have different numbers of dimensions.
    std::vector<float> distance;
};

/// Compares the first k neighbours, or as many as both tables have.
Movement movement(const data::Embedding& before, const data::NeighborGraph& nearBefore,
                  const data::Embedding& after, const data::NeighborGraph& nearAfter, std::size_t k,
                  const base::Job& job);

/// By cell, how far it moved on the map once `after` is turned onto `before`, in layout units.
std::vector<float> movementOnMap(const data::Embedding& before, const data::Embedding& after);

}  // namespace counterpoint::embed
