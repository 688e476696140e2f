#include "core/linalg/column_sums.h"
#include "core/preprocess/gene_ranking.h"
#include "core/preprocess/loess.h"

#include <algorithm>
#include <cmath>
#include <numeric>

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

GeneRanking standardisedVariances(const CountTally& tally, std::span<const std::uint32_t> genes,
                                  const base::Job& job) {
    const auto entries = tally.entries();
    linalg::ColumnSums sums{std::vector<double>(genes.size()), std::vector<double>(genes.size())};
    for (std::size_t j = 0; j < genes.size(); ++j)
        for (const CountTally::Entry& entry : entries[genes[j]]) {
            sums.first[j] += entry.cells * entry.count;
            sums.second[j] += entry.cells * entry.count * entry.count;
        }
    const linalg::ColumnMoments moments = linalg::moments(sums, tally.cells());
    const std::vector<double> deviations = expectedDeviations(moments, job);

    const auto n = static_cast<double>(tally.cells());
    GeneRanking ranking{moments.means, std::vector<double>(genes.size())};
    for (std::size_t j = 0; j < genes.size(); ++j) {
        if (!(moments.variances[j] > 0.0)) continue;
        const double mean = moments.means[j];
        const double ceiling = mean + deviations[j] * std::sqrt(n);
        double sum = 0.0;
        double squares = 0.0;
        for (const CountTally::Entry& entry : entries[genes[j]]) {
            const double clipped = std::min(entry.count, ceiling);
            sum += entry.cells * clipped;
            squares += entry.cells * clipped * clipped;
        }
        const double spread = n * mean * mean + squares - 2.0 * mean * sum;
        const double score = spread / ((n - 1.0) * deviations[j] * deviations[j]);
        if (std::isfinite(score)) ranking.score[j] = score;
    }
    return ranking;
}

GeneRanking standardisedVariances(const data::CsrMatrix& counts,
                                  std::span<const std::uint32_t> cells, const base::Job& job) {
    std::vector<std::uint32_t> genes(counts.cols);
    std::iota(genes.begin(), genes.end(), 0U);
    return standardisedVariances(tallyOf(counts, cells, job), genes, job);
}

}  // namespace counterpoint::preprocess
