#include "core/diagnose/hidden_populations.h"

#include "core/base/parallel.h"
#include "core/diagnose/gene_noise.h"
#include "core/diagnose/halves.h"
#include "core/diagnose/mean_products.h"
#include "core/diagnose/mistakes_avoided.h"
#include "core/diagnose/names.h"
#include "core/diagnose/shared_cut.h"
#include "core/diagnose/sides.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>
#include <utility>

namespace counterpoint::diagnose {

namespace {

constexpr std::size_t leastOfBoth = 10;    ///< in the batch that places are measured in
constexpr std::size_t leastOfCluster = 8;  ///< cells that make a cluster of their own

/// How many cells of a batch a cut places in each half.
struct BatchHalves {
    std::array<std::size_t, 2> cells{};

    std::size_t all() const { return cells[0] + cells[1]; }
    std::size_t smaller() const { return std::min(cells[0], cells[1]); }
    /// Nearly all are of one half, and which one is up to chance: either fits.
    bool isOneSided() const { return 10 * smaller() < all(); }
};

/// A group, and how it is cut.
struct CutGroup {
    std::int32_t group = 0;
    const Cells& cells;
    const SharedCut& cut;
    std::vector<BatchHalves> batches;

    /// The batch that holds most cells of both halves.
    std::int32_t widest() const {
        return static_cast<std::int32_t>(
            std::ranges::max_element(batches, {}, &BatchHalves::smaller) - batches.begin());
    }
};

/// What cells are of, by their batch.
enum class Side { First, Second, AsCut };

/// Where a batch lies on average: 0 at the first half, 1 at the second; nothing where it cannot be
/// told.
std::vector<std::optional<double>> placesOfBatches(const Expression& expression,
                                                   const CutGroup& group, std::int32_t reference,
                                                   const data::Categories& batch,
                                                   const Partition& clusters,
                                                   const Partition& groups, const base::Job& job) {
    std::array<Cells, 2> ofHalf;
    for (std::size_t i = 0; i < group.cells.size(); ++i)
        if (batch.codes[group.cells[i]] == reference)
            ofHalf[group.cut.ofSecond[i] > 0.5 ? 1 : 0].push_back(group.cells[i]);
    const Halves halves = halvesOf(std::move(ofHalf[0]), std::move(ofHalf[1]),
                                   {group.group, group.group}, batch, clusters, groups);
    const MeanProducts means = meanProducts({expression.values, group.cut.genes}, halves.sets, job);
    std::vector<std::optional<double>> places(group.batches.size());
    if (means.ofDifferences(1, 0, 1, 0) <= leastHalvesSignal * (means.noise[1] + means.noise[0]))
        return places;
    std::vector<double> sums(places.size(), 0.0);
    std::vector<double> counts(places.size(), 0.0);
    for (const std::size_t part : halves.parts) {
        const std::optional<double> place = placeOf(halves, means, part);
        if (!place) continue;
        const auto size = static_cast<double>(halves.sets[part].size());
        sums[halves.batchOf[part]] += size * *place;
        counts[halves.batchOf[part]] += size;
    }
    for (std::size_t b = 0; b < places.size(); ++b)
        if (counts[b] > 0.0) places[b] = sums[b] / counts[b];
    return places;
}

/// On which side the cells of every batch are; empty where that cannot be told of some batch.
std::vector<Side> sidesOf(const Expression& expression, const CutGroup& group,
                          const data::Categories& batch, const Partition& clusters,
                          const Partition& groups, const base::Job& job) {
    const std::int32_t reference = group.widest();
    const BatchHalves& both = group.batches[reference];
    if (both.smaller() < leastOfBoth || both.isOneSided()) return {};
    const auto places = placesOfBatches(expression, group, reference, batch, clusters, groups, job);
    std::vector<Side> sides(places.size(), Side::AsCut);
    for (std::size_t b = 0; b < sides.size(); ++b) {
        const BatchHalves& halves = group.batches[b];
        if (halves.all() > 0 && !halves.isOneSided()) continue;
        if (places[b] && *places[b] <= ownSide)
            sides[b] = Side::First;
        else if (places[b] && *places[b] >= 1.0 - ownSide)
            sides[b] = Side::Second;
        else if (halves.all() > 0)
            return {};
    }
    return sides;
}

/// Whether cells are of the second population; empty where the group is to stay as it is. Cells of
/// batches that nothing is known of go with most of their neighbours.
std::vector<bool> ofSecond(const Expression& expression, const CutGroup& group,
                           const data::Categories& batch, const NeighborTable& aligned,
                           const Partition& clusters, const Partition& groups,
                           const base::Job& job) {
    const std::vector<Side> sides = sidesOf(expression, group, batch, clusters, groups, job);
    if (sides.empty()) return {};
    std::vector<double> known(batch.size(), 0.5);
    for (std::size_t i = 0; i < group.cells.size(); ++i) {
        const Side side = sides[batch.codes[group.cells[i]]];
        known[group.cells[i]] = side == Side::First    ? 0.0
                                : side == Side::Second ? 1.0
                                                       : group.cut.ofSecond[i];
    }
    std::vector<bool> second;
    for (const std::uint32_t cell : group.cells) {
        double sum = known[cell] - 0.5;
        if (sum == 0.0)
            for (const std::uint32_t neighbor : aligned.of(cell)) sum += known[neighbor] - 0.5;
        second.push_back(sum > 0.0);
    }
    return second;
}

/// Whether who knows a cell's piece knows its half, in the batch that holds most of both.
bool arePieces(const CutGroup& group, const data::Categories& batch,
               std::span<const std::int32_t> piece) {
    constexpr double mostAvoided = 0.5;
    if (piece.empty()) return false;
    std::vector<std::int32_t> halves;
    std::vector<std::int32_t> pieces;
    for (std::size_t i = 0; i < group.cells.size(); ++i) {
        if (batch.codes[group.cells[i]] != group.widest()) continue;
        halves.push_back(group.cut.ofSecond[i] > 0.5 ? 1 : 0);
        pieces.push_back(piece[group.cells[i]]);
    }
    return mistakesAvoided(halves, pieces) > mostAvoided;
}

CutGroup cutGroup(std::size_t group, const Cells& cells, const SharedCut& cut,
                  const data::Categories& batch) {
    CutGroup result{static_cast<std::int32_t>(group), cells, cut,
                    std::vector<BatchHalves>(batch.levelCount())};
    for (std::size_t i = 0; i < cells.size(); ++i)
        if (cut.ofSecond[i] != 0.5)
            ++result.batches[batch.codes[cells[i]]].cells[cut.ofSecond[i] > 0.5 ? 1 : 0];
    return result;
}

/// Gives the second population a group of its own, and clusters of its own where both have enough
/// cells in one. Adds all pairs of clusters that turned out to be of two populations.
void takeApart(const CutGroup& group, const std::vector<bool>& second,
               const data::Categories& batch, Partition& clusters, Partition& groups,
               std::vector<HiddenPopulation>& found) {
    const auto newGroup = static_cast<std::int32_t>(groups.count++);
    std::vector<std::array<Cells, 2>> ofCluster(clusters.count);
    for (std::size_t i = 0; i < second.size(); ++i) {
        const std::uint32_t cell = group.cells[i];
        if (second[i]) groups.codes[cell] = newGroup;
        ofCluster[clusters.codes[cell]][second[i] ? 1 : 0].push_back(cell);
    }
    std::vector<std::array<std::vector<std::int32_t>, 2>> ofBatch(batch.levelCount());
    for (std::size_t c = 0; c < ofCluster.size(); ++c) {
        const auto& halves = ofCluster[c];
        const std::size_t larger = halves[1].size() > halves[0].size() ? 1 : 0;
        if (halves[larger].size() < leastOfCluster) continue;
        auto& sides = ofBatch[batch.codes[halves[larger].front()]];
        if (halves[1 - larger].size() < leastOfCluster) {
            sides[larger].push_back(static_cast<std::int32_t>(c));
            continue;
        }
        const auto fresh = static_cast<std::int32_t>(clusters.count++);
        for (const std::uint32_t cell : halves[1]) clusters.codes[cell] = fresh;
        sides[0].push_back(static_cast<std::int32_t>(c));
        sides[1].push_back(fresh);
    }
    for (std::size_t b = 0; b < ofBatch.size(); ++b)
        for (const std::int32_t cluster : ofBatch[b][0])
            for (const std::int32_t newCluster : ofBatch[b][1])
                found.push_back(
                    {static_cast<std::int32_t>(b), cluster, newCluster, group.group, newGroup});
}

bool dividesPopulations(const SharedCut& cut) {
    return !cut.ofSecond.empty() && cut.depth >= leastSharedDepth && cut.gain >= leastGain &&
           cut.agreement >= leastAgreement;
}

/// A population of one batch is few of the cells of a group that all share, and is seen in this
/// batch alone; looked for where two distributions describe all cells better than one, which saves
/// most of the time. Of the cuts of single batches that divide populations the deepest, or none;
/// the cells of the others are not placed.
SharedCut cutOfOneBatch(const Expression& expression, std::span<const float> noise,
                        const Cells& cells, const data::Categories& batch, const base::Job& job) {
    SharedCut best;
    std::vector<Cells> ofBatch(batch.levelCount());
    for (const std::uint32_t cell : cells) ofBatch[batch.codes[cell]].push_back(cell);
    if (std::ranges::count_if(ofBatch, [](const Cells& own) { return !own.empty(); }) < 2)
        return best;
    for (const Cells& own : ofBatch) {
        if (own.empty()) continue;
        SharedCut cut = sharedCut(expression, noise, own, batch, job);
        if (!dividesPopulations(cut) || cut.depth <= best.depth) continue;
        std::vector<double> ofSecond(cells.size(), 0.5);
        for (std::size_t i = 0, next = 0; i < cells.size(); ++i)
            if (batch.codes[cells[i]] == batch.codes[own.front()])
                ofSecond[i] = cut.ofSecond[next++];
        cut.ofSecond = std::move(ofSecond);
        best = std::move(cut);
    }
    return best;
}

}  // namespace

std::vector<HiddenPopulation> divideHidden(const Expression& expression,
                                           const data::Categories& batch,
                                           const NeighborTable& aligned, Partition& clusters,
                                           Partition& groups, std::span<const std::int32_t> piece,
                                           const base::Job& job) {
    const std::vector<float> noise = geneNoise(expression, clusters, job);
    std::vector<HiddenPopulation> found;
    std::vector<std::size_t> open(groups.count);
    std::iota(open.begin(), open.end(), std::size_t{0});
    while (!open.empty()) {
        const auto members = groups.members();
        std::vector<SharedCut> cuts(open.size());
        base::parallelBlocks(job, open.size(), 1, [&](std::size_t q, std::size_t, std::size_t) {
            const base::Job one(job.stopToken(), 1, job.seed());
            cuts[q] = sharedCut(expression, noise, members[open[q]], batch, one);
            if (!dividesPopulations(cuts[q]) && cuts[q].gain >= leastGain)
                cuts[q] = cutOfOneBatch(expression, noise, members[open[q]], batch, one);
        });
        std::vector<std::size_t> parts;
        for (std::size_t q = 0; q < open.size(); ++q) {
            if (!dividesPopulations(cuts[q])) continue;
            const CutGroup group = cutGroup(open[q], members[open[q]], cuts[q], batch);
            if (arePieces(group, batch, piece)) continue;
            const std::vector<bool> second =
                ofSecond(expression, group, batch, aligned, clusters, groups, job);
            if (second.empty()) continue;
            parts.push_back(open[q]);
            parts.push_back(groups.count);
            takeApart(group, second, batch, clusters, groups, found);
        }
        open = std::move(parts);
    }
    return found;
}

void matchDivided(const std::vector<HiddenPopulation>& hidden, const Partition& clusters,
                  const Partition& groups, const ClusterMeans& means,
                  std::vector<BatchPair>& pairs) {
    constexpr double surest = -1.0;
    std::vector<bool> isDivided(groups.count, false);
    for (const HiddenPopulation& one : hidden)
        isDivided[one.group] = isDivided[one.newGroup] = true;
    const std::vector<std::int32_t> groupOf =
        majorityLabels(clusters, {groups.codes, std::vector<std::string>(groups.count), false});
    const auto counts = [&](std::size_t cluster, std::int32_t batch) {
        return means.batch[cluster] == batch && means.sizes[cluster] >= leastOfCluster &&
               groupOf[cluster] >= 0 && isDivided[groupOf[cluster]];
    };
    for (BatchPair& pair : pairs)
        for (std::size_t c = 0; c < means.count(); ++c)
            for (std::size_t e = 0; e < means.count(); ++e)
                if (counts(c, pair.first) && counts(e, pair.second) && groupOf[c] == groupOf[e])
                    pair.matches.push_back(
                        {static_cast<std::int32_t>(c), static_cast<std::int32_t>(e), 0.0, surest});
}

}  // namespace counterpoint::diagnose
