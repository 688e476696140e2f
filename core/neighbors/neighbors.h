#pragma once

#include "core/base/job.h"
#include "core/data/matrix.h"
#include "core/data/neighbor_graph.h"
#include "core/plugin/fields.h"

#include <cstdint>
#include <span>
#include <string>

namespace counterpoint::neighbors {

/// Settings `neighbors.*`.
struct NeighborOptions {
    int k = 90;  ///< others per cell; LISI at perplexity 30 needs 90. At most cells − 1 are kept.
    std::string search = "auto";  ///< "exact", "approximate", or the faster of the two by size

    static const plugin::Fields<NeighborOptions>& fields();
    bool operator==(const NeighborOptions&) const = default;
};

/// Recall below which an approximate answer is not given: of a settled search and of a refinement.
inline constexpr double SettledRecall = 0.99;
inline constexpr double LiveRecall = 0.95;

/// Euclidean neighbours of every cell by blocked products over Voronoi regions; the same for any
/// thread count. float32 products propose, double distances decide. An approximate answer finds at
/// least `SettledRecall` of the true neighbours, as measured on a sample of cells; `recall` of the
/// graph says how many. Throws Error(BadInput) when a coordinate is not a usable number, Cancelled
/// when stopped.
data::NeighborGraph findNeighbors(const data::Embedding& embedding, const NeighborOptions& options,
                                  const base::Job& job);

/// The neighbours of cells that have moved since `previous` was found: as `findNeighbors`, but at
/// most `LiveRecall` is asked for and the old neighbours bound the search. Exact where that is as
/// fast, or asked for.
data::NeighborGraph refineNeighbors(const data::NeighborGraph& previous,
                                    const data::Embedding& embedding,
                                    const NeighborOptions& options, const base::Job& job);

/// The exact neighbours of the cells `queries` among all cells, a row each.
data::NeighborGraph findNeighborsOf(const data::Embedding& embedding,
                                    std::span<const std::uint32_t> queries,
                                    const NeighborOptions& options, const base::Job& job);

}  // namespace counterpoint::neighbors
