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

/// Recall below which an approximate answer is not given: of a settled search and of a preview.
inline constexpr double SettledRecall = 0.99;
inline constexpr double LiveRecall = 0.95;

/// Euclidean neighbours of every cell by blocked products over Voronoi regions; the same for any
/// thread count. float32 products propose, double distances decide. An approximate answer finds at
/// least `SettledRecall` of the true neighbours, as measured on a sample of cells; `recall` of the
/// graph says how many. Throws Error(BadInput) when a coordinate is not a usable number, Cancelled
/// when stopped.
data::NeighborGraph findNeighbors(const data::Embedding& embedding, const NeighborOptions& options,
                                  const base::Job& job);

/// As `findNeighbors`, but sooner: at least `LiveRecall` of the true neighbours unless an exact
/// answer is asked for or is as fast.
data::NeighborGraph previewNeighbors(const data::Embedding& embedding,
                                     const NeighborOptions& options, const base::Job& job);

/// The exact neighbours of the cells `queries` among all cells, a row each.
data::NeighborGraph findNeighborsOf(const data::Embedding& embedding,
                                    std::span<const std::uint32_t> queries,
                                    const NeighborOptions& options, const base::Job& job);

}  // namespace counterpoint::neighbors
