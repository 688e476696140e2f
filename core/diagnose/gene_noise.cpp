#include "core/diagnose/gene_noise.h"

#include "core/base/parallel.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace counterpoint::diagnose {

namespace {

constexpr double leastShare = 0.1;  ///< of the mean variance, added to every gene's

}  // namespace

std::vector<float> geneNoise(const Expression& expression, const Partition& clusters,
                             const base::Job& job) {
    const std::size_t columns = expression.values->cols;
    const auto members = clusters.members();
    // A few blocks of clusters, each with sums of its own, added in order: the same for any number
    // of threads.
    constexpr std::size_t clustersOfBlock = 16;
    const std::size_t blocks = base::blockCount(members.size(), clustersOfBlock);
    std::vector<std::vector<double>> scatter(blocks);
    base::parallelBlocks(job, members.size(), clustersOfBlock,
                         [&](std::size_t begin, std::size_t end, std::size_t block) {
                             scatter[block].assign(columns, 0.0);
                             std::vector<double> sums(columns);
                             for (std::size_t c = begin; c < end; ++c) {
                                 if (members[c].empty()) continue;
                                 sums.assign(columns, 0.0);
                                 for (const std::uint32_t cell : members[c]) {
                                     const auto genes = expression.values->rowColumns(cell);
                                     const auto values = expression.values->rowValues(cell);
                                     for (std::size_t e = 0; e < genes.size(); ++e) {
                                         sums[genes[e]] += values[e];
                                         scatter[block][genes[e]] +=
                                             static_cast<double>(values[e]) * values[e];
                                     }
                                 }
                                 const auto size = static_cast<double>(members[c].size());
                                 for (std::size_t g = 0; g < columns; ++g)
                                     scatter[block][g] -= sums[g] * sums[g] / size;
                             }
                         });
    std::vector<double> variance(columns, 0.0);
    for (const std::vector<double>& part : scatter)
        for (std::size_t g = 0; g < columns; ++g) variance[g] += part[g];
    double mean = 0.0;
    for (double& v : variance) v /= static_cast<double>(expression.values->rows);
    for (const std::uint32_t gene : expression.genes)
        mean += variance[gene] / static_cast<double>(expression.genes.size());
    std::vector<float> noise(columns, 1.0F);
    if (!(mean > 0.0)) return noise;
    for (const std::uint32_t gene : expression.genes)
        noise[gene] =
            static_cast<float>(std::sqrt(std::max(0.0, variance[gene]) + leastShare * mean));
    return noise;
}

}  // namespace counterpoint::diagnose
