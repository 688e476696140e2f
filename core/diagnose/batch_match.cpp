#include "core/diagnose/batch_match.h"

#include "core/base/parallel.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <span>
#include <utility>

namespace counterpoint::diagnose {

namespace {

constexpr double leastCells = 8.0;
constexpr int rounds = 4;
constexpr std::size_t enoughForMedian = 3;
constexpr std::size_t mostLaid = 12;          ///< clusters of a batch laid on those of another
constexpr std::size_t mostClusterStarts = 5;  ///< the best of these
/// One population laid on another always matches: where such starts are tried, so much of the
/// largest is no evidence. With half of it batches of one large population each are laid on each
/// other (composition_101000004); with all of it batches that truly share one alone are not
/// (cell_lines_pca, one line in one batch only).
constexpr double unearned = 0.75;
/// Batches that share little can be laid on each other wrongly with more cells matched than
/// rightly, but further away (disjoint_7000010; the prototype's 0.02 is too little). From 0.15 on,
/// the cell lines of cell_lines_pca, whose batches truly lie far apart, are matched wrongly.
constexpr double costOfDistance = 0.10;
/// Two ways from batch to batch contradict each other when their ends lie this far apart, in units
/// of the typical distance of clusters within a batch. Wrong pairs of composition sets (seeds
/// 17000000, 19000000) 0.93 to 1.28, pairs of flat populations, each cut in its own way, up to
/// 0.78.
constexpr double contradiction = 0.8;
/// Clusters of a batch are pieces of one population from this confusion on: below it they are
/// surely apart (spec A2).
constexpr double leastOfOne = 0.15;

using Vector = std::vector<double>;

/// What the search for translations knows of the data.
struct Setting {
    const ClusterMeans& clusters;
    const PairTable& confusion;
    std::vector<std::vector<std::size_t>> ofBatch;  ///< clusters large enough to have a mean
    Vector ownDistance;  ///< of a cluster to the nearest other of its batch; infinity if alone
    std::vector<Vector> cellMeans;  ///< of batches
    double cells = 0.0;
    double scale = 0.0;  ///< spread of the cells
};

Setting settingOf(const data::Embedding& pcs, const data::Categories& batch,
                  const ClusterMeans& clusters, const PairTable& confusion) {
    Setting setting{clusters, confusion, {}, {}, {}, static_cast<double>(pcs.rows), 0.0};
    setting.ofBatch.resize(batch.levelCount());
    for (std::size_t c = 0; c < clusters.count(); ++c)
        if (clusters.sizes[c] >= leastCells) setting.ofBatch[clusters.batch[c]].push_back(c);

    const Vector nowhere(pcs.cols, 0.0);
    setting.ownDistance.assign(clusters.count(), std::numeric_limits<double>::infinity());
    for (const auto& all : setting.ofBatch)
        for (const std::size_t c : all)
            for (const std::size_t e : all)
                if (c != e)
                    setting.ownDistance[c] =
                        std::min(setting.ownDistance[c], distanceBetween(clusters, c, nowhere, e));

    const std::vector<std::size_t> batchSizes = batch.counts();
    setting.cellMeans.assign(batch.levelCount(), nowhere);
    for (std::size_t i = 0; i < pcs.rows; ++i)
        for (std::size_t j = 0; j < pcs.cols; ++j)
            setting.cellMeans[batch.codes[i]][j] += pcs(i, j);
    for (std::size_t b = 0; b < batchSizes.size(); ++b)
        for (double& x : setting.cellMeans[b])
            x /= static_cast<double>(std::max<std::size_t>(1, batchSizes[b]));
    setting.scale = spreadOf(pcs);
    return setting;
}

/// The clusters of two batches that are each other's nearest under a translation.
struct Mutual {
    std::vector<MatchedPair> accepted;  ///< nearer than either is to its own batch's others
    std::vector<MatchedPair> all;
};

Mutual mutualNearest(const Setting& setting, std::size_t x, std::size_t y,
                     std::span<const double> shift) {
    const auto& first = setting.ofBatch[x];
    const auto& second = setting.ofBatch[y];
    PairTable distances(first.size(), second.size());
    std::vector<std::size_t> toSecond(first.size(), 0);
    std::vector<std::size_t> toFirst(second.size(), 0);
    for (std::size_t i = 0; i < first.size(); ++i)
        for (std::size_t j = 0; j < second.size(); ++j) {
            distances(i, j) = distanceBetween(setting.clusters, first[i], shift, second[j]);
            if (distances(i, j) < distances(i, toSecond[i])) toSecond[i] = j;
            if (distances(i, j) < distances(toFirst[j], j)) toFirst[j] = i;
        }
    Mutual mutual;
    for (std::size_t i = 0; i < first.size(); ++i) {
        const std::size_t j = toSecond[i];
        if (toFirst[j] != i) continue;
        const double own = std::min(setting.ownDistance[first[i]], setting.ownDistance[second[j]]);
        MatchedPair pair;
        pair.first = static_cast<std::int32_t>(first[i]);
        pair.second = static_cast<std::int32_t>(second[j]);
        pair.cells = std::min(setting.clusters.sizes[first[i]], setting.clusters.sizes[second[j]]);
        pair.doubt = std::isinf(own) ? 0.0 : distances(i, j) / own;
        mutual.all.push_back(pair);
        if (distances(i, j) < own) mutual.accepted.push_back(pair);
    }
    return mutual;
}

double median(Vector values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    if (values.size() % 2 == 1) return *middle;
    return (*middle + *std::max_element(values.begin(), middle)) / 2.0;
}

/// Where the pairs say the first batch should go: median displacement, or a weighted mean of few.
Vector displacement(const ClusterMeans& clusters, const std::vector<MatchedPair>& pairs) {
    Vector result(clusters.dims, 0.0);
    for (std::size_t j = 0; j < clusters.dims; ++j) {
        Vector gaps;
        double weighted = 0.0;
        double weights = 0.0;
        for (const MatchedPair& pair : pairs) {
            gaps.push_back(clusters.mean(pair.second)[j] - clusters.mean(pair.first)[j]);
            weighted += std::sqrt(pair.cells) * gaps.back();
            weights += std::sqrt(pair.cells);
        }
        result[j] = pairs.size() >= enoughForMedian ? median(gaps) : weighted / weights;
    }
    return result;
}

bool nearlyEqual(const Vector& a, const Vector& b) {
    for (std::size_t j = 0; j < a.size(); ++j)
        if (std::abs(a[j] - b[j]) > 1e-8 + 1e-5 * std::abs(b[j])) return false;
    return true;
}

Vector difference(const Vector& to, const Vector& from) {
    Vector result = to;
    for (std::size_t j = 0; j < to.size(); ++j) result[j] -= from[j];
    return result;
}

Vector meanOfMeans(const Setting& setting, std::size_t batch) {
    Vector mean(setting.clusters.dims, 0.0);
    for (const std::size_t c : setting.ofBatch[batch])
        for (std::size_t j = 0; j < mean.size(); ++j) mean[j] += setting.clusters.mean(c)[j];
    for (double& x : mean) x /= static_cast<double>(setting.ofBatch[batch].size());
    return mean;
}

double length(const Vector& v) {
    double squared = 0.0;
    for (const double x : v) squared += x * x;
    return std::sqrt(squared);
}

/// Follows what the pairs say from a first guess until it stays.
BatchPair matchFrom(const Setting& setting, std::size_t x, std::size_t y, Vector shift) {
    for (int round = 0; round < rounds; ++round) {
        const Mutual mutual = mutualNearest(setting, x, y, shift);
        Vector next =
            displacement(setting.clusters, mutual.accepted.empty() ? mutual.all : mutual.accepted);
        if (nearlyEqual(next, shift)) break;
        shift = std::move(next);
    }
    std::vector<MatchedPair> matches = mutualNearest(setting, x, y, shift).accepted;
    return {static_cast<std::int32_t>(x), static_cast<std::int32_t>(y), std::move(shift),
            std::move(matches)};
}

/// Whether two matches are of pieces of one population, cut in both batches.
bool areOfOne(const PairTable& confusion, const MatchedPair& a, const MatchedPair& b) {
    return confusion(a.first, b.first) > leastOfOne && confusion(a.second, b.second) > leastOfOne;
}

/// The cells of the largest population among matches, all pieces of it.
double largestPopulation(const Setting& setting, const std::vector<MatchedPair>& matches) {
    double largest = 0.0;
    for (std::size_t i = 0; i < matches.size(); ++i) {
        double cells = 0.0;
        for (std::size_t k = 0; k < matches.size(); ++k)
            if (i == k || areOfOne(setting.confusion, matches[i], matches[k]))
                cells += matches[k].cells;
        largest = std::max(largest, cells);
    }
    return largest;
}

/// Cells that find a counterpart under a translation, less what it costs to come so far.
double scoreOf(const Setting& setting, const Vector& translation,
               const std::vector<MatchedPair>& matches, Starts starts) {
    double score = -costOfDistance * setting.cells * length(translation) / setting.scale;
    for (const MatchedPair& match : matches) score += match.cells;
    return starts == Starts::Clusters ? score - unearned * largestPopulation(setting, matches)
                                      : score;
}

/// The largest clusters of a batch, by size.
std::vector<std::size_t> largestClusters(const Setting& setting, std::size_t batch) {
    std::vector<std::size_t> clusters = setting.ofBatch[batch];
    std::ranges::stable_sort(clusters, std::greater<>{},
                             [&](std::size_t c) { return setting.clusters.sizes[c]; });
    clusters.resize(std::min(clusters.size(), mostLaid));
    return clusters;
}

/// The translations of one large cluster onto another under which most cells find a counterpart.
std::vector<Vector> clusterOnCluster(const Setting& setting, std::size_t x, std::size_t y) {
    std::vector<std::pair<double, Vector>> all;
    for (const std::size_t c : largestClusters(setting, x))
        for (const std::size_t e : largestClusters(setting, y)) {
            const auto from = setting.clusters.mean(c);
            const auto to = setting.clusters.mean(e);
            Vector start = difference({to.begin(), to.end()}, {from.begin(), from.end()});
            const double score = scoreOf(
                setting, start, mutualNearest(setting, x, y, start).accepted, Starts::Clusters);
            all.emplace_back(score, std::move(start));
        }
    std::ranges::stable_sort(all, std::greater<>{}, &std::pair<double, Vector>::first);
    std::vector<Vector> best;
    for (std::size_t i = 0; i < std::min(all.size(), mostClusterStarts); ++i)
        best.push_back(std::move(all[i].second));
    return best;
}

BatchPair matchPair(const Setting& setting, std::size_t x, std::size_t y, Starts starts) {
    std::vector<Vector> from;
    if (starts == Starts::Clusters) from = clusterOnCluster(setting, x, y);
    from.push_back(difference(meanOfMeans(setting, y), meanOfMeans(setting, x)));
    from.push_back(difference(setting.cellMeans[y], setting.cellMeans[x]));
    from.emplace_back(setting.clusters.dims, 0.0);
    BatchPair best;
    double bestScore = -std::numeric_limits<double>::infinity();
    for (const Vector& start : from) {
        BatchPair found = matchFrom(setting, x, y, start);
        const double score = scoreOf(setting, found.translation, found.matches, starts);
        if (score <= bestScore) continue;
        bestScore = score;
        best = std::move(found);
    }
    return best;
}

/// Follows what the pairs say from where others lead, and stays there where no cluster finds a
/// counterpart: batches that share nothing are brought together by others alone.
BatchPair matchNear(const Setting& setting, std::size_t x, std::size_t y, const Vector& through) {
    if (mutualNearest(setting, x, y, through).accepted.empty())
        return {static_cast<std::int32_t>(x), static_cast<std::int32_t>(y), through, {}};
    return matchFrom(setting, x, y, through);
}

/// How many populations say the same as the one that says it best, doubtful ones less. Any
/// population can be laid on any other, also piece by piece, so the first one is no evidence. Not
/// their cells: where batches differ in composition, a large population laid on another one matches
/// more cells than the truth.
double certaintyOf(const Setting& setting, const BatchPair& pair) {
    std::vector<MatchedPair> matches = pair.matches;
    std::ranges::stable_sort(matches, {}, &MatchedPair::doubt);
    double certainty = 0.0;
    for (std::size_t i = 1; i < matches.size(); ++i) {
        const bool isPiece =
            std::ranges::any_of(std::span(matches).first(i), [&](const MatchedPair& surer) {
                return areOfOne(setting.confusion, surer, matches[i]);
            });
        if (!isPiece) certainty += 1.0 - matches[i].doubt;
    }
    return certainty;
}

/// The pairs that lead from every batch to every other one most certainly, and by the shortest way
/// where that does not decide.
std::vector<std::size_t> surestTree(const Setting& setting, const std::vector<BatchPair>& pairs) {
    std::vector<std::size_t> order(pairs.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](std::size_t p) {
        return std::pair(-certaintyOf(setting, pairs[p]), length(pairs[p].translation));
    });
    std::vector<std::size_t> tree;
    std::vector<std::size_t> part(setting.ofBatch.size());
    std::iota(part.begin(), part.end(), std::size_t{0});
    for (const std::size_t p : order) {
        const std::size_t from = part[pairs[p].first];
        const std::size_t to = part[pairs[p].second];
        if (from == to) continue;
        std::ranges::replace(part, from, to);
        tree.push_back(p);
    }
    return tree;
}

/// Where the tree brings every batch, with the first batch that it reaches where it is.
std::vector<Vector> placesOf(const std::vector<BatchPair>& pairs,
                             const std::vector<std::size_t>& tree, std::size_t batches,
                             std::size_t dims) {
    std::vector<Vector> places(batches);
    if (tree.empty()) return places;
    places[pairs[tree.front()].first].assign(dims, 0.0);
    for (bool more = true; more;) {
        more = false;
        for (const std::size_t p : tree) {
            Vector& first = places[pairs[p].first];
            Vector& second = places[pairs[p].second];
            if (first.empty() == second.empty()) continue;
            more = true;
            const double sign = first.empty() ? 1.0 : -1.0;
            Vector& joins = first.empty() ? first : second;
            joins = first.empty() ? second : first;
            for (std::size_t j = 0; j < dims; ++j) joins[j] += sign * pairs[p].translation[j];
        }
    }
    return places;
}

/// How far clusters of two batches typically lie from the nearest other one of their batch.
double typicalDistance(const Setting& setting, const BatchPair& pair) {
    Vector distances;
    for (const std::int32_t batch : {pair.first, pair.second})
        for (const std::size_t c : setting.ofBatch[batch])
            if (std::isfinite(setting.ownDistance[c])) distances.push_back(setting.ownDistance[c]);
    return distances.empty() ? 0.0 : median(std::move(distances));
}

/// Pairs of batches that contradict the way through others: the least certain one of them was laid
/// on the other wrongly, and starts again from where surer pairs lead.
void matchAgainThroughOthers(const Setting& setting, std::vector<BatchPair>& pairs,
                             const base::Job& job) {
    const std::size_t batches = setting.ofBatch.size();
    const std::vector<std::size_t> tree = surestTree(setting, pairs);
    const std::vector<Vector> places = placesOf(pairs, tree, batches, setting.clusters.dims);
    base::parallelBlocks(job, pairs.size(), 1, [&](std::size_t p, std::size_t, std::size_t) {
        BatchPair& pair = pairs[p];
        const Vector through = difference(places[pair.first], places[pair.second]);
        if (length(difference(through, pair.translation)) >
            contradiction * typicalDistance(setting, pair))
            pair = matchNear(setting, pair.first, pair.second, through);
    });
}

}  // namespace

std::vector<BatchPair> matchBatches(const data::Embedding& pcs, const data::Categories& batch,
                                    const ClusterMeans& clusters, const PairTable& confusion,
                                    Starts starts, const base::Job& job) {
    const Setting setting = settingOf(pcs, batch, clusters, confusion);
    std::vector<BatchPair> pairs;
    for (std::size_t x = 0; x < setting.ofBatch.size(); ++x)
        for (std::size_t y = x + 1; y < setting.ofBatch.size(); ++y)
            if (!setting.ofBatch[x].empty() && !setting.ofBatch[y].empty())
                pairs.push_back(
                    {static_cast<std::int32_t>(x), static_cast<std::int32_t>(y), {}, {}});
    base::parallelBlocks(job, pairs.size(), 1, [&](std::size_t p, std::size_t, std::size_t) {
        pairs[p] = matchPair(setting, pairs[p].first, pairs[p].second, starts);
    });
    matchAgainThroughOthers(setting, pairs, job);
    return pairs;
}

double meanLength(const std::vector<BatchPair>& pairs) {
    double total = 0.0;
    for (const BatchPair& pair : pairs) total += length(pair.translation);
    return pairs.empty() ? 0.0 : total / static_cast<double>(pairs.size());
}

double spreadOf(const data::Embedding& pcs) {
    const auto cells = static_cast<double>(pcs.rows);
    Vector mean(pcs.cols, 0.0);
    for (std::size_t i = 0; i < pcs.rows; ++i)
        for (std::size_t j = 0; j < pcs.cols; ++j) mean[j] += pcs(i, j) / cells;
    double variance = 0.0;
    for (std::size_t i = 0; i < pcs.rows; ++i)
        for (std::size_t j = 0; j < pcs.cols; ++j) variance += std::pow(pcs(i, j) - mean[j], 2.0);
    return std::sqrt(variance / cells);
}

}  // namespace counterpoint::diagnose
