#include "core/markers/gene_values.h"

#include "core/base/parallel.h"

#include <algorithm>

namespace counterpoint::markers {

std::vector<float> geneValues(const data::CsrMatrix& matrix, std::span<const std::uint32_t> genes,
                              const base::Job& job) {
    constexpr std::size_t cellsAtOnce = 4096;
    std::vector<float> means(matrix.rows, 0.0F);
    if (genes.empty()) return means;
    base::parallelBlocks(
        job, matrix.rows, cellsAtOnce, [&](std::size_t begin, std::size_t end, std::size_t) {
            for (std::size_t cell = begin; cell < end; ++cell) {
                const auto columns = matrix.rowColumns(cell);
                const auto values = matrix.rowValues(cell);
                double sum = 0.0;
                for (const std::uint32_t gene : genes) {
                    const auto found = std::lower_bound(columns.begin(), columns.end(), gene);
                    if (found != columns.end() && *found == gene)
                        sum += double{values[static_cast<std::size_t>(found - columns.begin())]};
                }
                means[cell] = static_cast<float>(sum / static_cast<double>(genes.size()));
            }
        });
    return means;
}

}  // namespace counterpoint::markers
