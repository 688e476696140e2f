#include "core/diagnose/hidden_populations.h"

#include "core/base/parallel.h"
#include "core/diagnose/gene_noise.h"
#include "core/diagnose/halves.h"
#include "core/diagnose/marker_cut.h"
#include "core/diagnose/mean_products.h"
#include "core/diagnose/mistakes_avoided.h"
#include "core/diagnose/names.h"
#include "core/diagnose/sides.h"
#include "core/diagnose/two_populations.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace counterpoint::diagnose {

namespace {

/// The sets of cells of the second half's population, or nothing if some part is on no side.
std::optional<std::vector<std::size_t>> ofSecond(const Halves& halves, const MeanProducts& means) {
    if (means.ofDifferences(1, 0, 1, 0) <= leastHalvesSignal * (means.noise[1] + means.noise[0]))
        return std::nullopt;
    std::vector<std::size_t> result{1};
    bool elsewhere = false;
    for (const std::size_t part : halves.parts) {
        const std::optional<double> place = placeOf(halves, means, part);
        if (!place || (*place > ownSide && *place < 1.0 - ownSide)) return std::nullopt;
        if (*place > ownSide) result.push_back(part);
        elsewhere = elsewhere || halves.batchOf[part] != halves.batchOf[0];
    }
    return elsewhere ? std::optional(result) : std::nullopt;
}

/// Whether who knows a cell's piece knows its half.
bool arePieces(const std::vector<std::uint32_t>& cells, const std::vector<bool>& second,
               std::span<const std::int32_t> piece) {
    constexpr double mostAvoided = 0.5;
    if (piece.empty() || second.empty()) return false;
    std::vector<std::int32_t> pieces;
    for (const std::uint32_t cell : cells) pieces.push_back(piece[cell]);
    return mistakesAvoided(std::vector<std::int32_t>(second.begin(), second.end()), pieces) >
           mostAvoided;
}

/// Whether all parts in other batches lie with the same half. `second`: those with the second one.
bool elsewhereIsOneHalf(const Halves& halves, const std::vector<std::size_t>& second) {
    std::array<bool, 2> seen{};
    for (const std::size_t part : halves.parts)
        if (halves.batchOf[part] != halves.batchOf[0])
            seen[std::ranges::find(second, part) != second.end() ? 1 : 0] = true;
    return !(seen[0] && seen[1]);
}

/// The cells of a group in every batch but one.
CellsByBatch groupElsewhere(const Partition& groups, const data::Categories& batch,
                            std::int32_t group, std::int32_t own) {
    CellsByBatch result(batch.levelCount());
    for (std::uint32_t i = 0; i < batch.size(); ++i)
        if (groups.codes[i] == group && batch.codes[i] != own) result[batch.codes[i]].push_back(i);
    return result;
}

/// These, and all cells of other batches that lie next to some cells once batches are aligned.
CellsByBatch withNeighbors(CellsByBatch result, const Cells& cells, const NeighborTable& aligned,
                           const data::Categories& batch, std::int32_t own) {
    for (const std::uint32_t cell : cells)
        for (const std::uint32_t neighbor : aligned.of(cell))
            if (batch.codes[neighbor] != own) result[batch.codes[neighbor]].push_back(neighbor);
    for (Cells& some : result) {
        std::ranges::sort(some);
        some.erase(std::unique(some.begin(), some.end()), some.end());
    }
    return result;
}

/// A way to cut a cluster that may be two populations.
struct Proposal {
    std::vector<bool> second;          ///< per cell of the cluster; empty: none
    std::vector<std::uint32_t> genes;  ///< that tell the halves apart; empty: all
    bool ofOneBatch = false;           ///< one half must be a population of its batch alone
};

/// A cluster divided.
struct Divided {
    Halves halves;
    std::vector<std::size_t> second;  ///< the sets of the second half's population
};

/// Both halves and all parts of the group elsewhere, if every part lies with one of the halves.
std::optional<Divided> divided(const Expression& expression, const Proposal& proposal,
                               const Cells& cells, std::int32_t group,
                               const data::Categories& batch, const Partition& clusters,
                               const Partition& groups, const base::Job& job) {
    if (proposal.second.empty()) return std::nullopt;
    std::array<Cells, 2> ofHalf;
    for (std::size_t i = 0; i < cells.size(); ++i)
        ofHalf[proposal.second[i] ? 1 : 0].push_back(cells[i]);
    Halves halves = halvesOf(std::move(ofHalf[0]), std::move(ofHalf[1]), {group, group}, batch,
                             clusters, groups);
    const Expression telling{expression.values,
                             proposal.genes.empty() ? expression.genes : proposal.genes};
    auto second = ofSecond(halves, meanProducts(telling, halves.sets, job));
    if (!second || (proposal.ofOneBatch && !elsewhereIsOneHalf(halves, *second)))
        return std::nullopt;
    return Divided{std::move(halves), std::move(*second)};
}

/// Gives the divided cluster's second population a cluster and a group of its own. Where all parts
/// elsewhere lie with one half, only the other half leaves: the cluster's cells may be of several
/// groups, and those of the half that stays remain with their counterparts.
void takeApart(const Divided& division, HiddenPopulation& hidden, Partition& clusters,
               Partition& groups) {
    const auto& sets = division.halves.sets;
    hidden.newCluster = static_cast<std::int32_t>(clusters.count++);
    hidden.newGroup = static_cast<std::int32_t>(groups.count++);
    if (elsewhereIsOneHalf(division.halves, division.second)) {
        const bool firstLeaves = std::ranges::any_of(division.second, [&](std::size_t set) {
            return division.halves.batchOf[set] != division.halves.batchOf[0];
        });
        const auto leave = [&](std::size_t set) {
            const bool isSecond = std::ranges::find(division.second, set) != division.second.end();
            if (isSecond == firstLeaves) return;
            for (const std::uint32_t cell : sets[set]) {
                if (set < 2) clusters.codes[cell] = hidden.newCluster;
                groups.codes[cell] = hidden.newGroup;
            }
        };
        for (const std::size_t half : {0U, 1U}) leave(half);
        std::ranges::for_each(division.halves.parts, leave);
        return;
    }
    for (const std::uint32_t cell : sets[1]) clusters.codes[cell] = hidden.newCluster;
    for (const std::size_t set : division.second)
        for (const std::uint32_t cell : sets[set]) groups.codes[cell] = hidden.newGroup;
    for (const std::uint32_t cell : sets[0]) groups.codes[cell] = hidden.group;
}

}  // namespace

std::vector<HiddenPopulation> divideHidden(const Expression& expression,
                                           const data::Categories& batch,
                                           const NeighborTable& aligned, Partition& clusters,
                                           Partition& groups, std::span<const std::int32_t> piece,
                                           const base::Job& job) {
    const auto members = clusters.members();
    const std::vector<float> noise = geneNoise(expression, clusters, job);
    const std::vector<std::int32_t> groupOf =
        majorityLabels(clusters, {groups.codes, std::vector<std::string>(groups.count), false});
    std::vector<std::array<Proposal, 2>> proposals(members.size());
    base::parallelBlocks(job, members.size(), 1, [&](std::size_t c, std::size_t, std::size_t) {
        const base::Job one(job.stopToken(), 1, job.seed());
        if (members[c].empty()) return;
        proposals[c][0].second = twoPopulations(expression, noise, members[c], one).second;
        const std::int32_t own = batch.codes[members[c].front()];
        const CellsByBatch elsewhere = groupElsewhere(groups, batch, groupOf[c], own);
        MarkerCut cut = markerCut(expression, noise, members[c], elsewhere,
                                  withNeighbors(elsewhere, members[c], aligned, batch, own), one);
        if (cut.depth >= leastMarkerDepth && cut.width >= leastMarkerWidth)
            proposals[c][1] = {std::move(cut.second), std::move(cut.genes), true};
    });
    std::vector<HiddenPopulation> found;
    for (std::size_t c = 0; c < members.size(); ++c) {
        HiddenPopulation hidden;
        hidden.cluster = static_cast<std::int32_t>(c);
        hidden.group = groupOf[c];
        const bool known = std::ranges::any_of(found, [&](const HiddenPopulation& other) {
            return other.group == hidden.group || other.newGroup == hidden.group;
        });
        if (known) continue;  // one division of a group: what is left is judged as it is
        std::optional<Divided> division;
        for (const Proposal& proposal : proposals[c])
            if (!division && !arePieces(members[c], proposal.second, piece))
                division = divided(expression, proposal, members[c], hidden.group, batch, clusters,
                                   groups, job);
        if (!division) continue;
        hidden.batch = batch.codes[members[c].front()];
        takeApart(*division, hidden, clusters, groups);
        found.push_back(hidden);
    }
    return found;
}

}  // namespace counterpoint::diagnose
