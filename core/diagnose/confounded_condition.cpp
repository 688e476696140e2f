#include "core/diagnose/confounded_condition.h"

#include "core/base/random.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <vector>

namespace counterpoint::diagnose {

namespace {

constexpr double leastCells = 10.0;
constexpr std::size_t mostDeals = 2000;

/// The condition of every batch, −1 for a batch without cells; empty when a batch has several.
std::vector<std::int32_t> conditionOfBatches(const ProtectionMap& map,
                                             const data::Categories& condition) {
    std::vector<std::int32_t> of(map.batch.levelCount(), -1);
    for (std::size_t i = 0; i < map.cells(); ++i) {
        const std::int32_t level = condition.codes[i];
        std::int32_t& seen = of[map.batch.codes[i]];
        if (level < 0 || level == seen) continue;
        if (seen >= 0) return {};
        seen = level;
    }
    return of;
}

/// How far apart two batches are: over the groups both have, root mean square of the distance of
/// group means, weighted by the smaller number of cells. NaN where they share no group.
PairTable batchDistances(const ProtectionMap& map, const data::Embedding& embedding) {
    const PairTable counts = countByBatch(map.testing, map.batch);
    const std::size_t dims = embedding.cols;
    std::vector<double> means(counts.rows * counts.cols * dims, 0.0);
    const auto mean = [&](std::size_t g, std::size_t b) {
        return means.data() + (g * counts.cols + b) * dims;
    };
    for (std::size_t i = 0; i < map.cells(); ++i) {
        double* sum = mean(map.testing.codes[i], map.batch.codes[i]);
        for (std::size_t j = 0; j < dims; ++j) sum[j] += embedding(i, j);
    }
    PairTable distances(counts.cols, counts.cols, ConditionTest::unknown);
    for (std::size_t a = 0; a < counts.cols; ++a)
        for (std::size_t b = 0; b < a; ++b) {
            double sum = 0.0;
            double weights = 0.0;
            for (std::size_t g = 0; g < counts.rows; ++g) {
                const double weight = std::min(counts(g, a), counts(g, b));
                if (weight < leastCells) continue;
                for (std::size_t j = 0; j < dims; ++j) {
                    const double apart =
                        mean(g, a)[j] / counts(g, a) - mean(g, b)[j] / counts(g, b);
                    sum += weight * apart * apart;
                }
                weights += weight;
            }
            if (weights > 0.0) distances(a, b) = distances(b, a) = std::sqrt(sum / weights);
        }
    return distances;
}

/// Mean distance between conditions over that within them; NaN where one of the two has no pair.
double ratioOf(const PairTable& distances, const std::vector<std::int32_t>& condition) {
    double within = 0.0;
    double between = 0.0;
    double withinPairs = 0.0;
    double betweenPairs = 0.0;
    for (std::size_t a = 0; a < distances.rows; ++a)
        for (std::size_t b = 0; b < a; ++b) {
            if (!std::isfinite(distances(a, b)) || condition[a] < 0 || condition[b] < 0) continue;
            const bool same = condition[a] == condition[b];
            (same ? within : between) += distances(a, b);
            (same ? withinPairs : betweenPairs) += 1.0;
        }
    if (withinPairs == 0.0 || betweenPairs == 0.0 || within <= 0.0) return ConditionTest::unknown;
    return (between / betweenPairs) / (within / withinPairs);
}

/// Every way of dealing the conditions to the batches once, or as many as are drawn.
std::vector<std::vector<std::int32_t>> deals(std::vector<std::int32_t> condition,
                                             std::uint64_t seed) {
    std::vector<std::vector<std::int32_t>> all;
    std::vector<std::int32_t> next = condition;
    std::ranges::sort(next);
    do {
        all.push_back(next);
    } while (all.size() <= mostDeals && std::ranges::next_permutation(next).found);
    if (all.size() <= mostDeals) return all;
    base::Random random(seed);
    all.assign(1, condition);  // what was seen is one of the ways
    while (all.size() < mostDeals) {
        base::shuffle(condition, random);
        all.push_back(condition);
    }
    return all;
}

std::string words(const ConditionTest& test) {
    std::array<char, 400> text{};
    const bool apart = test.p <= 0.05;
    std::snprintf(
        text.data(), text.size(),
        "Batches of different condition lie %.2f times as far apart as batches of the same "
        "condition, %.2f times after correction (p = %.3f of %zu ways to deal the conditions%s): "
        "%s.",
        test.ratioBefore, test.ratioNow, test.p, test.deals,
        test.leastP > 0.05 ? ", too few for a p below 0.05" : "",
        apart ? "part of what the correction removes is the condition"
              : "the condition is not seen above the differences of batches");
    return text.data();
}

}  // namespace

ConditionTest testCondition(const ProtectionMap& map, const data::Embedding& uncorrected,
                            const data::Embedding& corrected, const data::Categories& condition,
                            std::uint64_t seed) {
    ConditionTest test;
    const std::vector<std::int32_t> of = conditionOfBatches(map, condition);
    if (of.empty()) {
        test.sentence =
            "The condition varies within batches, so it is not confounded with them: its scores "
            "within populations say more than this test.";
        return test;
    }
    const PairTable before = batchDistances(map, uncorrected);
    test.ratioBefore = ratioOf(before, of);
    test.ratioNow = ratioOf(batchDistances(map, corrected), of);
    if (!std::isfinite(test.ratioBefore)) {
        test.sentence =
            "No two batches of one condition share a population, so a difference between "
            "conditions cannot be told from one between batches; replicates would answer this.";
        return test;
    }
    std::size_t asFar = 0;
    std::size_t largest = 0;
    double most = 0.0;
    for (const auto& deal : deals(of, seed)) {
        const double ratio = ratioOf(before, deal);
        if (!std::isfinite(ratio)) continue;
        ++test.deals;
        if (ratio >= test.ratioBefore - 1e-12) ++asFar;
        if (ratio > most + 1e-12) {
            most = ratio;
            largest = 0;
        }
        if (ratio >= most - 1e-12) ++largest;
    }
    test.p = static_cast<double>(asFar) / static_cast<double>(test.deals);
    test.leastP = static_cast<double>(largest) / static_cast<double>(test.deals);
    test.sentence = words(test);
    return test;
}

}  // namespace counterpoint::diagnose
