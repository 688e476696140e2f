#include "core/diagnose/halves.h"

#include "core/diagnose/sides.h"

namespace counterpoint::diagnose {

namespace {

constexpr std::size_t leastPart = 10;

}  // namespace

Halves halvesOf(Cells first, Cells second, std::pair<std::int32_t, std::int32_t> groupsOfHalves,
                const data::Categories& batch, const Partition& clusters, const Partition& groups) {
    std::map<std::int32_t, Cells> parts;
    std::map<std::pair<std::int32_t, std::int32_t>, Cells> others;
    std::vector<bool> ofHalf(batch.size(), false);
    for (const Cells* half : {&first, &second})
        for (const std::uint32_t cell : *half) ofHalf[cell] = true;
    for (std::uint32_t i = 0; i < batch.size(); ++i) {
        const std::int32_t group = groups.codes[i];
        if (ofHalf[i]) continue;
        if (group == groupsOfHalves.first)
            parts[clusters.codes[i]].push_back(i);
        else if (group != groupsOfHalves.second)
            others[{group, batch.codes[i]}].push_back(i);
    }
    const std::int32_t own = batch.codes[first.front()];
    Halves halves{{std::move(first), std::move(second)}, {}, {own, own}, {}};
    const auto add = [&](Cells& of) {
        halves.batchOf.push_back(batch.codes[of.front()]);
        halves.sets.push_back(std::move(of));
        return halves.sets.size() - 1;
    };
    for (auto& [cluster, of] : parts)
        if (of.size() >= leastPart) halves.parts.push_back(add(of));
    for (auto& [key, of] : others)
        if (of.size() >= leastPart) halves.set[key] = add(of);
    return halves;
}

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

}  // namespace counterpoint::diagnose
