#pragma once

#include "core/base/job.h"
#include "core/data/csr_matrix.h"

#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint::markers {

/// How one gene tells a group of cells from the others.
struct Marker {
    std::uint32_t gene = 0;  ///< column of the matrix
    /// z of the Wilcoxon rank-sum test by its normal approximation, corrected for ties, without
    /// continuity correction (scanpy rank_genes_groups, method "wilcoxon", tie_correct); positive
    /// where the group has more.
    double score = 0.0;
    double auc = 0.5;  ///< chance that a cell of the group has more than one of the others
    /// log2 of (e^a − 1 + 1e-9) / (e^b − 1 + 1e-9) for mean log values a, b, as in scanpy.
    double logFoldChange = 0.0;
    double groupShare = 0.0;   ///< of the group's cells with a value above zero
    double othersShare = 0.0;  ///< the same of the others
    double p = 1.0;            ///< two-sided
    double adjusted = 1.0;     ///< p by Benjamini and Hochberg (1995) over all genes
};

/// Every gene of a log-normalised cells × genes matrix, the highest score first, equal scores in
/// gene order. `group` and `others` are disjoint cells; no `others` means all cells not in `group`.
/// Throws Error(BadInput) when either side is empty, Cancelled when stopped. The same for any
/// number of threads.
std::vector<Marker> rankGenes(const data::CsrMatrix& logNormalised,
                              std::span<const std::uint32_t> group,
                              std::span<const std::uint32_t> others, const base::Job& job);

}  // namespace counterpoint::markers
