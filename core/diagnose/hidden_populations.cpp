#include "core/diagnose/hidden_populations.h"

#include "core/base/parallel.h"
#include "core/diagnose/counterpart_width.h"
#include "core/diagnose/halves.h"
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

/// A half from which a cluster is this much wider than its counterpart is a population of its own.
/// Of 6107 clusters of the development series 17 have a likely cut with all else at one end and
/// this width: in 13 the halves are populations, in two one of them is mostly, two are courses of
/// which other batches have an end in this group.
constexpr double leastWidth = 2.0;

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
    if (piece.empty()) return false;
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
std::vector<Cells> groupElsewhere(const Partition& groups, const data::Categories& batch,
                                  const HiddenPopulation& hidden) {
    std::vector<Cells> result(batch.levelCount());
    for (std::uint32_t i = 0; i < batch.size(); ++i)
        if (groups.codes[i] == hidden.group && batch.codes[i] != hidden.batch)
            result[batch.codes[i]].push_back(i);
    return result;
}

}  // namespace

std::vector<HiddenPopulation> divideHidden(const Expression& expression,
                                           const data::Categories& batch, Partition& clusters,
                                           Partition& groups, std::span<const std::int32_t> piece,
                                           const base::Job& job) {
    const auto members = clusters.members();
    std::vector<Cut> cuts(members.size());
    base::parallelBlocks(job, members.size(), 1, [&](std::size_t c, std::size_t, std::size_t) {
        cuts[c] = twoPopulations(expression, members[c], likelyDepth,
                                 base::Job(job.stopToken(), 1, job.seed()));
    });
    const std::vector<std::int32_t> groupOf =
        majorityLabels(clusters, {groups.codes, std::vector<std::string>(groups.count), false});
    std::vector<HiddenPopulation> found;
    for (std::size_t c = 0; c < members.size(); ++c) {
        const std::vector<bool>& second = cuts[c].second;
        if (second.empty() || arePieces(members[c], second, piece)) continue;
        HiddenPopulation hidden;
        hidden.batch = batch.codes[members[c].front()];
        hidden.cluster = static_cast<std::int32_t>(c);
        hidden.group = groupOf[c];
        const bool known = std::ranges::any_of(found, [&](const HiddenPopulation& other) {
            return other.group == hidden.group || other.newGroup == hidden.group;
        });
        if (known) continue;  // one division of a group: what is left is judged as it is
        std::array<Cells, 2> ofHalf;
        for (std::size_t i = 0; i < members[c].size(); ++i)
            ofHalf[second[i] ? 1 : 0].push_back(members[c][i]);
        const Halves halves = halvesOf(std::move(ofHalf[0]), std::move(ofHalf[1]),
                                       {hidden.group, hidden.group}, batch, clusters, groups);
        const auto taken = ofSecond(halves, meanProducts(expression, halves.sets, job));
        if (!taken) continue;
        if (cuts[c].depth < leastDepth &&
            (!elsewhereIsOneHalf(halves, *taken) ||
             widthAgainstCounterpart(expression, members[c], second,
                                     groupElsewhere(groups, batch, hidden), job) < leastWidth))
            continue;
        hidden.newCluster = static_cast<std::int32_t>(clusters.count++);
        hidden.newGroup = static_cast<std::int32_t>(groups.count++);
        for (const std::uint32_t cell : halves.sets[1]) clusters.codes[cell] = hidden.newCluster;
        for (const std::size_t set : *taken)
            for (const std::uint32_t cell : halves.sets[set]) groups.codes[cell] = hidden.newGroup;
        for (const std::uint32_t cell : halves.sets[0]) groups.codes[cell] = hidden.group;
        found.push_back(hidden);
    }
    return found;
}

}  // namespace counterpoint::diagnose
