#pragma once

#include "core/base/job.h"
#include "core/data/matrix.h"
#include "core/data/neighbor_graph.h"
#include "core/plugin/fields.h"

#include <cstdint>
#include <span>

namespace counterpoint::neighbors {

/// Settings `neighbors.*`.
struct NeighborOptions {
    int k = 90;  ///< others per cell; LISI at perplexity 30 needs 90. At most cells − 1 are kept.

    static const plugin::Fields<NeighborOptions>& fields();
    bool operator==(const NeighborOptions&) const = default;
};

/// Exact Euclidean neighbours of every cell by blocked products; the same for any thread count.
/// float32 products propose, double distances decide. Throws Error(BadInput) when a coordinate is
/// not a usable number.
data::NeighborGraph findNeighbors(const data::Embedding& embedding, const NeighborOptions& options,
                                  const base::Job& job);

/// The same for the cells `queries` only: row q of the answer belongs to cell `queries[q]`; every
/// cell of `embedding` may be a neighbour.
data::NeighborGraph findNeighborsOf(const data::Embedding& embedding,
                                    std::span<const std::uint32_t> queries,
                                    const NeighborOptions& options, const base::Job& job);

}  // namespace counterpoint::neighbors
