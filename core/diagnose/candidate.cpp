#include "core/diagnose/candidate.h"

#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/diagnose/communities.h"
#include "core/diagnose/confusion.h"
#include "core/diagnose/neighborhood_weights.h"
#include "core/diagnose/own_clusters.h"
#include "core/diagnose/sample.h"
#include "core/diagnose/under_statistic.h"
#include "core/neighbors/neighbors.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

namespace counterpoint::diagnose {

namespace {

constexpr std::size_t cuts = 8;
constexpr std::size_t sketchCells = 4000;
constexpr std::uint64_t sketchStream = 0x5ce7c4;
/// Of misfit, for a way as long as the shortest one and the spread of the cells together. In units
/// of the shortest way alone, any cost from 0.7 to 5 laid the clusters of 1322 sets of the
/// development series on each other equally well: 2 or 3 of the sets more than a tenth of the cells
/// worse than their best candidate, 7 where misfit alone decides.
constexpr double costOfLength = 2.0;
/// More misfit than the best candidate has is no good at any length: where batches share little,
/// ways that are too short fit worse.
constexpr double mostMisfit = 0.1;

/// U of the aligned space within groups found there, from at most `sketchCells` cells.
double misfitOf(const data::Embedding& aligned, const data::Categories& batch,
                const base::Job& job) {
    std::vector<std::uint32_t> cells =
        base::permutation(aligned.rows, base::Random(job.seed(), sketchStream));
    cells.resize(std::min(cells.size(), sketchCells));
    std::ranges::sort(cells);
    const data::Embedding sketch = data::takeRows(aligned, cells);
    const data::NeighborGraph graph =
        neighbors::findNeighbors(sketch, {.k = static_cast<int>(foreignWidth)}, job);
    data::Categories sketchBatch = batch;
    sketchBatch.codes.clear();
    for (const std::uint32_t cell : cells) sketchBatch.codes.push_back(batch.codes[cell]);
    const UnderStatistic under =
        underStatistic(sketch, sketchBatch, communities(graph, ownWidth, 1, job),
                       everyCell(cells.size()), &graph, job);
    return under.total.defined() ? under.total.value : 1.0;
}

Alignment alignmentOf(const Candidate& candidate, const data::Embedding& pcs,
                      const data::Categories& batch, const NeighborTable& own) {
    return align(pcs, batch, candidate.clusters, candidate.means, candidate.batchPairs,
                 candidate.confusion, own);
}

bool sameWays(const std::vector<BatchPair>& a, const std::vector<BatchPair>& b) {
    return std::ranges::equal(a, b, {}, &BatchPair::translation, &BatchPair::translation);
}

/// One way to cut the batches, with the ways to bring the clusters together that are found from
/// either start; not aligned, which takes the memory of the cells each time.
std::vector<Candidate> makeCandidates(const data::Embedding& pcs, const data::Categories& batch,
                                      const NeighborTable& own, const base::Job& job) {
    Candidate cut;
    cut.clusters = ownClusters(own, batch, job);
    cut.confusion = confusion(own, cut.clusters, batch);
    cut.means = clusterMeans(pcs, cut.clusters, batch);
    std::vector<Candidate> result;
    for (const Starts starts : {Starts::Means, Starts::Clusters}) {
        std::vector<BatchPair> pairs =
            matchBatches(pcs, batch, cut.means, cut.confusion, starts, job);
        if (!result.empty() && sameWays(pairs, result.back().batchPairs)) continue;
        Candidate& candidate = result.emplace_back(cut);
        candidate.starts = starts;
        candidate.batchPairs = std::move(pairs);
        candidate.misfit = misfitOf(alignmentOf(candidate, pcs, batch, own).aligned, batch, job);
    }
    return result;
}

/// Of the candidates that fit nearly as well as the best, the one with the least misfit and length
/// of ways together. Ways much shorter than cells lie apart are all the same.
std::size_t shortAndFitting(const std::vector<Candidate>& candidates, double spread) {
    const double least = std::ranges::min_element(candidates, {}, &Candidate::misfit)->misfit;
    double shortest = std::numeric_limits<double>::infinity();
    for (const Candidate& candidate : candidates)
        shortest = std::min(shortest, meanLength(candidate.batchPairs));
    std::vector<double> costs;
    for (const Candidate& candidate : candidates)
        costs.push_back(candidate.misfit > least + mostMisfit
                            ? std::numeric_limits<double>::infinity()
                            : candidate.misfit + costOfLength * meanLength(candidate.batchPairs) /
                                                     std::max(shortest + spread, 1e-9));
    return static_cast<std::size_t>(std::ranges::min_element(costs) - costs.begin());
}

}  // namespace

Candidate bestCandidate(const data::Embedding& pcs, const data::Categories& batch,
                        const NeighborTable& own, const base::Job& job) {
    std::vector<std::vector<Candidate>> ofCut(cuts);
    base::parallelBlocks(job, cuts, 1, [&](std::size_t i, std::size_t, std::size_t) {
        const base::Job one(job.stopToken(), 1, base::mix(job.seed()) + i);
        ofCut[i] = makeCandidates(pcs, batch, own, one);
    });
    std::vector<Candidate> candidates;
    for (auto& some : ofCut) std::ranges::move(some, std::back_inserter(candidates));
    Candidate best = std::move(candidates[shortAndFitting(candidates, spreadOf(pcs))]);
    best.alignment = alignmentOf(best, pcs, batch, own);
    return best;
}

}  // namespace counterpoint::diagnose
