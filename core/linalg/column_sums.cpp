#include "core/linalg/column_sums.h"

namespace counterpoint::linalg {

ColumnMoments moments(const ColumnSums& sumsAndSquares, std::size_t n) {
    const std::size_t columns = sumsAndSquares.first.size();
    const auto count = static_cast<double>(n);
    ColumnMoments result{std::vector<double>(columns), std::vector<double>(columns)};
    for (std::size_t j = 0; j < columns; ++j) {
        const double mean = sumsAndSquares.first[j] / count;
        const double spread = sumsAndSquares.second[j] - count * mean * mean;
        result.means[j] = mean;
        result.variances[j] = std::max(0.0, spread / (count - 1.0));
    }
    return result;
}

}  // namespace counterpoint::linalg
