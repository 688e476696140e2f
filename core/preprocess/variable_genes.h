#pragma once

#include "core/base/job.h"
#include "core/data/csr_matrix.h"
#include "core/data/table.h"
#include "core/plugin/fields.h"
#include "core/preprocess/survey.h"

#include <cstdint>
#include <string>
#include <vector>

namespace counterpoint::preprocess {

/// Settings `hvg.*`.
struct VariableGeneOptions {
    int n = 2000;                       ///< genes to select (all, when there are fewer)
    std::string flavour = "seurat_v3";  ///< "seurat_v3" (counts) or "seurat" (log-normalised)
    bool perBatch = true;               ///< rank within each batch and merge (scanpy's batch_key)

    static const plugin::Fields<VariableGeneOptions>& fields();
    bool operator==(const VariableGeneOptions&) const = default;
};

/// Selected genes and the statistic they were selected by, one entry a gene of the input.
struct VariableGenes {
    std::vector<std::uint32_t> selected;  ///< ascending gene indices
    std::vector<double> means;
    std::vector<double> score;  ///< standardised variance or normalised dispersion
};

/// `counts` and `logNormalised` are the same cells and genes; `counts` may be empty for files that
/// hold log-normalised values only, then the flavour must be "seurat". `batch` may be nullptr. Per
/// batch, seurat_v3 merges by the rule of scanpy's seurat_v3_paper (Seurat
/// SelectIntegrationFeatures).
VariableGenes selectVariableGenes(const data::CsrMatrix& counts,
                                  const data::CsrMatrix& logNormalised,
                                  const data::Categories* batch, const VariableGeneOptions& options,
                                  const base::Job& job);

/// The same by flavour seurat_v3 from what one pass over a stream found; indices are into the kept
/// genes. Throws Error(BadSettings) for other flavours.
VariableGenes selectVariableGenes(const Survey& survey, const VariableGeneOptions& options,
                                  const base::Job& job);

}  // namespace counterpoint::preprocess
