#pragma once

#include "core/base/job.h"
#include "core/data/matrix.h"
#include "core/data/neighbor_graph.h"
#include "core/data/table.h"
#include "core/diagnose/estimate.h"
#include "core/diagnose/partition.h"
#include "core/diagnose/sample.h"

#include <cstddef>
#include <vector>

namespace counterpoint::diagnose {

/// Above this an embedding is under-corrected (spec §4).
inline constexpr double underLimit = 0.15;

/// UNDER (spec B2): own-batch neighbours above chance within each set of cells that should mix.
struct UnderStatistic {
    std::vector<float> excess;          ///< per query: s − e; NaN where it cannot be tested
    std::vector<Estimate> bySet;        ///< U of every set
    std::vector<std::size_t> testable;  ///< cells of every set that can be tested
    Estimate total;                     ///< U
    double coverage = 0.0;              ///< testable share of all cells
};

/// The cells of `sets` that can be tested: those of batches with at least 10 cells in the set,
/// where two such batches hold at least 20 cells; all others in no set.
Partition testableCells(const Partition& sets, const data::Categories& batch);

/// `graph` holds the neighbours of the sample's cells, one row each; null when they are not known.
UnderStatistic underStatistic(const data::Embedding& corrected, const data::Categories& batch,
                              const Partition& sets, const Sample& sample,
                              const data::NeighborGraph* graph, const base::Job& job);

}  // namespace counterpoint::diagnose
