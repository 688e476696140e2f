#include "core/diagnose/names.h"

#include <algorithm>
#include <map>

namespace counterpoint::diagnose {

std::vector<std::int32_t> majorityLabels(const Partition& sets, const data::Categories& labels) {
    constexpr double leastLabelled = 5.0;
    PairTable counts(sets.count, std::max<std::size_t>(1, labels.levelCount()));
    for (std::size_t i = 0; i < sets.codes.size(); ++i)
        if (sets.codes[i] >= 0 && labels.codes[i] >= 0)
            counts(sets.codes[i], labels.codes[i]) += 1.0;
    std::vector<std::int32_t> majority(sets.count, -1);
    for (std::size_t set = 0; set < sets.count; ++set) {
        double sum = 0.0;
        std::size_t most = 0;
        for (std::size_t label = 0; label < counts.cols; ++label) {
            sum += counts(set, label);
            if (counts(set, label) > counts(set, most)) most = label;
        }
        if (sum >= leastLabelled && 2.0 * counts(set, most) >= sum)
            majority[set] = static_cast<std::int32_t>(most);
    }
    return majority;
}

std::vector<std::string> setNames(const Partition& sets, const data::Categories* labels,
                                  const std::string& noun) {
    std::vector<std::int32_t> majority(sets.count, -1);
    if (labels != nullptr) majority = majorityLabels(sets, *labels);
    std::map<std::int32_t, int> seen;
    std::vector<std::string> names;
    for (std::size_t set = 0; set < sets.count; ++set) {
        if (majority[set] < 0) {
            names.push_back(noun + " " + std::to_string(set + 1));
            continue;
        }
        const auto same = std::ranges::count(majority, majority[set]);
        const int number = ++seen[majority[set]];
        names.push_back(labels->levels[majority[set]] +
                        (same > 1 ? " (" + std::to_string(number) + ")" : ""));
    }
    return names;
}

std::vector<std::string> clusterNames(const ProtectionMap& map, const data::Categories* labels) {
    std::vector<std::int32_t> majority(map.clusters.count, -1);
    if (labels != nullptr) majority = majorityLabels(map.clusters, *labels);
    std::vector<int> number(map.batch.levelCount(), 0);
    std::vector<std::string> names;
    for (std::size_t c = 0; c < map.clusters.count; ++c) {
        const std::int32_t batch = map.clusterBatch[c];
        ++number[batch];
        names.push_back(majority[c] >= 0 ? labels->levels[majority[c]]
                                         : "cluster " + std::to_string(number[batch]) + " of " +
                                               map.batch.levels[batch]);
    }
    return names;
}

}  // namespace counterpoint::diagnose
