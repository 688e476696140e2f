#pragma once

#include "core/base/job.h"
#include "core/data/csr_matrix.h"
#include "core/data/table.h"
#include "core/plugin/fields.h"

#include <cstdint>
#include <optional>
#include <span>
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
    Quality() = default;
    /// With room for the measures of so many cells.
    explicit Quality(std::size_t cells)
        : genesPerCell(cells), countsPerCell(cells), mitoPercent(cells) {}

    std::vector<std::uint32_t> genesPerCell;
    std::vector<double> countsPerCell;
    std::vector<float> mitoPercent;        ///< 0 where a cell has no counts
    std::vector<std::uint32_t> keptCells;  ///< ascending indices into the file's cells
    std::vector<std::uint32_t> keptGenes;  ///< ascending indices into the file's genes
};

/// The quality filter cell by cell, for those who see the cells one after the other.
class CellFilter {
  public:
    CellFilter(const data::Table& var, const QualityOptions& options);

    /// Measures cell `cell` from its counts; true if it is kept. `quality` has room for all cells.
    bool measure(std::size_t cell, std::span<const std::uint32_t> columns,
                 std::span<const float> values, Quality& quality) const;
    /// Once all cells are measured. Throws Error(BadSettings) as `qualityFilter` does.
    void keepCells(Quality& quality) const;
    /// `expressed` says in how many of the kept cells each gene is.
    void keepGenes(std::span<const double> expressed, Quality& quality) const;

  private:
    std::vector<unsigned char> m_isMito;
    std::uint32_t m_minGenes;
    double m_maxMito;
    int m_minCells;
};

/// Leaves out cells by `minGenes` and `maxMito`, then genes by `minCells` among the kept cells.
/// Throws Error(BadSettings) when no cell or no gene is left, saying which threshold did it.
Quality qualityFilter(const data::CsrMatrix& counts, const data::Table& var,
                      const QualityOptions& options, const base::Job& job);

}  // namespace counterpoint::preprocess
