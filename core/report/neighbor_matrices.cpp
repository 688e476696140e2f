#include "core/report/neighbor_matrices.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace counterpoint::report {

data::CsrMatrix distanceMatrix(const data::NeighborGraph& graph, std::size_t others) {
    data::CsrMatrix matrix;
    matrix.rows = graph.cells;
    matrix.cols = graph.cells;
    others = std::min(others, graph.k);
    std::vector<std::pair<std::uint32_t, float>> row;
    for (std::size_t cell = 0; cell < graph.cells; ++cell) {
        row.clear();
        for (std::size_t j = 0; j < others; ++j)
            row.emplace_back(graph.neighbors(cell)[j], graph.distancesOf(cell)[j]);
        std::ranges::sort(row);
        for (const auto& [column, distance] : row) {
            matrix.columns.push_back(column);
            matrix.values.push_back(distance);
        }
        matrix.rowPointers.push_back(static_cast<std::int64_t>(matrix.values.size()));
    }
    return matrix;
}

}  // namespace counterpoint::report
