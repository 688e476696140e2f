#include "core/diagnose/protection_map.h"

#include "core/base/error.h"
#include "core/cluster/leiden.h"
#include "core/cluster/snn_graph.h"
#include "core/diagnose/alignment.h"
#include "core/diagnose/batch_match.h"
#include "core/diagnose/cluster_means.h"
#include "core/diagnose/confusion.h"
#include "core/diagnose/neighborhood_weights.h"
#include "core/diagnose/own_clusters.h"
#include "core/diagnose/sample.h"
#include "core/neighbors/neighbors.h"

#include <algorithm>
#include <string>

namespace counterpoint::diagnose {

namespace {

constexpr std::size_t ownTableWidth = 60;

void check(const Uncorrected& uncorrected) {
    const data::Categories& batch = uncorrected.batch;
    const auto refuse = [](const std::string& sentence) {
        throw base::Error(base::ErrorKind::BadSettings, sentence);
    };
    if (batch.hasMissing())
        refuse("some cells have no batch, so nothing can be said of them; drop these cells");
    const std::vector<std::size_t> counts = batch.counts();
    if (std::ranges::count_if(counts, [](std::size_t n) { return n > 0; }) < 2)
        refuse("over- and under-correction need at least two batches; choose another batch column");
    if (batch.size() != uncorrected.pcs.rows)
        refuse("the batch column has " + std::to_string(batch.size()) + " cells, the embedding " +
               std::to_string(uncorrected.pcs.rows));
    if (uncorrected.expression.known() && uncorrected.expression.values->rows != batch.size())
        refuse("the expression matrix does not have the cells of the embedding");
}

/// Mean of F over the cells of every cluster in one space.
std::vector<double> meanForeign(const ProtectionMap& map, const NeighborTable& neighbors) {
    std::vector<double> sums(map.clusters.count, 0.0);
    const std::vector<std::size_t> sizes = map.clusters.sizes();
    for (std::uint32_t i = 0; i < map.cells(); ++i)
        sums[map.clusters.codes[i]] += foreignShare(map.batch, map.testing, map.groups,
                                                    map.weights.weight, i, neighbors.of(i));
    for (std::size_t c = 0; c < sums.size(); ++c)
        sums[c] /= static_cast<double>(std::max<std::size_t>(1, sizes[c]));
    return sums;
}

/// Everything that depends on which links hold.
void applyLinks(ProtectionMap& map) {
    map.testing = joined(map.groups, map.links);
    map.weights = withoutLinked(map.unlinked, map.links);
    map.foreignBaseline = meanForeign(map, map.alignedNeighbors);
    const std::vector<double> before = meanForeign(map, map.uncorrectedNeighbors);
    for (std::size_t c = 0; c < before.size(); ++c)
        map.foreignBaseline[c] = std::max(map.foreignBaseline[c], before[c]);
}

Partition alignedGroups(const data::NeighborGraph& aligned, const base::Job& job) {
    cluster::Partition found =
        cluster::leiden(cluster::sharedNeighborGraph(aligned, ownWidth, job), {}, job);
    return {std::move(found.codes), found.clusters};
}

NeighborTable tableOf(const data::NeighborGraph& graph) {
    NeighborTable table(graph.cells, graph.k);
    table.indices = graph.indices;
    std::ranges::fill(table.lengths, static_cast<std::uint32_t>(graph.k));
    return table;
}

void findProfilesAndLinks(const Expression& expression, const PairTable& counts,
                          const base::Job& job, ProtectionMap& map) {
    if (!expression.known()) {
        map.correlation = groupCorrelations({}, map.groups.count);
        return;
    }
    map.correlation = groupCorrelations(
        groupProfiles(expression, map.groups, map.batch, map.groupPresent, job), map.groups.count);
    const PairTable present = presentForLinks(counts);
    map.links =
        identityLinks(groupProfiles(expression, map.groups, map.batch, present, job), present);
}

}  // namespace

ProtectionMap protect(const Uncorrected& uncorrected, const base::Job& job) {
    check(uncorrected);
    const data::Embedding& pcs = uncorrected.pcs;
    ProtectionMap map;
    map.batch = uncorrected.batch;
    const Sample everyone = everyCell(pcs.rows);
    map.uncorrectedNeighbors =
        nearestOfAll(pcs, {everyone.cells, uncorrected.neighbors}, foreignWidth, job);
    job.progress(0.3);
    const Partition batches{map.batch.codes, map.batch.levelCount()};
    const NeighborTable own =
        nearestWithin(pcs, batches, {everyone.cells, uncorrected.neighbors},
                      std::vector<std::size_t>(batches.count, ownTableWidth), job);
    job.progress(0.5);

    map.clusters = ownClusters(own, map.batch, job);
    const ClusterMeans means = clusterMeans(pcs, map.clusters, map.batch);
    map.clusterBatch = means.batch;
    const PairTable mixed = confusion(own, map.clusters, map.batch);
    map.clusterWeight = separability(mixed);
    map.ownForeignBefore = otherClusterShares(map.clusters, map.clusterWeight, map.batch, own);

    Alignment alignment = align(pcs, map.batch, map.clusters, means,
                                matchBatches(pcs, map.batch, means, job), mixed, own);
    map.residualShift = std::move(alignment.residualShift);
    job.progress(0.6);
    const data::NeighborGraph aligned =
        neighbors::findNeighbors(alignment.aligned, {.k = static_cast<int>(foreignWidth)}, job);
    map.alignedNeighbors = tableOf(aligned);
    job.progress(0.8);
    map.groups = alignedGroups(aligned, job);

    const PairTable counts = countByBatch(map.groups, map.batch);
    map.groupPresent = presentForWeights(counts, map.batch.counts());
    findProfilesAndLinks(uncorrected.expression, counts, job, map);
    map.unlinked =
        pairWeights(confusion(own, map.groups, map.batch), map.correlation, map.groupPresent);
    applyLinks(map);
    job.progress(1.0);
    return map;
}

ProtectionMap withLinks(ProtectionMap map, const std::vector<bool>& rejected) {
    for (std::size_t l = 0; l < map.links.size() && l < rejected.size(); ++l)
        map.links[l].rejected = rejected[l];
    applyLinks(map);
    return map;
}

}  // namespace counterpoint::diagnose
