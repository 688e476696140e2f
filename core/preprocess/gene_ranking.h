#pragma once

#include "core/base/job.h"
#include "core/data/csr_matrix.h"
#include "core/preprocess/count_tally.h"

#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint::preprocess {

/// How variable each gene is in a group of cells. NaN score: the gene cannot be selected.
struct GeneRanking {
    std::vector<double> means;
    std::vector<double> score;
};

/// Variance of the standardised and clipped counts of the `genes` (ascending; the ranking has an
/// entry for each) in some cells, expected variance by loess of log variance on log mean (flavour
/// "seurat_v3": Stuart et al. 2019). At least two cells.
GeneRanking standardisedVariances(const CountTally& tally, std::span<const std::uint32_t> genes,
                                  const base::Job& job);
/// The same for all genes and the cells `cells` of a matrix.
GeneRanking standardisedVariances(const data::CsrMatrix& counts,
                                  std::span<const std::uint32_t> cells, const base::Job& job);

/// Log dispersion of the de-logged values of `cells`, normalised within 20 bins of mean expression
/// (flavour "seurat": Satija et al. 2015 as in scanpy). At least two cells. Means are ln(1 + mean).
/// `expressedOnly` keeps genes without a count in `cells` out of the bins, as scanpy does per
/// batch; their mean is then exactly 0.
GeneRanking normalisedDispersions(const data::CsrMatrix& logNormalised,
                                  std::span<const std::uint32_t> cells, bool expressedOnly,
                                  const base::Job& job);

}  // namespace counterpoint::preprocess
