#include "core/diagnose/pair_weights.h"

#include "core/diagnose/confusion.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace counterpoint::diagnose {

namespace {

constexpr double leastCells = 5.0;
constexpr double leastShareOfLargest = 0.10;
constexpr double unlike = 0.30;  // below: different even if never seen together

}  // namespace

bool meet(const PairTable& present, std::size_t g, std::size_t h) {
    for (std::size_t b = 0; b < present.cols; ++b)
        if (present(g, b) != 0.0 && present(h, b) != 0.0) return true;
    return false;
}

PairTable presentForWeights(const PairTable& counts, const std::vector<std::size_t>& batchSizes) {
    PairTable present(counts.rows, counts.cols);
    for (std::size_t g = 0; g < counts.rows; ++g) {
        const auto share = [&](std::size_t b) {
            return counts(g, b) / static_cast<double>(std::max<std::size_t>(1, batchSizes[b]));
        };
        double largest = 0.0;
        for (std::size_t b = 0; b < counts.cols; ++b) largest = std::max(largest, share(b));
        for (std::size_t b = 0; b < counts.cols; ++b)
            present(g, b) =
                counts(g, b) >= leastCells && share(b) >= leastShareOfLargest * largest ? 1.0 : 0.0;
    }
    return present;
}

PairTable livesIn(const PairTable& counts, const std::vector<std::size_t>& batchSizes) {
    PairTable result = presentForLinks(counts);
    const PairTable present = presentForWeights(counts, batchSizes);
    for (std::size_t i = 0; i < result.values.size(); ++i) result.values[i] *= present.values[i];
    return result;
}

PairTable groupCorrelations(const Profiles& profiles, std::size_t groups) {
    PairTable result(groups, groups, std::numeric_limits<double>::quiet_NaN());
    if (profiles.correlation.values.empty()) return result;
    for (std::size_t i = 0; i < profiles.group.size(); ++i)
        for (std::size_t j = 0; j < profiles.group.size(); ++j) {
            if (profiles.group[i] == profiles.group[j]) continue;
            double& largest = result(profiles.group[i], profiles.group[j]);
            const double r = profiles.correlation(i, j);
            if (!(largest >= r)) largest = r;
        }
    return result;
}

PairWeights pairWeights(const PairTable& confusion, const PairTable& correlation,
                        const PairTable& present, const PairTable& apart) {
    PairWeights result{separability(confusion), PairTable(confusion.rows, confusion.cols)};
    for (std::size_t g = 0; g < confusion.rows; ++g)
        for (std::size_t h = 0; h < confusion.cols; ++h) {
            if (g == h) continue;
            const double r = correlation(g, h);
            const bool surelyTwo = !apart.values.empty() && apart(g, h) != 0.0;
            if (!meet(present, g, h)) {
                const bool different = r < unlike || surelyTwo;  // not when r is unknown
                result.weight(g, h) = different ? 1.0 : 0.0;
                result.ambiguous(g, h) = different ? 0.0 : 1.0;
            }
            if (r >= profilesOfOne && !surelyTwo) result.weight(g, h) = 0.0;
        }
    return result;
}

void tellApartWhereTogether(const PairTable& correlation, const PairTable& counts,
                            std::vector<PairTable>& separable) {
    const PairTable present = presentForLinks(counts);
    for (std::size_t g = 0; g < present.rows; ++g)
        for (std::size_t h = 0; h < present.rows; ++h) {
            if (!(correlation(g, h) >= profilesOfOne) || !meet(present, g, h)) continue;
            for (std::size_t b = 0; b < present.cols; ++b)
                if (present(g, b) == 0.0 || present(h, b) == 0.0) separable[b](g, h) = 0.0;
        }
}

PairWeights withLinksFollowed(PairWeights weights, const std::vector<IdentityLink>& links,
                              const PairTable& present, const PairTable& correlation) {
    PairTable seen(present.rows, present.rows, std::numeric_limits<double>::infinity());
    const auto follow = [&](std::size_t to, std::size_t through) {
        for (std::size_t h = 0; h < present.rows; ++h)
            if (h != to && h != through && !meet(present, to, h) && meet(present, through, h))
                seen(to, h) = seen(h, to) = std::min(
                    seen(to, h),
                    correlation(through, h) >= profilesOfOne ? 0.0 : weights.weight(through, h));
    };
    for (const IdentityLink& link : links) {
        if (link.rejected) continue;
        follow(link.first, link.second);
        follow(link.second, link.first);
    }
    for (std::size_t i = 0; i < seen.values.size(); ++i) {
        if (std::isinf(seen.values[i])) continue;
        weights.weight.values[i] = seen.values[i];
        weights.ambiguous.values[i] = 0.0;
    }
    return weights;
}

PairWeights withLinksDecided(PairWeights weights, const std::vector<IdentityLink>& links) {
    const auto set = [](PairTable& table, const IdentityLink& link, double value) {
        table(link.first, link.second) = table(link.second, link.first) = value;
    };
    for (const IdentityLink& link : links) {
        set(weights.weight, link, link.rejected ? 1.0 : 0.0);
        set(weights.ambiguous, link, 0.0);
    }
    return weights;
}

}  // namespace counterpoint::diagnose
