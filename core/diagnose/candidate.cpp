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
#include <utility>

namespace counterpoint::diagnose {

namespace {

constexpr std::size_t candidateCount = 8;
constexpr std::size_t sketchCells = 4000;
constexpr std::uint64_t sketchStream = 0x5ce7c4;

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

Candidate makeCandidate(const data::Embedding& pcs, const data::Categories& batch,
                        const NeighborTable& own, const base::Job& job) {
    Candidate result;
    result.clusters = ownClusters(own, batch, job);
    result.confusion = confusion(own, result.clusters, batch);
    result.means = clusterMeans(pcs, result.clusters, batch);
    result.batchPairs = matchBatches(pcs, batch, result.means, job);
    result.alignment =
        align(pcs, batch, result.clusters, result.means, result.batchPairs, result.confusion, own);
    result.misfit = misfitOf(result.alignment.aligned, batch, job);
    return result;
}

}  // namespace

Candidate bestCandidate(const data::Embedding& pcs, const data::Categories& batch,
                        const NeighborTable& own, const base::Job& job) {
    std::vector<Candidate> candidates(candidateCount);
    base::parallelBlocks(job, candidateCount, 1, [&](std::size_t i, std::size_t, std::size_t) {
        const base::Job one(job.stopToken(), 1, base::mix(job.seed()) + i);
        candidates[i] = makeCandidate(pcs, batch, own, one);
    });
    return std::move(*std::ranges::min_element(candidates, {}, &Candidate::misfit));
}

}  // namespace counterpoint::diagnose
