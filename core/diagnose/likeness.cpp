#include "core/diagnose/likeness.h"

#include "core/base/parallel.h"
#include "core/diagnose/marker_gap.h"
#include "core/diagnose/mean_products.h"
#include "core/diagnose/parts.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace counterpoint::diagnose {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t leastShared = 2;

/// The limit comes from the development series (72 simulated sets) and the real developer sets.
/// Of 1609 pairs of parts of one simulated group that are one population none lies below 0.6, of
/// 331 real ones one (12 cells); two populations that had become one group lie at 0.26, 0.30, 0.47,
/// and on real data CD34+ cells taken for dendritic ones at 0.5.
constexpr double unlike = 0.6;
/// Below this the shared populations themselves do not look alike, and nothing can be told.
constexpr double leastTypical = 0.25;

/// The profiles of the groups that two batches share.
using Shared = std::vector<std::pair<std::size_t, std::size_t>>;

/// The cosine of profiles i and j, each less the mean over the shared groups that neither is of.
double cosine(const MeanProducts& gram, const std::vector<std::int32_t>& group,
              const Shared& shared, std::size_t i, std::size_t j) {
    Shared others;
    for (const auto& pair : shared)
        if (group[pair.first] != group[i] && group[pair.first] != group[j]) others.push_back(pair);
    if (others.empty()) return unknown;
    const auto count = static_cast<double>(others.size());
    double dot = gram.products(i, j);
    double first = gram.products(i, i) - gram.noise[i];
    double second = gram.products(j, j) - gram.noise[j];
    for (const auto& [a, c] : others) {
        dot -= (gram.products(i, c) + gram.products(a, j)) / count;
        first -= 2.0 * gram.products(i, a) / count + gram.noise[a] / (count * count);
        second -= 2.0 * gram.products(j, c) / count + gram.noise[c] / (count * count);
        for (const auto& [b, d] : others) {
            dot += gram.products(a, d) / (count * count);
            first += gram.products(a, b) / (count * count);
            second += gram.products(c, d) / (count * count);
        }
    }
    return first > 0.0 && second > 0.0 ? dot / std::sqrt(first * second) : unknown;
}

double median(std::vector<double> values) {
    if (values.size() < leastShared) return unknown;
    std::ranges::sort(values);
    const std::size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2.0;
}

/// Fills `relative` for the profiles of two batches.
void compareBatches(const MeanProducts& gram, const std::vector<std::int32_t>& group,
                    const std::vector<std::size_t>& ofFirst,
                    const std::vector<std::size_t>& ofSecond, const PairTable& neverTogether,
                    PairTable& relative) {
    Shared shared;
    for (const std::size_t i : ofFirst)
        for (const std::size_t j : ofSecond)
            if (group[i] == group[j]) shared.emplace_back(i, j);
    std::vector<double> same;
    for (const auto& [i, j] : shared) same.push_back(cosine(gram, group, shared, i, j));
    const auto typical = [&](std::int32_t without) {
        std::vector<double> values;
        for (std::size_t s = 0; s < shared.size(); ++s)
            if (group[shared[s].first] != without && std::isfinite(same[s]))
                values.push_back(same[s]);
        return median(std::move(values));
    };
    const auto set = [&](std::size_t i, std::size_t j, double value, double unit) {
        if (unit >= leastTypical) relative(i, j) = relative(j, i) = value / unit;
    };
    for (std::size_t s = 0; s < shared.size(); ++s)
        set(shared[s].first, shared[s].second, same[s], typical(group[shared[s].first]));
    const double unit = typical(-1);
    for (const std::size_t i : ofFirst)
        for (const std::size_t j : ofSecond)
            if (neverTogether(group[i], group[j]) != 0.0)
                set(i, j, cosine(gram, group, shared, i, j), unit);
}

std::size_t rootOf(std::vector<std::size_t>& parent, std::size_t i) {
    while (parent[i] != i) i = parent[i];
    return i;
}

}  // namespace

PairTable Likeness::betweenGroups(std::size_t groups) const {
    PairTable result(groups, groups, unknown);
    for (std::size_t i = 0; i < group.size(); ++i)
        for (std::size_t j = 0; j < group.size(); ++j)
            if (group[i] != group[j] && !(result(group[i], group[j]) >= relative(i, j)))
                result(group[i], group[j]) = relative(i, j);
    return result;
}

Likeness groupLikeness(const Expression& expression, const Partition& groups,
                       const data::Categories& batch, const base::Job& job) {
    const PairTable present = livesIn(countByBatch(groups, batch), batch.counts());
    const Parts parts = partsOf(groups, batch, present);
    Likeness result{parts.group, parts.batch, {}};
    std::vector<std::vector<std::size_t>> ofBatch(present.cols);
    for (std::size_t p = 0; p < parts.batch.size(); ++p) ofBatch[parts.batch[p]].push_back(p);
    PairTable neverTogether(present.rows, present.rows, 1.0);
    for (std::size_t g = 0; g < present.rows; ++g)
        for (std::size_t h = 0; h < present.rows; ++h)
            for (std::size_t b = 0; b < present.cols; ++b)
                if (present(g, b) != 0.0 && present(h, b) != 0.0) neverTogether(g, h) = 0.0;

    const MeanProducts gram = meanProducts(expression, parts.cells, job);
    result.relative = PairTable(parts.cells.size(), parts.cells.size(), unknown);
    base::parallelBlocks(job, present.cols, 1, [&](std::size_t v, std::size_t, std::size_t) {
        for (std::size_t w = v + 1; w < present.cols; ++w)
            compareBatches(gram, result.group, ofBatch[v], ofBatch[w], neverTogether,
                           result.relative);
    });
    return result;
}

Partition withoutUnlike(const Partition& groups, const data::Categories& batch,
                        const Likeness& likeness) {
    const std::size_t profiles = likeness.group.size();
    std::vector<std::size_t> parent(profiles);
    std::iota(parent.begin(), parent.end(), std::size_t{0});
    for (std::size_t i = 0; i < profiles; ++i)
        for (std::size_t j = i + 1; j < profiles; ++j)
            if (likeness.group[i] == likeness.group[j] && !(likeness.relative(i, j) < unlike))
                parent[rootOf(parent, j)] = rootOf(parent, i);

    const PairTable counts = countByBatch(groups, batch);
    std::vector<double> cells(profiles, 0.0);  // of the part that a root stands for
    for (std::size_t i = 0; i < profiles; ++i)
        cells[rootOf(parent, i)] += counts(likeness.group[i], likeness.batch[i]);
    std::vector<std::size_t> largest(groups.count, profiles);
    for (std::size_t i = 0; i < profiles; ++i) {
        std::size_t& best = largest[likeness.group[i]];
        if (best == profiles || cells[rootOf(parent, i)] > cells[best]) best = rootOf(parent, i);
    }
    Partition result = groups;
    std::vector<std::int32_t> codeOf(profiles, -1);  // of a root that is not the largest
    std::vector<std::int32_t> partOf(counts.rows * counts.cols, -1);
    for (std::size_t i = 0; i < profiles; ++i) {
        const std::size_t root = rootOf(parent, i);
        if (root == largest[likeness.group[i]]) continue;
        if (codeOf[root] < 0) codeOf[root] = static_cast<std::int32_t>(result.count++);
        partOf[likeness.group[i] * counts.cols + likeness.batch[i]] = codeOf[root];
    }
    for (std::size_t i = 0; i < result.codes.size(); ++i)
        if (const std::int32_t part = partOf[groups.codes[i] * counts.cols + batch.codes[i]];
            part >= 0)
            result.codes[i] = part;
    return result;
}

PairWeights withLikenessDecided(PairWeights weights, const PairTable& likenessOfGroups,
                                const PairTable& present, const PairTable& apart) {
    for (std::size_t g = 0; g < weights.weight.rows; ++g)
        for (std::size_t h = 0; h < weights.weight.cols; ++h) {
            const double likeness = likenessOfGroups(g, h);
            const bool held = !apart.values.empty() && apart(g, h) != 0.0;
            if (g == h || std::isnan(likeness) || held || meet(present, g, h)) continue;
            weights.weight(g, h) = likeness < unlike ? 1.0 : 0.0;
            weights.ambiguous(g, h) = likeness < unlike ? 0.0 : 1.0;
        }
    return weights;
}

std::vector<IdentityLink> linksOfAlike(std::vector<IdentityLink> links, const Likeness& likeness,
                                       const PairTable& gaps) {
    const auto profileOf = [&](std::int32_t group, std::int32_t batch) {
        std::size_t i = 0;
        while (likeness.group[i] != group || likeness.batch[i] != batch) ++i;
        return i;
    };
    std::erase_if(links, [&](const IdentityLink& link) {
        return !(gaps(link.first, link.second) <= gapOfOne) &&
               likeness.relative(profileOf(link.first, link.firstBatch),
                                 profileOf(link.second, link.secondBatch)) < likenessOfOne;
    });
    return links;
}

}  // namespace counterpoint::diagnose
