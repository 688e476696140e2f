#pragma once

#include "core/base/job.h"
#include "core/data/csr_matrix.h"
#include "core/data/matrix.h"
#include "core/plugin/fields.h"

#include <span>
#include <vector>

namespace counterpoint::preprocess {

/// Settings `pca.*`.
struct PcaOptions {
    int dims = 30;  ///< at most min(cells, genes) − 1 are computed

    static const plugin::Fields<PcaOptions>& fields();
    bool operator==(const PcaOptions&) const = default;
};

/// Principal components of centred, unscaled values.
struct Pca {
    data::Embedding scores;         ///< cells × dims, U S
    data::Matrix loadings;          ///< genes × dims; largest absolute loading of each is positive
    std::vector<double> variances;  ///< S² / (cells − 1)
    std::vector<double> varianceRatio;  ///< share of the total variance of the genes used
};

/// PCA of all columns of a matrix, without densifying it.
Pca pca(const data::CsrMatrix& chosen, const PcaOptions& options, const base::Job& job);

/// PCA of the columns `genes` of `logNormalised`.
Pca pca(const data::CsrMatrix& logNormalised, std::span<const std::uint32_t> genes,
        const PcaOptions& options, const base::Job& job);

}  // namespace counterpoint::preprocess
