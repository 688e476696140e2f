#include "core/integrate/harmony_correction.h"

#include "core/base/parallel.h"
#include "core/integrate/harmony_ridge.h"

#include <algorithm>

namespace counterpoint::integrate {
namespace {

/// R 2.x: a level whose share of cells in a cluster is not above this takes no part there.
constexpr double PruningCutoff = 1e-5;

/// R 2.x: levels practically absent from a cluster take no part, nor does a covariate with fewer
/// than two levels left.
std::vector<char> keptLevels(const HarmonyDesign& design, bool prune,
                             const HarmonyClustering& clustering, std::size_t cluster) {
    std::vector<char> kept(design.levels(), 1);
    if (!prune) return kept;
    std::vector<int> left(design.covariates, 0);
    for (std::size_t b = 0; b < kept.size(); ++b) {
        const double share =
            clustering.observed(b, cluster) / static_cast<double>(design.levelCells[b]);
        kept[b] = share > PruningCutoff ? 1 : 0;
        left[design.covariateOf[b]] += kept[b];
    }
    for (std::size_t b = 0; b < kept.size(); ++b)
        if (left[design.covariateOf[b]] < 2) kept[b] = 0;
    return kept;
}

std::vector<double> penalties(const HarmonyDesign& design, const HarmonyOptions& options,
                              const HarmonyClustering& clustering, std::size_t cluster) {
    std::vector<double> lambda(design.levels(), 1.0);
    for (std::size_t b = 0; b < lambda.size(); ++b) {
        if (options.lambda)
            lambda[b] = ofCovariate(*options.lambda, design.covariateOf[b]);
        else if (!options.first())
            lambda[b] = options.alpha * clustering.expected(b, cluster);
    }
    return lambda;
}

}  // namespace

HarmonyCorrection correction(const HarmonyDesign& design, const HarmonyOptions& options,
                             const HarmonyClustering& clustering, const std::vector<double>& sums,
                             const base::Job& job) {
    const std::size_t dims = clustering.dims();
    const std::size_t padded = clustering.paddedClusters();
    const std::size_t groups = design.groupCount();
    HarmonyCorrection result{std::vector<float>(groups * padded * dims, 0.0F),
                             clustering.centroids()};
    base::parallelBlocks(
        job, clustering.clusters(), 8, [&](std::size_t begin, std::size_t end, std::size_t) {
            std::vector<double> weights(groups);
            std::vector<double> cellSums(groups * dims);
            for (std::size_t k = begin; k < end; ++k) {
                for (std::size_t g = 0; g < groups; ++g) {
                    weights[g] = std::max(0.0, clustering.groupWeight(g, k));
                    for (std::size_t j = 0; j < dims; ++j)
                        cellSums[g * dims + j] = sums[(g * dims + j) * padded + k];
                }
                const RidgeSolution solution = solveRidge(
                    {design, dims, weights, cellSums, penalties(design, options, clustering, k),
                     keptLevels(design, !options.first(), clustering, k)});
                if (!solution.solved) continue;
                for (std::size_t j = 0; j < dims; ++j)
                    result.centroids[k * dims + j] = static_cast<float>(solution.intercept[j]);
                for (std::size_t g = 0; g < groups; ++g) {
                    if (design.anchored[g] != 0) continue;
                    for (std::size_t j = 0; j < dims; ++j) {
                        double shift = 0.0;
                        for (const std::uint32_t level : design.groups[g])
                            shift += solution.shifts[level * dims + j];
                        result.shifts[(g * padded + k) * dims + j] = static_cast<float>(shift);
                    }
                }
            }
        });
    kernels::normaliseRows(result.centroids.data(), clustering.clusters(), dims,
                           result.centroids.data());
    return result;
}

}  // namespace counterpoint::integrate
