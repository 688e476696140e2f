#include "core/diagnose/misjoined.h"

#include "core/diagnose/halves.h"
#include "core/diagnose/mean_products.h"
#include "core/diagnose/names.h"
#include "core/diagnose/sides.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace counterpoint::diagnose {

namespace {

constexpr double leastShared = 10.0;
/// Of the second cluster: strays are no reason to read its genes. In substructure_13000097 44
/// of 99.
constexpr double leastShareOfCluster = 0.1;
/// Confusion up to here: two clusters, not two pieces of one; as in the alignment.
constexpr double separated = 0.30;

/// The sets that lie with the first half, itself included; nothing where some part lies with
/// neither, or all lie with the second.
std::optional<std::vector<std::size_t>> withFirst(const Halves& halves, const MeanProducts& means) {
    if (means.ofDifferences(1, 0, 1, 0) <= leastHalvesSignal * (means.noise[1] + means.noise[0]))
        return std::nullopt;
    std::vector<std::size_t> result{0};
    bool elsewhere = false;
    for (const std::size_t part : halves.parts) {
        const std::optional<double> place = placeOf(halves, means, part);
        if (!place || (*place > ownSide && *place < 1.0 - ownSide)) return std::nullopt;
        if (*place > ownSide) continue;
        result.push_back(part);
        elsewhere = elsewhere || halves.batchOf[part] != halves.batchOf[0];
    }
    return elsewhere ? std::optional(result) : std::nullopt;
}

}  // namespace

std::vector<HiddenPopulation> separateMisjoined(const Expression& expression,
                                                const data::Categories& batch,
                                                const Partition& clusters,
                                                const PairTable& confusion, Partition& groups,
                                                const base::Job& job) {
    std::vector<HiddenPopulation> found;
    const auto members = clusters.members();
    for (std::size_t c = 0; c < members.size(); ++c)
        for (std::size_t e = 0; e < members.size(); ++e) {
            if (c == e || members[c].empty() || members[e].empty() ||
                !(confusion(c, e) <= separated))
                continue;
            const std::vector<std::int32_t> groupOf = majorityLabels(
                clusters, {groups.codes, std::vector<std::string>(groups.count), false});
            const std::int32_t group = groupOf[c];
            if (group < 0 || groupOf[e] < 0) continue;
            double shared = 0.0;
            for (const std::uint32_t cell : members[e]) shared += groups.codes[cell] == group;
            if (shared <
                std::max(leastShared, leastShareOfCluster * static_cast<double>(members[e].size())))
                continue;
            const Halves halves =
                halvesOf(members[e], members[c], {group, groupOf[e]}, batch, clusters, groups);
            const auto moved = withFirst(halves, meanProducts(expression, halves.sets, job));
            if (!moved) continue;
            std::int32_t to = groupOf[e];
            if (to == group) to = static_cast<std::int32_t>(groups.count++);
            for (const std::size_t set : *moved)
                for (const std::uint32_t cell : halves.sets[set])
                    if (groups.codes[cell] == group) groups.codes[cell] = to;
            found.push_back({batch.codes[members[c].front()], static_cast<std::int32_t>(e),
                             static_cast<std::int32_t>(c), to, group});
        }
    return found;
}

}  // namespace counterpoint::diagnose
