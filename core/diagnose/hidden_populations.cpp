#include "core/diagnose/hidden_populations.h"

#include "core/base/parallel.h"
#include "core/diagnose/mean_products.h"
#include "core/diagnose/names.h"
#include "core/diagnose/sides.h"
#include "core/diagnose/two_populations.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace counterpoint::diagnose {

namespace {

constexpr std::size_t leastPart = 10;
/// Squared length of the difference of the halves in units of its noise. The dip has said that
/// there are two, here they only must be fit to place others by: a third of what `heldApart` asks
/// of groups whose being two is the question.
constexpr double leastSignal = 1.0;
using Cells = std::vector<std::uint32_t>;

/// The two halves of a cluster, the parts of its group besides it, and what places are measured
/// from: groups that the cluster's batch shares with those of the parts.
struct Halves {
    std::vector<Cells> sets;  ///< first half, second half, then all others
    std::vector<std::size_t> parts;
    std::vector<std::int32_t> batchOf;                                 ///< of every set
    std::map<std::pair<std::int32_t, std::int32_t>, std::size_t> set;  ///< of group and batch
};

Halves halvesOf(const Cells& cells, const std::vector<bool>& second, std::int32_t cluster,
                std::int32_t group, const data::Categories& batch, const Partition& clusters,
                const Partition& groups) {
    Halves halves{std::vector<Cells>(2), {}, {}, {}};
    for (std::size_t i = 0; i < cells.size(); ++i)
        halves.sets[second[i] ? 1 : 0].push_back(cells[i]);
    halves.batchOf.assign(2, batch.codes[cells.front()]);
    std::map<std::int32_t, Cells> parts;
    std::map<std::pair<std::int32_t, std::int32_t>, Cells> others;
    for (std::uint32_t i = 0; i < batch.size(); ++i) {
        if (groups.codes[i] != group)
            others[{groups.codes[i], batch.codes[i]}].push_back(i);
        else if (clusters.codes[i] != cluster)
            parts[clusters.codes[i]].push_back(i);
    }
    const auto add = [&](Cells& of) {
        halves.batchOf.push_back(batch.codes[of.front()]);
        halves.sets.push_back(std::move(of));
        return halves.sets.size() - 1;
    };
    for (auto& [c, of] : parts)
        if (of.size() >= leastPart) halves.parts.push_back(add(of));
    for (auto& [key, of] : others)
        if (of.size() >= leastPart) halves.set[key] = add(of);
    return halves;
}

/// Where a part lies: 0 at the first half, 1 at the second; nothing where it cannot be told.
std::optional<double> placeOf(const Halves& halves, const MeanProducts& means, std::size_t part) {
    const double length = means.ofDifferences(1, 0, 1, 0);
    double place = means.ofDifferences(1, 0, part, 0);
    if (halves.batchOf[part] != halves.batchOf[0]) {
        double reference = 0.0;
        double shared = 0.0;
        for (const auto& [key, there] : halves.set) {
            if (key.second != halves.batchOf[part]) continue;
            const auto here = halves.set.find({key.first, halves.batchOf[0]});
            if (here == halves.set.end()) continue;
            reference += means.ofDifferences(1, 0, there, here->second);
            shared += 1.0;
        }
        if (shared < static_cast<double>(leastReferences)) return std::nullopt;
        place -= reference / shared;
    }
    return place / length;
}

/// The sets of cells of the second half's population, or nothing if some part is on no side.
std::optional<std::vector<std::size_t>> ofSecond(const Halves& halves, const MeanProducts& means) {
    if (means.ofDifferences(1, 0, 1, 0) <= leastSignal * (means.noise[1] + means.noise[0]))
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

}  // namespace

std::vector<HiddenPopulation> divideHidden(const Expression& expression,
                                           const data::Categories& batch, Partition& clusters,
                                           Partition& groups, const base::Job& job) {
    const auto members = clusters.members();
    std::vector<std::vector<bool>> second(members.size());
    base::parallelBlocks(job, members.size(), 1, [&](std::size_t c, std::size_t, std::size_t) {
        second[c] =
            twoPopulations(expression, members[c], base::Job(job.stopToken(), 1, job.seed()));
    });
    const std::vector<std::int32_t> groupOf =
        majorityLabels(clusters, {groups.codes, std::vector<std::string>(groups.count), false});
    std::vector<HiddenPopulation> found;
    for (std::size_t c = 0; c < members.size(); ++c) {
        if (second[c].empty()) continue;
        HiddenPopulation hidden;
        hidden.batch = batch.codes[members[c].front()];
        hidden.cluster = static_cast<std::int32_t>(c);
        hidden.group = groupOf[c];
        const bool known = std::ranges::any_of(found, [&](const HiddenPopulation& other) {
            return other.group == hidden.group || other.newGroup == hidden.group;
        });
        if (known) continue;  // one division of a group: what is left is judged as it is
        const Halves halves =
            halvesOf(members[c], second[c], hidden.cluster, hidden.group, batch, clusters, groups);
        const auto taken = ofSecond(halves, meanProducts(expression, halves.sets, job));
        if (!taken) continue;
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
