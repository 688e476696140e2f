#include "core/diagnose/covered_batches.h"

#include <algorithm>

namespace counterpoint::diagnose {

std::vector<double> coveredShares(const Partition& sets, const data::Categories& batch) {
    constexpr double leastCells = 10.0;
    const PairTable counts = countByBatch(sets, batch);
    const std::vector<std::size_t> sizes = batch.counts();
    std::vector<double> result(counts.cols, 0.0);
    for (std::size_t b = 0; b < counts.cols; ++b)
        for (std::size_t c = 0; c < counts.cols; ++c) {
            if (b == c || sizes[b] == 0 || sizes[c] == 0) continue;
            double ofFirst = 0.0;
            double ofSecond = 0.0;
            for (std::size_t set = 0; set < counts.rows; ++set) {
                if (counts(set, b) < leastCells || counts(set, c) < leastCells) continue;
                ofFirst += counts(set, b);
                ofSecond += counts(set, c);
            }
            result[b] = std::max({result[b], ofFirst / static_cast<double>(sizes[b]),
                                  ofSecond / static_cast<double>(sizes[c])});
        }
    return result;
}

double sharedByBatches(const Partition& sets, const data::Categories& batch) {
    constexpr double leastCells = 5.0;
    const PairTable counts = countByBatch(sets, batch);
    double sum = 0.0;
    double cells = 0.0;
    for (std::size_t set = 0; set < counts.rows; ++set) {
        double all = 0.0;
        double batches = 0.0;
        for (std::size_t b = 0; b < counts.cols; ++b) {
            all += counts(set, b);
            batches += counts(set, b) >= leastCells ? 1.0 : 0.0;
        }
        sum += all * batches;
        cells += all;
    }
    return sum / (std::max(1.0, cells) * static_cast<double>(counts.cols));
}

}  // namespace counterpoint::diagnose
