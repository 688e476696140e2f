#include "core/preprocess/quality.h"

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/data/gene_names.h"
#include "core/linalg/column_sums.h"

#include <algorithm>
#include <cmath>

namespace counterpoint::preprocess {

namespace {

int leastGenes(const QualityOptions& options, std::size_t genes) {
    constexpr int usual = 200;
    if (options.minGenes) return *options.minGenes;
    return std::min(usual, static_cast<int>(genes / 100));
}

[[noreturn]] void refuse(const std::string& sentence) {
    throw base::Error(base::ErrorKind::BadSettings, sentence);
}

std::string percentText(double percent) {
    return plugin::textOf(std::round(percent * 100.0) / 100.0) + " %";
}

}  // namespace

const plugin::Fields<QualityOptions>& QualityOptions::fields() {
    static const plugin::Fields<QualityOptions> all({
        {{.key = "min_genes",
          .title = "Genes per cell, at least",
          .help = "Cells with fewer expressed genes are left out; automatic means 200, or 1 % of "
                  "the genes in the file where that is less.",
          .kind = plugin::ParameterKind::Integer,
          .minimum = 0,
          .maximum = 20000,
          .step = 50,
          .automatic = true,
          .citation = "scanpy and Seurat tutorials: 200"},
         &QualityOptions::minGenes},
        {{.key = "min_cells",
          .title = "Cells per gene, at least",
          .help = "Genes expressed in fewer of the kept cells are left out.",
          .kind = plugin::ParameterKind::Integer,
          .minimum = 0,
          .maximum = 1000,
          .step = 1,
          .citation = "scanpy and Seurat tutorials: 3"},
         &QualityOptions::minCells},
        {{.key = "max_mito",
          .title = "Mitochondrial share, at most (%)",
          .help = "Cells with a larger share of mitochondrial counts are left out; 100 keeps all.",
          .minimum = 0.0,
          .maximum = 100.0,
          .step = 1.0},
         &QualityOptions::maxMito},
    });
    return all;
}

CellFilter::CellFilter(const data::Table& var, const QualityOptions& options)
    : m_minGenes(static_cast<std::uint32_t>(leastGenes(options, var.rows()))),
      m_maxMito(options.maxMito),
      m_minCells(options.minCells) {
    const auto flags = data::mitochondrialGenes(var).flags;
    m_isMito.assign(flags.begin(), flags.end());
}

bool CellFilter::measure(std::size_t cell, std::span<const std::uint32_t> columns,
                         std::span<const float> values, Quality& quality) const {
    double total = 0.0;
    double inMito = 0.0;
    for (std::size_t e = 0; e < columns.size(); ++e) {
        total += values[e];
        if (m_isMito[columns[e]] != 0) inMito += values[e];
    }
    const auto genes = static_cast<std::uint32_t>(columns.size());
    const float percent = total > 0.0 ? static_cast<float>(100.0 * inMito / total) : 0.0F;
    quality.genesPerCell[cell] = genes;
    quality.countsPerCell[cell] = total;
    quality.mitoPercent[cell] = percent;
    return genes >= m_minGenes && percent <= m_maxMito;
}

void CellFilter::keepCells(Quality& quality) const {
    const std::size_t cells = quality.genesPerCell.size();
    if (cells == 0) refuse("there are no cells to filter; open a file with cells");
    float leastMito = 101.0F;
    for (std::uint32_t cell = 0; cell < cells; ++cell) {
        if (quality.genesPerCell[cell] < m_minGenes) continue;
        leastMito = std::min(leastMito, quality.mitoPercent[cell]);
        if (quality.mitoPercent[cell] <= m_maxMito) quality.keptCells.push_back(cell);
    }
    if (!quality.keptCells.empty()) return;
    if (leastMito > 100.0F) {
        const std::uint32_t most = std::ranges::max(quality.genesPerCell);
        refuse("no cell has " + std::to_string(m_minGenes) + " expressed genes (the most is " +
               std::to_string(most) + "); lower qc.min_genes");
    }
    refuse("no cell has a mitochondrial share of " + percentText(m_maxMito) +
           " or less (the least is " + percentText(leastMito) + "); raise qc.max_mito");
}

void CellFilter::keepGenes(std::span<const double> expressed, Quality& quality) const {
    for (std::uint32_t gene = 0; gene < expressed.size(); ++gene)
        if (expressed[gene] >= m_minCells) quality.keptGenes.push_back(gene);
    if (!quality.keptGenes.empty()) return;
    if (expressed.empty()) refuse("there are no genes to filter; this file holds no expression");
    const auto most = static_cast<std::size_t>(std::ranges::max(expressed));
    refuse("no gene is expressed in " + std::to_string(m_minCells) +
           " of the kept cells (the most is " + std::to_string(most) + "); lower qc.min_cells");
}

Quality qualityFilter(const data::CsrMatrix& counts, const data::Table& var,
                      const QualityOptions& options, const base::Job& job) {
    constexpr std::size_t cellsAtOnce = 256;
    const CellFilter filter(var, options);
    Quality quality(counts.rows);
    base::parallelBlocks(
        job, counts.rows, cellsAtOnce, [&](std::size_t begin, std::size_t end, std::size_t) {
            for (std::size_t cell = begin; cell < end; ++cell)
                filter.measure(cell, counts.rowColumns(cell), counts.rowValues(cell), quality);
        });
    filter.keepCells(quality);
    const linalg::ColumnSums expressed = linalg::columnSums(
        counts, quality.keptCells, job, [](float, std::uint32_t) { return std::pair(1.0, 0.0); });
    filter.keepGenes(expressed.first, quality);
    return quality;
}

}  // namespace counterpoint::preprocess
