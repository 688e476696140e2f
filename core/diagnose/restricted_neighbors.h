#pragma once

#include "core/base/job.h"
#include "core/data/matrix.h"
#include "core/data/neighbor_graph.h"
#include "core/diagnose/partition.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint::diagnose {

/// For some query cells their nearest other cells, nearest first. A row may be shorter than k.
struct NeighborTable {
    std::size_t k = 0;
    std::vector<std::uint32_t> indices;  ///< queries × k
    std::vector<std::uint32_t> lengths;  ///< queries: how many of a row are filled

    NeighborTable() = default;
    NeighborTable(std::size_t queries, std::size_t width)
        : k(width), indices(queries * width), lengths(queries, 0) {}
    std::size_t queries() const { return lengths.size(); }
    std::span<const std::uint32_t> of(std::size_t query) const {
        return {indices.data() + query * k, lengths[query]};
    }
    /// Adds to the end of a row that is not full.
    void append(std::size_t query, std::uint32_t cell) {
        indices[query * k + lengths[query]++] = cell;
    }
};

/// Which cells are asked for: some cells of an embedding, and optionally all their nearest cells as
/// known already (one row a query).
struct Queries {
    std::span<const std::uint32_t> cells;
    const data::NeighborGraph* graph = nullptr;
};

/// The nearest others of every query within its own set of `sets`, `k[set]` of them or as many as
/// the set has; a query in no set has none. Takes them from the graph where that lists enough,
/// searches the set where it does not.
NeighborTable nearestWithin(const data::Embedding& embedding, const Partition& sets,
                            const Queries& queries, std::span<const std::size_t> k,
                            const base::Job& job);

/// The k nearest of all others.
NeighborTable nearestOfAll(const data::Embedding& embedding, const Queries& queries, std::size_t k,
                           const base::Job& job);

}  // namespace counterpoint::diagnose
