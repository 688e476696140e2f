#include "core/preprocess/pca.h"

#include "core/base/error.h"
#include "core/linalg/block_lanczos.h"
#include "core/linalg/centred_matrix.h"
#include "core/linalg/column_sums.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace counterpoint::preprocess {

namespace {

/// Makes the entry of largest magnitude of each column positive (scikit-learn ≥ 1.5).
void fixSigns(std::vector<double>& vectors, std::size_t rows, std::size_t cols) {
    for (std::size_t t = 0; t < cols; ++t) {
        double largest = 0.0;
        for (std::size_t i = 0; i < rows; ++i)
            if (std::abs(vectors[i * cols + t]) > std::abs(largest))
                largest = vectors[i * cols + t];
        if (largest >= 0.0) continue;
        for (std::size_t i = 0; i < rows; ++i) vectors[i * cols + t] *= -1.0;
    }
}

}  // namespace

const plugin::Fields<PcaOptions>& PcaOptions::fields() {
    static const plugin::Fields<PcaOptions> all({
        {{.key = "dims",
          .title = "Principal components",
          .help = "How many principal components are kept for everything that follows; more keep "
                  "finer differences and more noise.",
          .kind = plugin::ParameterKind::Integer,
          .minimum = 2,
          .maximum = 100,
          .step = 1},
         &PcaOptions::dims},
    });
    return all;
}

Pca pca(const data::CsrMatrix& logNormalised, std::span<const std::uint32_t> genes,
        const PcaOptions& options, const base::Job& job) {
    std::vector<std::uint32_t> cells(logNormalised.rows);
    std::iota(cells.begin(), cells.end(), 0U);
    return pca(data::take(logNormalised, cells, genes, job), options, job);
}

Pca pca(const data::CsrMatrix& chosen, const PcaOptions& options, const base::Job& job) {
    // Components closer than this to their exact direction differ by float32 rounding only.
    constexpr double angle = 1e-6;
    const std::size_t most = std::min(chosen.rows, chosen.cols);
    if (most < 2)
        throw base::Error(base::ErrorKind::BadInput,
                          "principal components need at least two cells and two genes; here are " +
                              std::to_string(chosen.rows) + " cells and " +
                              std::to_string(chosen.cols) + " genes");
    const std::size_t dims = std::min(most - 1, static_cast<std::size_t>(options.dims));

    std::vector<std::uint32_t> cells(chosen.rows);
    std::iota(cells.begin(), cells.end(), 0U);
    const linalg::ColumnSums sums =
        linalg::columnSums(chosen, cells, job, [](float value, std::uint32_t) {
            const double x = value;
            return std::pair(x, x * x);
        });
    const linalg::ColumnMoments moments = linalg::moments(sums, chosen.rows);
    const linalg::CentredMatrix centred(chosen, moments.means);
    linalg::EigenPairs pairs = linalg::largestEigenPairs(
        chosen.cols, dims,
        [&](const linalg::Panel& panel) { return centred.gramTimes(panel, job); }, angle, job);
    fixSigns(pairs.vectors, chosen.cols, dims);

    Pca result;
    result.scores = centred.times(pairs.vectors, dims, job);
    result.loadings = data::Matrix(chosen.cols, dims);
    std::ranges::transform(pairs.vectors, result.loadings.values.begin(),
                           [](double x) { return static_cast<float>(x); });
    const double total = std::accumulate(moments.variances.begin(), moments.variances.end(), 0.0);
    for (const double eigenvalue : pairs.values) {
        const double variance =
            std::max(0.0, eigenvalue) / (static_cast<double>(chosen.rows) - 1.0);
        result.variances.push_back(variance);
        result.varianceRatio.push_back(total > 0.0 ? variance / total : 0.0);
    }
    return result;
}

}  // namespace counterpoint::preprocess
