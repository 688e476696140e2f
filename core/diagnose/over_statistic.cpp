#include "core/diagnose/over_statistic.h"

#include "core/base/parallel.h"
#include "core/diagnose/neighborhood_weights.h"
#include "core/diagnose/restricted_neighbors.h"

#include <algorithm>

namespace counterpoint::diagnose {

namespace {

constexpr std::size_t queriesPerBlock = 256;
constexpr double losslessCells = 10.0;
constexpr std::size_t leastLossSize = 4;  // below it a cluster has no neighbourhood of its own

/// A number of every cell, its weighted sum, and how it varies with the foreign share.
struct Arm {
    double sum = 0.0;
    double deviation = 0.0;  ///< sum with squared weights
    double squares = 0.0;    ///< likewise of squares
    double withForeign = 0.0;

    void add(double weight, double x, double foreign) {
        sum += weight * x;
        deviation += weight * weight * x;
        squares += weight * weight * x * x;
        withForeign += weight * weight * x * foreign;
    }
};

/// Sums over the query cells of one cluster or population.
struct Sums {
    double queries = 0.0;
    double weights = 0.0;
    double squaredWeights = 0.0;
    double ambiguous = 0.0;
    Arm own;
    Arm course;
    Arm foreign;

    void add(double weight, double ownLoss, double courseLoss, double foreignShare,
             double ambiguousShare) {
        queries += 1.0;
        weights += weight;
        squaredWeights += weight * weight;
        ambiguous += weight * ambiguousShare;
        own.add(weight, ownLoss, foreignShare);
        course.add(weight, courseLoss, foreignShare);
        foreign.add(weight, foreignShare, foreignShare);
    }

    /// L: the larger of the two losses and half of the smaller one, since both may see the same
    /// cells (spec B5). Of the neighbours in the own batch, those lost to other clusters or those
    /// lost along the course, whichever is more. As if `lossless` more cells had lost nothing.
    LossStatistic statistic(std::size_t cells, double lossless) const {
        LossStatistic result;
        result.cells = cells;
        if (queries == 0.0) return result;
        result.own = own.sum / weights;
        result.course = course.sum / weights;
        result.foreign = foreign.sum / weights;
        result.ambiguous = ambiguous / weights;
        const Arm& within = result.course > result.own ? course : own;
        const double a = std::max({result.own, result.course, 0.0});
        const double z = std::max(result.foreign, 0.0);
        const double ownFactor = a <= 0.0 ? 0.0 : a >= z ? 1.0 : 0.5;
        const double foreignFactor = z <= 0.0 ? 0.0 : a >= z ? 0.5 : 1.0;
        const double mean = (ownFactor * within.sum + foreignFactor * foreign.sum) / weights;
        const double squares = ownFactor * ownFactor * within.squares +
                               foreignFactor * foreignFactor * foreign.squares +
                               2.0 * ownFactor * foreignFactor * within.withForeign;
        const double variance =
            squares -
            2.0 * mean * (ownFactor * within.deviation + foreignFactor * foreign.deviation) +
            mean * mean * squaredWeights;
        const double size = static_cast<double>(cells) / (static_cast<double>(cells) + lossless);
        result.loss = estimateOf(size * (std::max(a, z) + std::min(a, z) / 2.0),
                                 size * size * std::max(0.0, variance) / (weights * weights) *
                                     queries / std::max(1.0, queries - 1.0),
                                 overClusteredError);
        return result;
    }
};

/// The set with most weight; −1 when none has any.
std::int32_t heaviest(const std::vector<double>& weights) {
    const auto largest = std::ranges::max_element(weights);
    return largest == weights.end() || *largest <= 0.0
               ? -1
               : static_cast<std::int32_t>(largest - weights.begin());
}

/// The group with most weight among a cell's neighbours of other batches and populations.
template <class Weight>
std::int32_t partnerOf(const ProtectionMap& map, const Weight& weight, std::uint32_t cell,
                       std::span<const std::uint32_t> neighbors, std::vector<double>& sums) {
    sums.assign(map.groups.count, 0.0);
    for (const std::uint32_t neighbor : neighbors)
        if (map.batch.codes[neighbor] != map.batch.codes[cell] &&
            map.testing.codes[neighbor] != map.testing.codes[cell])
            sums[map.groups.codes[neighbor]] +=
                weight(map.groups.codes[cell], map.groups.codes[neighbor]);
    return heaviest(sums);
}

/// The other cluster with most weight among a cell's own-batch neighbours.
std::int32_t nearClusterOf(const ProtectionMap& map, std::uint32_t cell,
                           std::span<const std::uint32_t> ownNeighbors, std::vector<double>& sums) {
    sums.assign(map.clusters.count, 0.0);
    for (const std::uint32_t neighbor : ownNeighbors)
        sums[map.clusters.codes[neighbor]] +=
            map.clusterWeight(map.clusters.codes[cell], map.clusters.codes[neighbor]);
    return heaviest(sums);
}

/// Course lost, less what the cluster of the cell gained on average: noise is taken from what was
/// followed before and not from what is followed now, so clusters that lose nothing gain, and would
/// outweigh those of other batches that lose.
void withoutGains(const ProtectionMap& map, const Sample& sample, std::vector<float>& courseLoss) {
    std::vector<double> sums(map.clusters.count, 0.0);
    std::vector<double> weights(map.clusters.count, 0.0);
    for (std::size_t q = 0; q < courseLoss.size(); ++q) {
        sums[map.clusters.codes[sample.cells[q]]] += sample.weights[q] * courseLoss[q];
        weights[map.clusters.codes[sample.cells[q]]] += sample.weights[q];
    }
    for (std::size_t q = 0; q < courseLoss.size(); ++q) {
        const std::int32_t cluster = map.clusters.codes[sample.cells[q]];
        if (sums[cluster] < 0.0)
            courseLoss[q] -= static_cast<float>(sums[cluster] / weights[cluster]);
    }
}

void findWorst(std::size_t cells, OverStatistic& result) {
    double flagged = 0.0;
    for (std::size_t p = 0; p < result.populations.size(); ++p) {
        const LossStatistic& population = result.populations[p];
        if (population.cells < leastClusterSize || !population.loss.defined()) continue;
        if (result.worst < 0 || population.loss.value > result.populations[result.worst].loss.value)
            result.worst = static_cast<std::int32_t>(p);
        if (result.isLost(p)) flagged += static_cast<double>(population.cells);
    }
    result.flagged = flagged / static_cast<double>(cells);
}

}  // namespace

bool OverStatistic::isLost(std::size_t population) const {
    return populations[population].cells >= leastClusterSize &&
           populations[population].loss.value > overLimit;
}

OverStatistic overStatistic(const ProtectionMap& map, const data::Embedding& corrected,
                            const Sample& sample, const data::NeighborGraph* graph,
                            const base::Job& job) {
    const Queries queries{sample.cells, graph};
    const Partition batches{map.batch.codes, map.batch.levelCount()};
    const std::vector<std::size_t> ownK(batches.count, ownWidth);
    const NeighborTable own = nearestWithin(corrected, batches, queries, ownK, job);
    const NeighborTable all = nearestOfAll(corrected, queries, foreignWidth, job);
    const std::vector<std::size_t> clusterSizes = map.clusters.sizes();
    const std::vector<std::size_t> batchSizes = batches.sizes();
    const std::vector<std::size_t> populationSizes = map.testing.sizes();

    const std::size_t count = sample.cells.size();
    OverStatistic result;
    result.ownLoss.assign(count, 0.0F);
    result.foreign.resize(count);
    result.partner.resize(count);
    result.nearCluster.resize(count);
    result.ambiguous.resize(count);
    result.ambiguousPartner.resize(count);
    std::vector<float> ambiguous(count);
    std::vector<float> courseLoss(count, 0.0F);
    std::vector<float> foreignOfPopulation(count);  // within the reach of the cell's population
    base::parallelBlocks(
        job, count, queriesPerBlock, [&](std::size_t begin, std::size_t end, std::size_t) {
            std::vector<double> sums;
            const auto foreign = [&](const auto& weight, std::uint32_t cell, const auto& near) {
                return static_cast<float>(
                    foreignShare(map.batch, map.testing, map.groups, weight, cell, near));
            };
            for (std::size_t q = begin; q < end; ++q) {
                const std::uint32_t cell = sample.cells[q];
                const std::size_t size = clusterSizes[map.clusters.codes[cell]];
                const std::size_t reach = ownReach(size, batchSizes[map.batch.codes[cell]]);
                if (size >= leastLossSize)
                    result.ownLoss[q] = static_cast<float>(
                        otherClusterShare(map.clusters, map.clusterWeight, cell, own.of(q), reach) -
                        map.ownForeignBefore[cell]);
                if (map.courses.has(map.clusters.codes[cell]))
                    courseLoss[q] =
                        map.courses.before[cell] -
                        static_cast<float>(map.courses.followed(map.clusters, cell, own.of(q)));
                result.nearCluster[q] = nearClusterOf(map, cell, own.of(q), sums);
                const auto cost = [&](std::size_t g, std::size_t h) {
                    return map.cost(map.batch.codes[cell], g, h);
                };
                const auto near = all.of(q);
                result.foreign[q] = foreign(cost, cell, near);
                const std::size_t width = foreignReach(populationSizes[map.testing.codes[cell]]);
                foreignOfPopulation[q] =
                    foreign(cost, cell, near.first(std::min(near.size(), width)));
                result.partner[q] = partnerOf(map, cost, cell, near, sums);
                ambiguous[q] = foreign(map.weights.ambiguous, cell, near);
                result.ambiguous[q] = ambiguous[q] - foreign(map.weights.ambiguous, cell,
                                                             map.uncorrectedNeighbors.of(cell));
                result.ambiguousPartner[q] =
                    partnerOf(map, map.weights.ambiguous, cell, near, sums);
            }
        });

    withoutGains(map, sample, courseLoss);
    std::vector<Sums> ofCluster(map.clusters.count);
    std::vector<Sums> ofPopulation(map.testing.count);
    for (std::size_t q = 0; q < count; ++q) {
        const std::int32_t cluster = map.clusters.codes[sample.cells[q]];
        const double ownLoss =
            result.ownLoss[q] - (map.ownBaseline.empty() ? 0.0 : map.ownBaseline[cluster]);
        const std::int32_t population = map.testing.codes[sample.cells[q]];
        const auto addTo = [&](Sums& sums, double foreign) {
            sums.add(sample.weights[q], ownLoss, courseLoss[q], foreign, ambiguous[q]);
        };
        addTo(ofCluster[cluster], result.foreign[q] - map.foreignBaseline[cluster]);
        addTo(ofPopulation[population],
              foreignOfPopulation[q] - map.foreignBaselineOfPopulation[population]);
    }
    for (std::size_t c = 0; c < ofCluster.size(); ++c)
        result.clusters.push_back(ofCluster[c].statistic(clusterSizes[c], 0.0));
    for (std::size_t p = 0; p < ofPopulation.size(); ++p)
        result.populations.push_back(ofPopulation[p].statistic(populationSizes[p], losslessCells));
    findWorst(map.cells(), result);
    return result;
}

}  // namespace counterpoint::diagnose
