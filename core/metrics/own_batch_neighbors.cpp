#include "core/metrics/own_batch_neighbors.h"

#include "core/metrics/summary.h"
#include "core/neighbors/neighbors.h"

#include <utility>

namespace counterpoint::metrics {

void visitBatches(const data::Embedding& before, const data::Embedding& after,
                  const data::Categories& batch, int k, const base::Job& job,
                  const std::function<void(const OwnBatch&)>& visit) {
    constexpr std::size_t fewest = 3;
    for (auto& cells : cellsByLevel(batch)) {
        if (cells.size() < fewest) continue;
        const auto others = static_cast<int>(cells.size() - 1);
        const neighbors::NeighborOptions options{.k = others >= k ? k : others / 2};
        OwnBatch own;
        own.before = neighbors::findNeighbors(data::takeRows(before, cells), options, job);
        own.after = neighbors::findNeighbors(data::takeRows(after, cells), options, job);
        own.cells = std::move(cells);
        visit(own);
    }
}

}  // namespace counterpoint::metrics
