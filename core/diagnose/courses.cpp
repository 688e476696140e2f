#include "core/diagnose/courses.h"

#include "core/base/parallel.h"
#include "core/diagnose/batch_cluster.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace counterpoint::diagnose {

namespace {

constexpr std::size_t leastCells = 24;
constexpr std::size_t nearest = 8;
constexpr std::size_t leastNear = 3;
constexpr double recurring = 0.7;  ///< cosine of courses in two batches: the same biology
/// Clusters that share so much of the same groups are of one population. A long course is two
/// groups, and which of the two holds most of a cluster is up to chance.
constexpr double leastOverlap = 0.3;

/// The cells without what the logarithm of the number of genes in each explains.
data::Embedding withoutDepth(const data::Embedding& pcs, const data::CsrMatrix& values,
                             const std::vector<std::uint32_t>& cells) {
    data::Embedding result = data::takeRows(pcs, cells);
    const auto count = static_cast<double>(cells.size());
    Vector depth;
    for (const std::uint32_t cell : cells)
        depth.push_back(std::log1p(static_cast<double>(values.rowSize(cell))));
    double mean = 0.0;
    for (const double x : depth) mean += x / count;
    double squares = 0.0;
    for (double& x : depth) {
        x -= mean;
        squares += x * x;
    }
    if (!(squares > 0.0)) return result;
    for (std::size_t j = 0; j < pcs.cols; ++j) {
        double slope = 0.0;
        for (std::size_t i = 0; i < cells.size(); ++i) slope += depth[i] * result(i, j) / squares;
        for (std::size_t i = 0; i < cells.size(); ++i)
            result(i, j) -= static_cast<float>(slope * depth[i]);
    }
    return result;
}

/// The direction of the largest variance, by powers of the covariance.
Vector leading(const Vector& covariance, std::size_t dims) {
    constexpr int rounds = 200;
    Vector way(dims, 0.0);
    std::size_t widest = 0;
    for (std::size_t j = 1; j < dims; ++j)
        if (covariance[j * dims + j] > covariance[widest * dims + widest]) widest = j;
    way[widest] = 1.0;
    for (int round = 0; round < rounds; ++round) {
        Vector next(dims, 0.0);
        for (std::size_t i = 0; i < dims; ++i)
            for (std::size_t j = 0; j < dims; ++j) next[i] += covariance[i * dims + j] * way[j];
        const double length = std::sqrt(squaredLength(next));
        if (!(length > 0.0)) break;
        for (double& x : next) x /= length;
        way = std::move(next);
    }
    return way;
}

/// The share of the variance along `way`, the leading direction, that is more than what the next
/// one has. The rest may be noise: neighbours in the same space share it, and a correction that
/// measures cells anew, as scVI does, rightly loses it.
double beyondNoise(BatchCluster cluster, const Vector& way) {
    const std::size_t dims = way.size();
    const double variance = cluster.varianceAlong(way);
    if (!(variance > 0.0)) return 0.0;
    for (std::size_t i = 0; i < dims; ++i)
        for (std::size_t j = 0; j < dims; ++j)
            cluster.covariance[i * dims + j] -= variance * way[i] * way[j];
    return 1.0 - cluster.varianceAlong(leading(cluster.covariance, dims)) / variance;
}

/// Clusters × groups: how much of a cluster is of a group.
PairTable sharesOfGroups(const std::vector<std::vector<std::uint32_t>>& clusters,
                         const Partition& groups) {
    PairTable shares(clusters.size(), groups.count);
    for (std::size_t c = 0; c < clusters.size(); ++c)
        for (const std::uint32_t cell : clusters[c])
            shares(c, groups.codes[cell]) += 1.0 / static_cast<double>(clusters[c].size());
    return shares;
}

/// The part of two clusters that is of the same groups.
double overlap(const PairTable& shares, std::size_t c, std::size_t e) {
    double sum = 0.0;
    for (std::size_t g = 0; g < shares.cols; ++g) sum += std::min(shares(c, g), shares(e, g));
    return sum;
}

/// Mean distance of every number to all others.
std::vector<float> meanDistances(const std::vector<double>& places) {
    std::vector<std::size_t> order(places.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return places[i]; });
    double all = 0.0;
    for (const double place : places) all += place;
    std::vector<float> result(places.size());
    double below = 0.0;
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
        const double place = places[order[rank]];
        const auto before = static_cast<double>(rank);
        const auto count = static_cast<double>(order.size());
        const double sum = place * before - below + (all - below) - place * (count - before);
        result[order[rank]] = static_cast<float>(sum / count);
        below += place;
    }
    return result;
}

}  // namespace

double Courses::followed(const Partition& clusters, std::uint32_t cell,
                         std::span<const std::uint32_t> ownNeighbors) const {
    double apart = 0.0;
    std::size_t near = 0;
    for (const std::uint32_t neighbor : ownNeighbors) {
        if (near == nearest) break;
        if (clusters.codes[neighbor] != clusters.codes[cell]) continue;
        apart += std::abs(place[cell] - place[neighbor]);
        ++near;
    }
    if (near < leastNear || !(spread[cell] > 0.0F)) return before[cell];
    return 1.0 - apart / (static_cast<double>(near) * spread[cell]);
}

Courses courses(const data::Embedding& pcs, const Expression& expression, const Partition& clusters,
                const std::vector<std::int32_t>& clusterBatch, const Partition& groups,
                const NeighborTable& ownNeighbors, const base::Job& job) {
    if (!expression.known()) return {};
    const auto members = clusters.members();
    Courses result;
    result.place.assign(pcs.rows, 0.0F);
    result.spread.assign(pcs.rows, 0.0F);
    result.before.assign(pcs.rows, 0.0F);
    result.ofCluster.assign(members.size(), 0);
    std::vector<Vector> ways(members.size());
    base::parallelBlocks(job, members.size(), 1, [&](std::size_t c, std::size_t, std::size_t) {
        if (members[c].size() < leastCells) return;
        const data::Embedding own = withoutDepth(pcs, *expression.values, members[c]);
        std::vector<std::uint32_t> rows(own.rows);
        std::iota(rows.begin(), rows.end(), 0U);
        const BatchCluster cluster = batchCluster(own, std::move(rows));
        ways[c] = leading(cluster.covariance, pcs.cols);
        const double kept = beyondNoise(cluster, ways[c]);
        std::vector<double> places(members[c].size(), 0.0);
        for (std::size_t i = 0; i < places.size(); ++i)
            for (std::size_t j = 0; j < pcs.cols; ++j)
                places[i] += ways[c][j] * (own(i, j) - cluster.mean[j]);
        const std::vector<float> spread = meanDistances(places);
        for (std::size_t i = 0; i < places.size(); ++i) {
            result.place[members[c][i]] = static_cast<float>(places[i]);
            result.spread[members[c][i]] = spread[i];
        }
        for (const std::uint32_t cell : members[c])
            result.before[cell] =
                static_cast<float>(kept * result.followed(clusters, cell, ownNeighbors.of(cell)));
    });
    const PairTable shares = sharesOfGroups(members, groups);
    for (std::size_t c = 0; c < members.size(); ++c) {
        bool recurs = false;
        for (std::size_t e = 0; e < members.size(); ++e)
            recurs = recurs ||
                     (!ways[c].empty() && !ways[e].empty() && clusterBatch[c] != clusterBatch[e] &&
                      overlap(shares, c, e) >= leastOverlap &&
                      std::abs(dot(ways[c], ways[e])) > recurring);
        result.ofCluster[c] = recurs ? 1 : 0;
    }
    return result;
}

}  // namespace counterpoint::diagnose
