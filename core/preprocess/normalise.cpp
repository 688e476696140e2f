#include "core/preprocess/normalise.h"

#include "core/base/parallel.h"

#include <cmath>
#include <numeric>
#include <vector>

namespace counterpoint::preprocess {

namespace {

constexpr std::size_t cellsAtOnce = 256;

}  // namespace

data::CsrMatrix logNormalise(data::CsrMatrix counts, std::span<const double> totals,
                             const base::Job& job) {
    constexpr double target = 1e4;
    base::parallelBlocks(
        job, counts.rows, cellsAtOnce, [&](std::size_t begin, std::size_t end, std::size_t) {
            for (std::size_t cell = begin; cell < end; ++cell) {
                float* value = counts.values.data() + counts.rowPointers[cell];
                float* last = counts.values.data() + counts.rowPointers[cell + 1];
                for (; value != last; ++value)
                    *value = static_cast<float>(std::log1p(target * *value / totals[cell]));
            }
        });
    return counts;
}

data::CsrMatrix logNormalise(const data::CsrMatrix& counts, const base::Job& job) {
    std::vector<double> totals(counts.rows);
    base::parallelBlocks(job, counts.rows, cellsAtOnce,
                         [&](std::size_t begin, std::size_t end, std::size_t) {
                             for (std::size_t cell = begin; cell < end; ++cell) {
                                 const auto values = counts.rowValues(cell);
                                 totals[cell] = std::accumulate(values.begin(), values.end(), 0.0);
                             }
                         });
    return logNormalise(counts, totals, job);
}

}  // namespace counterpoint::preprocess
