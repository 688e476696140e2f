#pragma once

#include "core/base/job.h"
#include "core/data/csr_matrix.h"
#include "core/data/table.h"
#include "core/plugin/fields.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace counterpoint::preprocess {

/// Thresholds of the quality filter; settings `qc.*`.
struct QualityOptions {
    /// Cells with fewer expressed genes are left out. Automatic: 200, or 1 % of the genes in the
    /// file where that is less (files cut down to a few thousand genes).
    std::optional<int> minGenes;
    int minCells = 3;  ///< genes expressed in fewer of the kept cells are left out
    double maxMito =
        100.0;  ///< cells with a larger mitochondrial share (%) are left out; 100 = off

    static const plugin::Fields<QualityOptions>& fields();
    bool operator==(const QualityOptions&) const = default;
};

/// Per-cell measures over all cells of the file (scanpy calculate_qc_metrics) and what the filter
/// keeps.
struct Quality {
    std::vector<std::uint32_t> genesPerCell;
    std::vector<double> countsPerCell;
    std::vector<float> mitoPercent;        ///< 0 where a cell has no counts
    std::vector<std::uint32_t> keptCells;  ///< ascending indices into the file's cells
    std::vector<std::uint32_t> keptGenes;  ///< ascending indices into the file's genes
};

/// Leaves out cells by `minGenes` and `maxMito`, then genes by `minCells` among the kept cells.
/// Throws Error(BadSettings) when no cell or no gene is left, saying which threshold did it.
Quality qualityFilter(const data::CsrMatrix& counts, const data::Table& var,
                      const QualityOptions& options, const base::Job& job);

}  // namespace counterpoint::preprocess
