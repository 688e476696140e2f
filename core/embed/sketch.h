#pragma once

#include "core/base/job.h"
#include "core/data/csr_matrix.h"
#include "core/data/matrix.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint::embed {

/// Some cells that stand for all.
struct Sketch {
    std::vector<std::uint32_t> cells;  ///< ascending
    std::vector<std::uint32_t>
        representative;  ///< by cell: the place in `cells` of who stands for it
};

/// `size` cells spread evenly over the space that the cells fill, so that rare kinds are not lost
/// (geometric sketching, Hie et al. 2019): equal boxes as small as `size` allows, a cell of each,
/// then a second one of each that has two, and so on. Uses the first 16 dimensions at most. The
/// same for any thread count; depends on the job's seed.
Sketch geometricSketch(const data::Embedding& embedding, std::size_t size, const base::Job& job);

/// A map of all cells from that of some: every other cell at the mean of its placed neighbours,
/// weighted by the graph's edges, those next to placed ones first. Cells that no edge leads to
/// come to the middle.
data::Embedding placedByNeighbors(const data::CsrMatrix& graph,
                                  std::span<const std::uint32_t> cells,
                                  const data::Embedding& layout, const base::Job& job);

}  // namespace counterpoint::embed
