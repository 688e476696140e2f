#include "core/diagnose/protection_map.h"

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/diagnose/alignment.h"
#include "core/diagnose/batch_combinations.h"
#include "core/diagnose/candidate.h"
#include "core/diagnose/cluster_means.h"
#include "core/diagnose/communities.h"
#include "core/diagnose/confusion.h"
#include "core/diagnose/covered_batches.h"
#include "core/diagnose/foreign_baseline.h"
#include "core/diagnose/gaps.h"
#include "core/diagnose/hidden_populations.h"
#include "core/diagnose/label_groups.h"
#include "core/diagnose/likeness.h"
#include "core/diagnose/marker_gap.h"
#include "core/diagnose/misjoined.h"
#include "core/diagnose/names.h"
#include "core/diagnose/neighborhood_weights.h"
#include "core/diagnose/own_baseline.h"
#include "core/diagnose/own_clusters.h"
#include "core/diagnose/sample.h"
#include "core/diagnose/sides.h"
#include "core/diagnose/strays.h"
#include "core/diagnose/under_statistic.h"
#include "core/neighbors/neighbors.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>
#include <string>
#include <utility>

namespace counterpoint::diagnose {

namespace {

constexpr std::size_t ownTableWidth = 60;
constexpr std::size_t leidenRuns = 4;
constexpr double leastAloneCells = 10.0;

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
    for (const data::Categories& further : uncorrected.furtherBatches)
        if (further.size() != batch.size())
            refuse("the batch columns do not have the same number of cells");
    if (uncorrected.labels != nullptr && uncorrected.labels->size() != batch.size())
        refuse("the labels do not have the cells of the embedding");
    if (uncorrected.keepApart != nullptr && uncorrected.keepApart->size() != batch.size())
        refuse("the condition to keep apart does not have the cells of the embedding");
    if (uncorrected.expression.known() && uncorrected.expression.values->rows != batch.size())
        refuse("the expression matrix does not have the cells of the embedding");
}

/// Share of the cells whose population lives in one batch only, certainly: large enough to be known
/// there, and no group of another batch could be the same.
double shareAlone(const ProtectionMap& map) {
    const std::vector<std::size_t> testable = testableCells(map.testing, map.batch).sizes();
    const PairTable counts = countByBatch(map.testing, map.batch);
    std::vector<bool> alone(map.testing.count);
    for (std::size_t set = 0; set < alone.size(); ++set) {
        double largest = 0.0;
        for (std::size_t b = 0; b < counts.cols; ++b) largest = std::max(largest, counts(set, b));
        alone[set] = testable[set] == 0 && largest >= leastAloneCells;
    }
    std::vector<bool> doubtful(map.groups.count, false);
    for (std::size_t g = 0; g < doubtful.size(); ++g)
        for (std::size_t h = 0; h < doubtful.size(); ++h)
            if (map.weights.ambiguous(g, h) != 0.0) doubtful[g] = true;
    std::size_t cells = 0;
    for (std::size_t i = 0; i < map.cells(); ++i)
        cells += alone[map.testing.codes[i]] && !doubtful[map.groups.codes[i]] ? 1 : 0;
    return static_cast<double>(cells) / static_cast<double>(map.cells());
}

/// Everything that depends on which links hold.
void applyLinks(ProtectionMap& map) {
    map.testing = joined(map.groups, map.links);
    map.weights = withLinksDecided(
        map.labelled
            ? map.unlinked
            : withLinksFollowed(map.unlinked, map.links, map.groupPresent, map.correlation),
        map.links);
    map.shareAlone = shareAlone(map);
    map.foreignBaseline = foreignBaseline(map, map.clusters);
    map.foreignBaselineOfPopulation = foreignBaselineOfPopulations(map);
    if (map.nothingShared()) map.ownBaseline.clear();
}

NeighborTable tableOf(const data::NeighborGraph& graph) {
    NeighborTable table(graph.cells, graph.k);
    table.indices = graph.indices;
    std::ranges::fill(table.lengths, static_cast<std::uint32_t>(graph.k));
    return table;
}

NeighborTable firstColumns(const NeighborTable& table, std::size_t k) {
    NeighborTable result(table.queries(), std::min(k, table.k));
    for (std::size_t q = 0; q < table.queries(); ++q)
        for (const std::uint32_t cell :
             table.of(q).first(std::min<std::size_t>(result.k, table.lengths[q])))
            result.append(q, cell);
    return result;
}

/// Clusters × clusters: 1 where the groups that most of their cells are of were one before and are
/// two now.
PairTable takenApart(const Partition& clusters, const Partition& before, const Partition& now) {
    const auto groupOf = [&](const Partition& groups) {
        return majorityLabels(clusters,
                              {groups.codes, std::vector<std::string>(groups.count), false});
    };
    const std::vector<std::int32_t> old = groupOf(before);
    const std::vector<std::int32_t> fresh = groupOf(now);
    PairTable apart(clusters.count, clusters.count);
    for (std::size_t c = 0; c < clusters.count; ++c)
        for (std::size_t e = 0; e < clusters.count; ++e)
            apart(c, e) = old[c] == old[e] && fresh[c] != fresh[e] ? 1.0 : 0.0;
    return apart;
}

data::NeighborGraph nearestAligned(const Candidate& chosen, const base::Job& job) {
    return neighbors::findNeighbors(chosen.alignment.aligned, {.k = static_cast<int>(foreignWidth)},
                                    job);
}

/// The batches aligned anew without what had joined groups that are two now.
void alignAnew(const Uncorrected& uncorrected, const NeighborTable& own, const Partition& before,
               Candidate& chosen, const base::Job& job, ProtectionMap& map) {
    chosen.alignment =
        align(uncorrected.pcs, map.batch, chosen.clusters, chosen.means, chosen.batchPairs,
              chosen.confusion, own, takenApart(chosen.clusters, before, map.groups));
    map.alignedNeighbors = tableOf(nearestAligned(chosen, job));
    map.residualShift = chosen.alignment.residualShift;
}

/// Aligned neighbours and groups. Groups that turn out to be two populations are taken apart.
/// Returns how alike the groups are.
Likeness findGroups(const Uncorrected& uncorrected, const NeighborTable& own, Candidate& chosen,
                    const base::Job& job, ProtectionMap& map) {
    const data::NeighborGraph aligned = nearestAligned(chosen, job);
    map.groups = communities(aligned, ownWidth, leidenRuns, job);
    map.alignedNeighbors = tableOf(aligned);
    map.residualShift = chosen.alignment.residualShift;
    if (!uncorrected.expression.known()) return {};
    Likeness likeness = groupLikeness(uncorrected.expression, map.groups, map.batch, job);
    Partition apart = withoutUnlike(map.groups, map.batch, likeness);
    if (apart.count == map.groups.count) return likeness;
    std::swap(map.groups, apart);
    alignAnew(uncorrected, own, apart, chosen, job, map);
    return groupLikeness(uncorrected.expression, map.groups, map.batch, job);
}

/// Takes populations out of groups and clusters that hold two, and aligns the batches anew.
std::vector<HiddenPopulation> findHidden(const Uncorrected& uncorrected, const NeighborTable& own,
                                         Candidate& chosen, const base::Job& job,
                                         ProtectionMap& map) {
    if (!uncorrected.expression.known()) return {};
    const Partition before = map.groups;
    std::vector<HiddenPopulation> hidden = separateMisjoined(
        uncorrected.expression, map.batch, chosen.clusters, chosen.confusion, map.groups, job);
    std::ranges::copy(divideHidden(uncorrected.expression, map.batch, map.alignedNeighbors,
                                   chosen.clusters, map.groups, map.inner.piece, job),
                      std::back_inserter(hidden));
    if (map.groups == before) return hidden;
    chosen.means = clusterMeans(uncorrected.pcs, chosen.clusters, map.batch);
    chosen.confusion = confusion(own, chosen.clusters, map.batch);
    for (const HiddenPopulation& one : hidden)
        chosen.confusion(one.cluster, one.newCluster) =
            chosen.confusion(one.newCluster, one.cluster) = 0.0;
    chosen.batchPairs = matchBatches(uncorrected.pcs, map.batch, chosen.means, chosen.confusion,
                                     chosen.starts, job);
    matchDivided(hidden, chosen.clusters, map.groups, chosen.means, chosen.batchPairs);
    alignAnew(uncorrected, own, before, chosen, job, map);
    return hidden;
}

/// Presence, pair weights, and links where expression is known.
void weighPairs(const Expression& expression, const NeighborTable& own, const Likeness& likeness,
                const std::vector<HiddenPopulation>& hidden, const base::Job& job,
                ProtectionMap& map) {
    const PairTable counts = countByBatch(map.groups, map.batch);
    map.groupPresent = presentForWeights(counts, map.batch.counts());
    map.profiled = expression.known();
    PairTable confused = confusion(own, map.groups, map.batch);
    map.separable = separabilityByBatch(own, map.groups, map.batch, map.groupPresent);
    for (const HiddenPopulation& one : hidden) {
        confused(one.group, one.newGroup) = confused(one.newGroup, one.group) = 0.0;
        PairTable& there = map.separable[one.batch];
        there(one.group, one.newGroup) = there(one.newGroup, one.group) = 1.0;
    }
    if (!expression.known()) {
        map.correlation = groupCorrelations({}, map.groups.count);
        map.unlinked = pairWeights(confused, map.correlation, map.groupPresent);
        return;
    }
    map.correlation = groupCorrelations(
        groupProfiles(expression, map.groups, map.batch, map.groupPresent, job), map.groups.count);
    tellApartWhereTogether(map.correlation, counts, map.separable);
    const PairTable gaps = markerGaps(expression, map.groups, map.batch, job);
    const PairTable alike = likeness.betweenGroups(map.groups.count);
    const PairTable present = livesIn(counts, map.batch.counts());
    map.links = linksOfAlike(
        identityLinks(groupProfiles(expression, map.groups, map.batch, present, job), present),
        likeness, gaps);
    PairTable apart = heldApart(expression, map.groups, map.batch, job);
    const auto asked = [&](std::size_t g, std::size_t h) {
        return map.correlation(g, h) >= profilesOfOne;
    };
    // Genes still hold the shifts of the pieces that batches consist of, which make gaps of their
    // own.
    if (!map.inner.any())
        tellApartByGaps(gapsBetween(expression, map.groups, map.batch, asked, job), apart, confused,
                        map.separable);
    for (const HiddenPopulation& one : hidden)
        apart(one.group, one.newGroup) = apart(one.newGroup, one.group) = 1.0;
    const PairWeights weights = pairWeights(confused, map.correlation, map.groupPresent, apart);
    map.unlinked = withSistersDecided(withLikenessDecided(weights, alike, map.groupPresent, apart),
                                      gaps, alike);
}

NeighborTable nearestOfOwnBatch(const data::Embedding& pcs, const data::Categories& batch,
                                const Queries& queries, const base::Job& job) {
    const Partition batches{batch.codes, batch.levelCount()};
    return nearestWithin(pcs, batches, queries,
                         std::vector<std::size_t>(batches.count, ownTableWidth), job);
}

/// How far batches lie apart; infinity where nobody knows.
PairTable lengthsOf(const std::vector<BatchPair>& pairs, std::size_t batches) {
    PairTable lengths(batches, batches, std::numeric_limits<double>::infinity());
    for (const BatchPair& pair : pairs)
        lengths(pair.first, pair.second) = lengths(pair.second, pair.first) =
            std::sqrt(std::inner_product(pair.translation.begin(), pair.translation.end(),
                                         pair.translation.begin(), 0.0));
    return lengths;
}

/// Clusters within batches, groups across them and how they weigh, in a space without the shifts of
/// pieces.
void findPopulations(const Uncorrected& uncorrected, const NeighborTable& own, const base::Job& job,
                     ProtectionMap& map) {
    Candidate chosen = bestCandidate(uncorrected.pcs, map.batch, own, job);
    job.progress(0.6);
    map.ownNeighbors = firstColumns(own, ownWidth);
    Likeness likeness = findGroups(uncorrected, own, chosen, job, map);
    const std::vector<HiddenPopulation> hidden = findHidden(uncorrected, own, chosen, job, map);
    const bool moved = moveStrays(chosen.alignment.aligned, map.batch, map.groups);
    if (uncorrected.expression.known() && (moved || !hidden.empty()))
        likeness = groupLikeness(uncorrected.expression, map.groups, map.batch, job);
    map.clusters = chosen.clusters;
    map.clusterBatch = chosen.means.batch;
    map.clusterWeight = separability(chosen.confusion);
    map.ownForeignBefore = otherClusterShares(map.clusters, map.clusterWeight, map.batch, own);
    job.progress(0.9);
    weighPairs(uncorrected.expression, own, likeness, hidden, job, map);
    if (uncorrected.labels != nullptr) {
        const Partition before = map.groups;
        useLabels(map, *uncorrected.labels);
        map.labelled = true;
        if (map.groups.count != before.count) alignAnew(uncorrected, own, before, chosen, job, map);
    }
    map.courses = courses(uncorrected.pcs, uncorrected.expression, map.clusters, map.clusterBatch,
                          map.groups, map.ownNeighbors, job);
    map.ownBaseline = ownBaseline(chosen.alignment.aligned, map.clusters, map.clusterWeight,
                                  map.batch, map.ownForeignBefore, job);
    if (map.inner.any())
        map.idealWithPieces = map.inner.with(chosen.alignment.aligned, map.batch,
                                             lengthsOf(chosen.batchPairs, map.batch.levelCount()));
}

/// Populations where batches consist of pieces. Without the shifts of these more of the populations
/// are shared; where fewer are, something else was taken for pieces, and the map has none.
ProtectionMap withPieces(const Uncorrected& uncorrected, const NeighborTable& own,
                         const base::Job& job, ProtectionMap map) {
    constexpr double nearlyAll = 0.98;
    ProtectionMap plain = map;
    plain.inner = {};
    const data::Embedding middle = map.inner.without(uncorrected.pcs, map.batch);
    findPopulations({.pcs = middle,
                     .batch = uncorrected.batch,
                     .expression = uncorrected.expression,
                     .labels = uncorrected.labels},
                    nearestOfOwnBatch(middle, map.batch, {everyCell(middle.rows).cells}, job), job,
                    map);
    const double shared = sharedByBatches(map.groups, map.batch);
    if (shared >= nearlyAll) return map;
    findPopulations(uncorrected, own, base::Job(job.stopToken(), job.threads(), job.seed()), plain);
    return sharedByBatches(plain.groups, plain.batch) > shared ? plain : map;
}

}  // namespace

UnderStatistic underBeyondPieces(const ProtectionMap& map, const data::Embedding& corrected,
                                 const Partition& sets, const Sample& sample,
                                 const data::NeighborGraph* graph, const base::Job& job) {
    UnderStatistic result = underStatistic(corrected, map.batch, sets, sample, graph, job);
    if (!map.inner.any()) return result;
    const bool mixes = result.total.value <= underLimit;
    const UnderStatistic ideal =
        underStatistic(map.idealWithPieces, map.batch, sets, sample, nullptr, job);
    const auto subtract = [](Estimate& from, const Estimate& what) {
        if (!what.defined() || !from.defined()) return;
        const double explained = std::clamp(what.value, 0.0, std::max(0.0, from.value));
        from.value -= explained;
        from.low -= explained;
        from.high -= explained;
    };
    for (std::size_t set = 0; set < result.bySet.size(); ++set)
        subtract(result.bySet[set], ideal.bySet[set]);
    subtract(result.total, ideal.total);
    // Where pieces alone keep batches apart, nobody sees what else does.
    if (ideal.total.value > 1.0 - underLimit && !mixes) result.total = {};
    return result;
}

ProtectionMap protect(const Uncorrected& uncorrected, const base::Job& job) {
    check(uncorrected);
    if (!uncorrected.furtherBatches.empty()) {
        const data::Categories combined =
            batchCombinations(uncorrected.batch, uncorrected.furtherBatches);
        ProtectionMap map = protect({.pcs = uncorrected.pcs,
                                     .batch = combined,
                                     .expression = uncorrected.expression,
                                     .neighbors = uncorrected.neighbors,
                                     .labels = uncorrected.labels,
                                     .keepApart = uncorrected.keepApart},
                                    job);
        map.batchVariables.assign(uncorrected.furtherBatches.begin(),
                                  uncorrected.furtherBatches.end());
        map.batchVariables.push_back(uncorrected.batch);
        return map;
    }
    const data::Embedding& pcs = uncorrected.pcs;
    ProtectionMap map;
    map.batch = uncorrected.batch;
    const Sample everyone = everyCell(pcs.rows);
    map.uncorrectedNeighbors =
        nearestOfAll(pcs, {everyone.cells, uncorrected.neighbors}, foreignWidth, job);
    job.progress(0.2);
    const NeighborTable own =
        nearestOfOwnBatch(pcs, map.batch, {everyone.cells, uncorrected.neighbors}, job);
    job.progress(0.3);
    map.inner =
        innerShifts(pcs, map.batch, ownClusters(own, map.batch, job), uncorrected.keepApart, job);
    if (map.inner.any())
        map = withPieces(uncorrected, own, job, std::move(map));
    else
        findPopulations(uncorrected, own, job, map);
    map.underBefore = underBeyondPieces(map, pcs, map.groups, everyone, nullptr, job).total;
    applyLinks(map);
    job.progress(1.0);
    return map;
}

ProtectionMap withLinks(ProtectionMap map, std::vector<IdentityLink> links) {
    map.links = std::move(links);
    applyLinks(map);
    return map;
}

std::uint32_t typicalCell(const ProtectionMap& map, std::int32_t group) {
    std::uint32_t deepest = 0;
    std::ptrdiff_t most = -1;
    for (std::uint32_t i = 0; i < map.cells(); ++i) {
        if (map.groups.codes[i] != group) continue;
        const auto own = std::ranges::count_if(
            map.alignedNeighbors.of(i),
            [&](std::uint32_t other) { return map.groups.codes[other] == group; });
        if (own <= most) continue;
        most = own;
        deepest = i;
    }
    return deepest;
}

}  // namespace counterpoint::diagnose
