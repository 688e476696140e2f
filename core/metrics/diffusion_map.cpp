#include "core/metrics/diffusion_map.h"

#include "core/metrics/eigenpairs.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

namespace counterpoint::metrics {

namespace {

/// Sums over row i of scales[i] · w_ij · scales[j].
std::vector<double> degrees(const data::CsrMatrix& weights, std::span<const double> scales) {
    std::vector<double> sums(weights.rows, 0.0);
    for (std::size_t i = 0; i < weights.rows; ++i) {
        const auto columns = weights.rowColumns(i);
        const auto values = weights.rowValues(i);
        for (std::size_t j = 0; j < columns.size(); ++j)
            sums[i] += scales[i] * double{values[j]} * scales[columns[j]];
    }
    return sums;
}

/// e / (1 − e); eigenvalues that float32 cannot tell from 1 count as 1, as in scib-metrics.
double timeSummed(double eigenvalue) {
    constexpr double indistinguishable = 6e-8;
    return std::abs(1.0 - eigenvalue) < indistinguishable ? 1.0 : eigenvalue / (1.0 - eigenvalue);
}

}  // namespace

data::Embedding diffusionMap(const data::CsrMatrix& weights, std::size_t components,
                             const base::Job& job, double tolerance) {
    std::vector<double> scales(weights.rows, 1.0);
    const std::vector<double> density = degrees(weights, scales);
    for (std::size_t i = 0; i < weights.rows; ++i) scales[i] = 1.0 / density[i];
    const std::vector<double> flow = degrees(weights, scales);
    for (std::size_t i = 0; i < weights.rows; ++i) scales[i] /= std::sqrt(flow[i]);

    const Eigenpairs pairs =
        largestEigenpairs(weights, scales, std::min(components, weights.rows - 1), job, tolerance);
    data::Embedding coordinates(weights.rows, pairs.values.size());
    for (std::size_t c = 0; c < pairs.values.size(); ++c) {
        const double scale = timeSummed(pairs.values[c]);
        for (std::size_t i = 0; i < weights.rows; ++i)
            coordinates(i, c) = static_cast<float>(scale * pairs.vectors[c * weights.rows + i]);
    }
    return coordinates;
}

}  // namespace counterpoint::metrics
