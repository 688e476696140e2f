#pragma once

#include "core/base/job.h"
#include "core/data/csr_matrix.h"
#include "core/data/table.h"
#include "core/nn/losses.h"
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
    /// Continuous covariates, one after another, by cell, as they are.
    std::vector<float> numbers;
    std::size_t numberCount = 0;
    std::vector<float> logTotals;       ///< ln of the sum of the counts
    std::vector<float> totalMean;       ///< of `logTotals` by batch
    std::vector<float> totalVariance;   ///< likewise
    std::vector<double> logFactorials;  ///< Σ ln Γ(count + 1)
    std::vector<std::uint32_t> usable;  ///< cells with a count, ascending

    std::size_t size() const { return batch.size(); }
};

/// `covariates`: the batches, then further ones, none missing; `numbers`: continuous covariates.
/// Further batches and categorical covariates are one and the same to scVI.
/// The counts must outlive the cells. Throws Error(BadInput) for sizes that differ, for values that
/// are no counts, for numbers that are missing, for batches of one cell, and where fewer than three
/// cells have a count.
Cells cellsOf(const data::CsrMatrix& counts, const std::vector<const data::Categories*>& covariates,
              const base::Job& job, const std::vector<std::vector<float>>& numbers = {});

/// Cells that a trained encoder is only asked about: one batch or none, or of one cell, will do.
/// `covariates`, where the encoder is told them, must have the levels it was trained with.
Cells askedCells(const data::CsrMatrix& counts,
                 const std::vector<const data::Categories*>& covariates, const base::Job& job);

/// Some of the cells, ready for a step.
template <class T>
struct Minibatch {
    nn::SparseBatch<T> counts;
    std::vector<T> logTotals;
    std::vector<std::uint32_t> batch;
    nn::Batch<T> levels;       ///< levels × cells, 1 where the cell has it
    nn::Batch<T> numbers;      ///< numbers × cells
    nn::NormalPrior<T> total;  ///< of ln of the sum of the counts
    double logFactorials = 0;  ///< of all its cells

    std::size_t size() const { return batch.size(); }
    /// `encodeCovariates`: the encoder is to be told levels and numbers.
    void gather(const Cells& cells, std::span<const std::uint32_t> rows, bool encodeCovariates);
};

}  // namespace counterpoint::scvi
