#include "core/linalg/column_sums.h"
#include "core/preprocess/gene_ranking.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace counterpoint::preprocess {

namespace {

constexpr std::size_t Bins = 20;
constexpr double Missing = std::numeric_limits<double>::quiet_NaN();

/// Bin of each of the `genes`: equal widths over the range of their means, closed on the right, as
/// pandas.cut makes them. `means` and the result have an entry for every gene.
std::vector<std::size_t> equalWidthBins(const std::vector<double>& means,
                                        const std::vector<std::uint32_t>& genes) {
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const std::uint32_t gene : genes) {
        low = std::min(low, means[gene]);
        high = std::max(high, means[gene]);
    }
    const double width = (high - low) / static_cast<double>(Bins);
    std::array<double, Bins - 1> edges{};
    for (std::size_t b = 0; b < edges.size(); ++b)
        edges[b] = low + width * static_cast<double>(b + 1);
    std::vector<std::size_t> bins(means.size());
    for (const std::uint32_t gene : genes)
        bins[gene] =
            static_cast<std::size_t>(std::ranges::lower_bound(edges, means[gene]) - edges.begin());
    return bins;
}

/// Mean and standard deviation (n − 1) of the dispersions in one bin.
struct BinStatistics {
    double count = 0.0;
    double mean = 0.0;
    double deviation = 0.0;
};

std::array<BinStatistics, Bins> binStatistics(const std::vector<double>& dispersions,
                                              const std::vector<std::size_t>& bins) {
    std::array<BinStatistics, Bins> statistics{};
    for (std::size_t gene = 0; gene < bins.size(); ++gene) {
        if (std::isnan(dispersions[gene])) continue;
        statistics[bins[gene]].count += 1.0;
        statistics[bins[gene]].mean += dispersions[gene];
    }
    for (BinStatistics& bin : statistics) bin.mean /= std::max(1.0, bin.count);
    for (std::size_t gene = 0; gene < bins.size(); ++gene) {
        if (std::isnan(dispersions[gene])) continue;
        BinStatistics& bin = statistics[bins[gene]];
        bin.deviation += std::pow(dispersions[gene] - bin.mean, 2);
    }
    for (BinStatistics& bin : statistics) {
        if (bin.count == 1.0) {  // a lone gene counts as one deviation above the mean
            bin.deviation = bin.mean;
            bin.mean = 0.0;
        } else {
            bin.deviation = std::sqrt(bin.deviation / (bin.count - 1.0));
        }
    }
    return statistics;
}

}  // namespace

GeneRanking normalisedDispersions(const data::CsrMatrix& logNormalised,
                                  std::span<const std::uint32_t> cells, bool expressedOnly,
                                  const base::Job& job) {
    constexpr double leastMean = 1e-12;
    const linalg::ColumnSums sums =
        linalg::columnSums(logNormalised, cells, job, [](float value, std::uint32_t) {
            const double x = std::expm1(value);  // in float32, as scanpy has it
            return std::pair(x, x * x);
        });
    const linalg::ColumnMoments moments = linalg::moments(sums, cells.size());

    const std::size_t genes = logNormalised.cols;
    GeneRanking ranking{std::vector<double>(genes), std::vector<double>(genes, Missing)};
    std::vector<double> dispersions(genes, Missing);
    std::vector<std::uint32_t> binned;
    for (std::uint32_t gene = 0; gene < genes; ++gene) {
        if (expressedOnly && !(moments.means[gene] > 0.0)) continue;
        const double mean = std::max(moments.means[gene], leastMean);
        if (moments.variances[gene] > 0.0)
            dispersions[gene] = std::log(moments.variances[gene] / mean);
        ranking.means[gene] = std::log1p(mean);
        binned.push_back(gene);
    }
    const std::vector<std::size_t> bins = equalWidthBins(ranking.means, binned);
    const auto statistics = binStatistics(dispersions, bins);
    for (const std::uint32_t gene : binned) {
        const BinStatistics& bin = statistics[bins[gene]];
        const double score = (dispersions[gene] - bin.mean) / bin.deviation;
        if (std::isfinite(score)) ranking.score[gene] = score;
    }
    return ranking;
}

}  // namespace counterpoint::preprocess
