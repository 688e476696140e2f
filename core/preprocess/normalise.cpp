#include "core/preprocess/normalise.h"

#include "core/base/parallel.h"

#include <cmath>
#include <numeric>

namespace counterpoint::preprocess {

data::CsrMatrix logNormalise(const data::CsrMatrix& counts, const base::Job& job) {
    constexpr double target = 1e4;
    constexpr std::size_t cellsAtOnce = 256;
    data::CsrMatrix result{counts.rows, counts.cols, counts.rowPointers, counts.columns,
                           std::vector<float>(counts.nonZeros())};
    base::parallelBlocks(
        job, counts.rows, cellsAtOnce, [&](std::size_t begin, std::size_t end, std::size_t) {
            for (std::size_t cell = begin; cell < end; ++cell) {
                const auto values = counts.rowValues(cell);
                const double total = std::accumulate(values.begin(), values.end(), 0.0);
                float* to = result.values.data() + counts.rowPointers[cell];
                for (const float value : values)
                    *to++ = static_cast<float>(std::log1p(target * value / total));
            }
        });
    return result;
}

}  // namespace counterpoint::preprocess
