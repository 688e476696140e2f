#pragma once

#include "core/base/job.h"
#include "core/data/neighbor_graph.h"
#include "core/data/table.h"

#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint::metrics {

/// Local inverse Simpson's index of every cell (Korsunsky 2019; the arithmetic of R lisi 1.0): the
/// effective number of levels among a cell's neighbours, from 1 to the number of levels.
///
/// Neighbours weigh exp(−βd), β chosen so that the entropy of the weights is ln(perplexity); the
/// first 3 · perplexity − 1 others are used (89 at perplexity 30, as R lisi, harmonypy and
/// scib-metrics). Where the table is narrower, the perplexity falls to a third of its width
/// counting the cell itself, as in scib-metrics.
///
/// Missing values: a cell without a level gets NaN; among neighbours, cells without a level are
/// left out and the weights of the others renormalised (NaN when none is left).
///
/// `queries` are the cells the rows of `neighbors` belong to; empty: row i is cell i.
std::vector<float> lisi(const data::NeighborGraph& neighbors, const data::Categories& categories,
                        int perplexity, const base::Job& job,
                        std::span<const std::uint32_t> queries = {});

/// 1 / Σ p², p the shares of the levels: LISI where they mix perfectly in the proportions they
/// have. It is below the number of levels when they are of unequal size.
double attainableLisi(const data::Categories& categories);

}  // namespace counterpoint::metrics
