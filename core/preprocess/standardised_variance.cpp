#include "core/linalg/column_sums.h"
#include "core/preprocess/gene_ranking.h"
#include "core/preprocess/loess.h"

#include <algorithm>
#include <cmath>

namespace counterpoint::preprocess {

namespace {

/// Standard deviation expected from the mean of each gene; 1 for genes that do not vary.
std::vector<double> expectedDeviations(const linalg::ColumnMoments& moments, const base::Job& job) {
    constexpr double span = 0.3;
    std::vector<std::size_t> varying;
    std::vector<double> logMeans;
    std::vector<double> logVariances;
    for (std::size_t gene = 0; gene < moments.means.size(); ++gene) {
        if (!(moments.variances[gene] > 0.0)) continue;
        varying.push_back(gene);
        logMeans.push_back(std::log10(moments.means[gene]));
        logVariances.push_back(std::log10(moments.variances[gene]));
    }
    std::vector<double> deviations(moments.means.size(), 1.0);
    if (varying.empty()) return deviations;
    const std::vector<double> fitted = loess(logMeans, logVariances, span, job);
    for (std::size_t i = 0; i < varying.size(); ++i)
        deviations[varying[i]] = std::sqrt(std::pow(10.0, fitted[i]));
    return deviations;
}

}  // namespace

GeneRanking standardisedVariances(const data::CsrMatrix& counts,
                                  std::span<const std::uint32_t> cells, const base::Job& job) {
    const auto squares = [](float value, std::uint32_t) {
        const double x = value;
        return std::pair(x, x * x);
    };
    const linalg::ColumnMoments moments =
        linalg::moments(linalg::columnSums(counts, cells, job, squares), cells.size());
    const std::vector<double> deviations = expectedDeviations(moments, job);

    const auto n = static_cast<double>(cells.size());
    std::vector<double> ceilings(counts.cols);
    for (std::size_t gene = 0; gene < counts.cols; ++gene)
        ceilings[gene] = moments.means[gene] + deviations[gene] * std::sqrt(n);
    const linalg::ColumnSums clipped =
        linalg::columnSums(counts, cells, job, [&](float value, std::uint32_t gene) {
            const double x = std::min(static_cast<double>(value), ceilings[gene]);
            return std::pair(x, x * x);
        });

    GeneRanking ranking{moments.means, std::vector<double>(counts.cols)};
    for (std::size_t gene = 0; gene < counts.cols; ++gene) {
        if (!(moments.variances[gene] > 0.0)) continue;
        const double mean = moments.means[gene];
        const double spread =
            n * mean * mean + clipped.second[gene] - 2.0 * mean * clipped.first[gene];
        const double score = spread / ((n - 1.0) * deviations[gene] * deviations[gene]);
        if (std::isfinite(score)) ranking.score[gene] = score;
    }
    return ranking;
}

}  // namespace counterpoint::preprocess
