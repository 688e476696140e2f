#include "core/diagnose/evidence.h"

#include "core/diagnose/by_label.h"
#include "core/diagnose/names.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace counterpoint::diagnose {

namespace {

constexpr std::size_t leastListed = 8;
constexpr std::size_t leastToCheck = 10;
constexpr float noticeableShare = 0.10F;
constexpr std::size_t leastMergedCells = 20;
constexpr std::size_t mostMerges = 3;
constexpr double leastVotes = 0.10;

/// Votes for sets, by weight.
class Votes {
  public:
    explicit Votes(std::size_t sets) : m_weights(sets, 0.0) {}
    void add(std::int32_t set, double weight) {
        if (set >= 0) m_weights[set] += weight;
    }
    /// The set with most, if that is more than `least`; −1 otherwise.
    std::int32_t most(double least = 0.0) const {
        const auto largest = std::ranges::max_element(m_weights);
        return largest == m_weights.end() || *largest <= least
                   ? -1
                   : static_cast<std::int32_t>(largest - m_weights.begin());
    }

  private:
    std::vector<double> m_weights;
};

std::vector<std::int32_t> batchesOf(const ProtectionMap& map, std::int32_t group,
                                    std::int32_t except) {
    std::vector<std::int32_t> batches;
    for (std::size_t b = 0; group >= 0 && b < map.groupPresent.cols; ++b)
        if (map.groupPresent(group, b) != 0.0 && static_cast<std::int32_t>(b) != except)
            batches.push_back(static_cast<std::int32_t>(b));
    return batches;
}

/// Rows of `table` for some cells.
NeighborTable rowsOf(const NeighborTable& table, const Sample& sample) {
    NeighborTable result(sample.cells.size(), table.k);
    for (std::size_t q = 0; q < sample.cells.size(); ++q)
        for (const std::uint32_t cell : table.of(sample.cells[q])) result.append(q, cell);
    return result;
}

/// The set of `to` that most cells of every set of `from` are in.
std::vector<std::int32_t> majoritySets(const Partition& from, const Partition& to) {
    std::vector<Votes> votes(from.count, Votes(to.count));
    for (std::size_t i = 0; i < from.codes.size(); ++i) votes[from.codes[i]].add(to.codes[i], 1.0);
    std::vector<std::int32_t> result;
    for (const Votes& vote : votes) result.push_back(vote.most());
    return result;
}

/// Without labels: where the cells of a population went, as their foreign and own-batch neighbours
/// say.
std::vector<std::int32_t> mergedByNeighbors(const Evidence& evidence, const Partition& sets) {
    const std::vector<std::int32_t> ofGroup = majoritySets(evidence.map.groups, sets);
    const std::vector<std::int32_t> ofCluster = majoritySets(evidence.map.clusters, sets);
    std::vector<Votes> votes(sets.count, Votes(sets.count));
    std::vector<double> queries(sets.count, 0.0);
    for (std::size_t q = 0; q < evidence.sample.cells.size(); ++q) {
        const std::uint32_t cell = evidence.sample.cells[q];
        const std::int32_t set = sets.codes[cell];
        if (set < 0) continue;
        queries[set] += 1.0;
        const double baseline = evidence.map.foreignBaseline[evidence.map.clusters.codes[cell]];
        const std::int32_t partner = evidence.over.partner[q];
        const std::int32_t near = evidence.over.nearCluster[q];
        if (partner >= 0 && ofGroup[partner] != set)
            votes[set].add(ofGroup[partner], std::max(0.0, evidence.over.foreign[q] - baseline));
        if (near >= 0 && ofCluster[near] != set)
            votes[set].add(ofCluster[near], std::max(0.0F, evidence.over.ownLoss[q]));
    }
    std::vector<std::int32_t> result;
    for (std::size_t set = 0; set < sets.count; ++set)
        result.push_back(votes[set].most(leastVotes * queries[set]));
    return result;
}

/// Per cluster: its cells of populations that are lost.
std::vector<std::size_t> lostCells(const Evidence& evidence) {
    std::vector<std::size_t> result(evidence.map.clusters.count, 0);
    for (std::uint32_t i = 0; i < evidence.map.cells(); ++i)
        result[evidence.map.clusters.codes[i]] += isLost(evidence, i) ? 1 : 0;
    return result;
}

}  // namespace

bool isLost(const Evidence& evidence, std::uint32_t cell) {
    return evidence.over.isLost(static_cast<std::size_t>(evidence.map.testing.codes[cell])) &&
           evidence.over.clusters[evidence.map.clusters.codes[cell]].loss.value > overLimit;
}

std::vector<ClusterLoss> clusterLosses(const Evidence& evidence) {
    const ProtectionMap& map = evidence.map;
    std::vector<Votes> near(map.clusters.count, Votes(map.clusters.count));
    std::vector<Votes> partner(map.clusters.count, Votes(map.groups.count));
    for (std::size_t q = 0; q < evidence.sample.cells.size(); ++q) {
        const std::int32_t c = map.clusters.codes[evidence.sample.cells[q]];
        near[c].add(evidence.over.nearCluster[q], std::max(0.0F, evidence.over.ownLoss[q]));
        partner[c].add(evidence.over.partner[q], evidence.over.foreign[q]);
    }
    const std::vector<std::size_t> lost = lostCells(evidence);
    std::vector<ClusterLoss> losses;
    for (std::size_t c = 0; c < map.clusters.count; ++c) {
        const LossStatistic& statistic = evidence.over.clusters[c];
        if (statistic.cells < leastListed || !statistic.loss.defined()) continue;
        ClusterLoss loss;
        loss.cluster = static_cast<std::int32_t>(c);
        loss.batch = map.clusterBatch[c];
        loss.cells = statistic.cells;
        loss.own = statistic.own;
        loss.course = statistic.course;
        loss.foreign = statistic.foreign;
        loss.loss = statistic.loss;
        loss.nearCluster = near[c].most();
        loss.partner = partner[c].most();
        loss.partnerBatches = batchesOf(map, loss.partner, loss.batch);
        loss.flagged = 10 * lost[c] >= statistic.cells;
        loss.toCheck = !loss.flagged && statistic.cells >= leastToCheck &&
                       (statistic.cells < leastClusterSize ? statistic.loss.low
                                                           : statistic.loss.value) > clusterLimit;
        losses.push_back(std::move(loss));
    }
    std::ranges::stable_sort(losses, std::greater<>{},
                             [](const ClusterLoss& loss) { return loss.loss.value; });
    return losses;
}

std::vector<AmbiguousMerge> ambiguousMerges(const Evidence& evidence) {
    std::vector<std::int32_t> label(evidence.map.groups.count, -1);
    if (evidence.context.labels != nullptr)
        label = majorityLabels(evidence.map.groups, *evidence.context.labels);
    std::map<std::pair<std::int32_t, std::int32_t>, double> cells;
    for (std::size_t q = 0; q < evidence.sample.cells.size(); ++q) {
        const std::int32_t other = evidence.over.ambiguousPartner[q];
        if (other < 0 || evidence.over.ambiguous[q] < noticeableShare) continue;
        const std::int32_t own = evidence.map.groups.codes[evidence.sample.cells[q]];
        if (label[own] >= 0 && label[own] == label[other]) continue;  // one population, by label
        cells[std::minmax(own, other)] += evidence.sample.weights[q];
    }
    std::vector<AmbiguousMerge> merges;
    for (const auto& [pair, count] : cells) {
        AmbiguousMerge merge{pair.first, pair.second, static_cast<std::size_t>(std::lround(count))};
        merge.correlation = evidence.map.correlation(pair.first, pair.second);
        if (merge.cells >= leastMergedCells) merges.push_back(merge);
    }
    std::ranges::stable_sort(merges, std::greater<>{}, &AmbiguousMerge::cells);
    merges.resize(std::min(merges.size(), mostMerges));
    return merges;
}

Partition populationsOfCells(const ProtectionMap& map, const Context& context) {
    if (context.labels == nullptr) return map.testing;
    return {context.labels->codes, context.labels->levelCount()};
}

std::vector<Population> populationTable(const Evidence& evidence) {
    const Partition sets = populationsOfCells(evidence.map, evidence.context);
    const data::Categories* labels = evidence.context.labels;
    const PairTable counts = countByBatch(sets, evidence.map.batch);
    const std::vector<std::size_t> sizes = sets.sizes();
    std::vector<double> queries(sets.count, 0.0);
    std::vector<double> loss(sets.count, 0.0);
    std::vector<double> ownLoss(sets.count, 0.0);
    for (std::size_t q = 0; q < evidence.sample.cells.size(); ++q) {
        const std::uint32_t cell = evidence.sample.cells[q];
        if (sets.codes[cell] < 0) continue;
        const double weight = evidence.sample.weights[q];
        queries[sets.codes[cell]] += weight;
        loss[sets.codes[cell]] +=
            weight * evidence.over.clusters[evidence.map.clusters.codes[cell]].loss.value;
        ownLoss[sets.codes[cell]] += weight * evidence.over.ownLoss[q];
    }
    const UnderStatistic& under = evidence.underByLabel ? *evidence.underByLabel : evidence.under;
    std::vector<LabelLoss> byLabel(sets.count);
    std::vector<std::int32_t> merged;
    if (labels != nullptr)
        byLabel = labelLosses(evidence.map, *labels, evidence.sample, evidence.nearest);
    else
        merged = mergedByNeighbors(evidence, sets);

    std::vector<double> apartBefore(sets.count, Population::unknown);
    std::vector<double> apartNow = apartBefore;
    if (evidence.context.keepApart != nullptr) {
        apartNow = keptApart(sets, *evidence.context.keepApart, evidence.sample, evidence.nearest);
        apartBefore = keptApart(sets, *evidence.context.keepApart, evidence.sample,
                                rowsOf(evidence.map.uncorrectedNeighbors, evidence.sample));
    }

    std::vector<Population> table(sets.count);
    for (std::size_t set = 0; set < sets.count; ++set) {
        Population& row = table[set];
        row.name = labels != nullptr ? labels->levels[set] : evidence.testingNames[set];
        row.cells = sizes[set];
        for (std::size_t b = 0; b < counts.cols; ++b) row.batches += counts(set, b) > 0.0 ? 1 : 0;
        row.under = under.bySet[set];
        if (queries[set] > 0.0) {
            row.loss = loss[set] / queries[set];
            row.ownNeighborsKept = std::clamp(1.0 - ownLoss[set] / queries[set], 0.0, 1.0);
        }
        row.purityLost = labels != nullptr ? byLabel[set].purityLost : Population::unknown;
        row.mergedWith = labels != nullptr ? byLabel[set].mergedWith : merged[set];
        row.keptApartBefore = apartBefore[set];
        row.keptApartNow = apartNow[set];
        if (!evidence.markers.empty()) row.markers = evidence.markers[set];
    }
    return table;
}

}  // namespace counterpoint::diagnose
