#pragma once

#include "core/base/job.h"
#include "core/data/csr_matrix.h"
#include "core/data/table.h"
#include "core/nn/numbers.h"
#include "core/nn/sparse_batch.h"

#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint::scvi {

/// The cells as the network sees them.
struct Cells {
    const data::CsrMatrix* counts = nullptr;  ///< cells × genes
    std::vector<std::uint32_t> batch;         ///< by cell, of the first covariate
    std::size_t batches = 0;
    /// Covariate after covariate, by cell: which of all `levelCount` levels. Covariates of one
    /// level are left out.
    std::vector<std::uint32_t> levels;
    std::size_t levelCount = 0;
    std::vector<float> logTotals;       ///< ln of the sum of the counts
    std::vector<double> logFactorials;  ///< Σ ln Γ(count + 1)
    std::vector<std::uint32_t> usable;  ///< cells with a count, ascending

    std::size_t size() const { return batch.size(); }
};

/// `covariates`: the batches, then further ones, none missing. The arguments must outlive the
/// cells. Throws Error(BadInput) for sizes that differ, for values that are no counts, for
/// batches of one cell, and where fewer than three cells have a count.
Cells cellsOf(const data::CsrMatrix& counts, const std::vector<const data::Categories*>& covariates,
              const base::Job& job);

/// Some of the cells, ready for a step.
template <class T>
struct Minibatch {
    nn::SparseBatch<T> counts;
    std::vector<T> logTotals;
    std::vector<std::uint32_t> batch;
    nn::Batch<T> levels;       ///< levels × cells, 1 where the cell has it
    double logFactorials = 0;  ///< of all its cells

    std::size_t size() const { return batch.size(); }
    /// `encodeLevels`: the encoder is to be told them.
    void gather(const Cells& cells, std::span<const std::uint32_t> rows, bool encodeLevels);
};

}  // namespace counterpoint::scvi
