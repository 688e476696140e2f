#include "core/diagnose/identity_links.h"

#include <algorithm>
#include <numeric>

namespace counterpoint::diagnose {

namespace {

constexpr double leastCells = 10.0;
constexpr double leastCorrelation = 0.60;

/// The profile of `batch` most like profile i; the first of equals.
std::size_t bestIn(const Profiles& profiles, std::size_t i, std::int32_t batch) {
    std::size_t best = profiles.group.size();
    for (std::size_t j = 0; j < profiles.group.size(); ++j)
        if (profiles.batch[j] == batch &&
            (best == profiles.group.size() ||
             profiles.correlation(i, j) > profiles.correlation(i, best)))
            best = j;
    return best;
}

}  // namespace

PairTable presentForLinks(const PairTable& counts) {
    PairTable present = counts;
    for (double& x : present.values) x = x >= leastCells ? 1.0 : 0.0;
    return present;
}

std::vector<IdentityLink> identityLinks(const Profiles& profiles, const PairTable& present) {
    std::vector<IdentityLink> links;
    if (profiles.correlation.values.empty()) return links;
    for (std::size_t i = 0; i < profiles.group.size(); ++i) {
        for (std::size_t j = i + 1; j < profiles.group.size(); ++j) {
            const std::int32_t g = profiles.group[i];
            const std::int32_t h = profiles.group[j];
            const std::int32_t v = profiles.batch[i];
            const std::int32_t w = profiles.batch[j];
            if (v == w || g == h || present(g, w) != 0.0 || present(h, v) != 0.0) continue;
            if (profiles.correlation(i, j) < leastCorrelation) continue;
            if (bestIn(profiles, i, w) == j && bestIn(profiles, j, v) == i)
                links.push_back({g, h, v, w, profiles.correlation(i, j)});
        }
    }
    return links;
}

Partition joined(const Partition& groups, const std::vector<IdentityLink>& links) {
    std::vector<std::int32_t> lowest(groups.count);  // the lowest group each is linked with
    std::iota(lowest.begin(), lowest.end(), 0);
    for (const IdentityLink& link : links) {
        if (link.rejected) continue;
        const std::int32_t a = std::min(lowest[link.first], lowest[link.second]);
        const std::int32_t b = std::max(lowest[link.first], lowest[link.second]);
        std::ranges::replace(lowest, b, a);
    }
    Partition result = groups;
    result.count = 0;
    std::vector<std::int32_t> number(groups.count);
    for (std::size_t g = 0; g < groups.count; ++g)
        number[g] = lowest[g] == static_cast<std::int32_t>(g)
                        ? static_cast<std::int32_t>(result.count++)
                        : number[lowest[g]];
    for (std::int32_t& code : result.codes) code = number[code];
    return result;
}

}  // namespace counterpoint::diagnose
