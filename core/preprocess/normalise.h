#pragma once

#include "core/base/job.h"
#include "core/data/csr_matrix.h"

#include <span>

namespace counterpoint::preprocess {

/// ln(1 + 1e4 · x / total) with the cell's total over all its genes (Seurat LogNormalize; scanpy
/// normalize_total(target_sum=1e4) and log1p). Cells without counts stay zero.
data::CsrMatrix logNormalise(const data::CsrMatrix& counts, const base::Job& job);

/// The same where some genes are left out: `totals` has each cell's total over all its genes.
data::CsrMatrix logNormalise(data::CsrMatrix counts, std::span<const double> totals,
                             const base::Job& job);

}  // namespace counterpoint::preprocess
