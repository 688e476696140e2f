#include "core/diagnose/marker_gap.h"

#include "core/base/parallel.h"
#include "core/diagnose/likeness.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace counterpoint::diagnose {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t leastShared = 3;
/// Squared difference of log-normalised means that any gene may have without being a marker.
constexpr double leastSpread = 0.05;
constexpr double noiseErrors = 2.0;

using Vector = std::vector<double>;

/// Mean and its variance, gene by gene.
struct Profile {
    Vector mean;
    Vector variance;
};

Profile profileOf(const Expression& expression, const std::vector<std::int32_t>& place,
                  const std::vector<std::uint32_t>& cells) {
    Profile result{Vector(expression.genes.size(), 0.0), Vector(expression.genes.size(), 0.0)};
    for (const std::uint32_t cell : cells) {
        const auto columns = expression.values->rowColumns(cell);
        const auto values = expression.values->rowValues(cell);
        for (std::size_t n = 0; n < columns.size(); ++n) {
            if (place[columns[n]] < 0) continue;
            result.mean[place[columns[n]]] += values[n];
            result.variance[place[columns[n]]] += static_cast<double>(values[n]) * values[n];
        }
    }
    const auto size = static_cast<double>(cells.size());
    for (std::size_t g = 0; g < result.mean.size(); ++g) {
        result.mean[g] /= size;
        result.variance[g] =
            std::max(0.0, result.variance[g] / size - result.mean[g] * result.mean[g]) /
            (size - 1.0);
    }
    return result;
}

/// What is left of the difference of two profiles.
struct Gap {
    double value = 0.0;
    double error = 0.0;  ///< standard, of noise alone
};

/// A pair of profiles: of one batch and of the other.
struct Across {
    const Profile* first = nullptr;
    const Profile* second = nullptr;

    double difference(std::size_t g) const { return first->mean[g] - second->mean[g]; }
    double noise(std::size_t g) const { return first->variance[g] + second->variance[g]; }
};

/// `shared`: populations of both batches to compare with, all but number `without`.
Gap gapOf(const Across& pair, const std::vector<Across>& shared, std::size_t without) {
    const auto count =
        static_cast<double>(shared.size() - (without < shared.size() ? std::size_t{1} : 0));
    double sum = 0.0;
    double variance = 0.0;
    for (std::size_t g = 0; g < pair.first->mean.size(); ++g) {
        double typical = 0.0;
        double spread = 0.0;
        double noise = 0.0;
        for (std::size_t s = 0; s < shared.size(); ++s) {
            if (s == without) continue;
            const double apart = shared[s].difference(g);
            typical += apart / count;
            spread += std::max(0.0, apart * apart - shared[s].noise(g)) / count;
            noise += shared[s].noise(g) / (count * count);
        }
        const double weight = 1.0 / (leastSpread + spread);
        const double left = pair.difference(g) - typical;
        noise += pair.noise(g);
        sum += weight * (left * left - noise);
        variance += 2.0 * weight * weight * noise * noise;
    }
    return {sum, std::sqrt(variance)};
}

/// The gap of the shared population that differs most, noise included.
double largestOf(const std::vector<Across>& shared) {
    double largest = 0.0;
    for (std::size_t s = 0; s < shared.size(); ++s) {
        const Gap gap = gapOf(shared[s], shared, s);
        largest = std::max(largest, gap.value + noiseErrors * gap.error);
    }
    return largest;
}

}  // namespace

PairTable markerGaps(const Expression& expression, const Partition& groups,
                     const data::Categories& batch, const base::Job& job) {
    const PairTable lives = livesIn(countByBatch(groups, batch), batch.counts());
    std::vector<std::vector<std::uint32_t>> cells(lives.rows * lives.cols);
    for (std::uint32_t i = 0; i < groups.codes.size(); ++i)
        if (const std::size_t part = groups.codes[i] * lives.cols + batch.codes[i];
            lives.values[part] != 0.0)
            cells[part].push_back(i);
    std::vector<std::int32_t> place(expression.values->cols, -1);
    for (std::size_t g = 0; g < expression.genes.size(); ++g)
        place[expression.genes[g]] = static_cast<std::int32_t>(g);
    std::vector<Profile> profiles(cells.size());
    base::parallelBlocks(job, cells.size(), 1, [&](std::size_t p, std::size_t, std::size_t) {
        if (!cells[p].empty()) profiles[p] = profileOf(expression, place, cells[p]);
    });

    const std::size_t batches = lives.cols;
    std::vector<PairTable> found(batches * batches, PairTable(lives.rows, lives.rows, unknown));
    base::parallelBlocks(
        job, batches * batches, 1, [&](std::size_t both, std::size_t, std::size_t) {
            const std::size_t v = both / batches;
            const std::size_t w = both % batches;
            if (v == w) return;
            const auto across = [&](std::size_t g, std::size_t h) {
                return Across{&profiles[g * batches + v], &profiles[h * batches + w]};
            };
            std::vector<Across> shared;
            for (std::size_t g = 0; g < lives.rows; ++g)
                if (lives(g, v) != 0.0 && lives(g, w) != 0.0) shared.push_back(across(g, g));
            if (shared.size() < leastShared) return;
            const double unit = largestOf(shared);
            if (!(unit > 0.0)) return;
            for (std::size_t g = 0; g < lives.rows; ++g)
                for (std::size_t h = 0; h < lives.rows; ++h)
                    if (lives(g, v) != 0.0 && lives(h, w) != 0.0 && !meet(lives, g, h))
                        found[both](g, h) = gapOf(across(g, h), shared, shared.size()).value / unit;
        });
    PairTable result(lives.rows, lives.rows, unknown);
    for (const PairTable& table : found)
        for (std::size_t g = 0; g < lives.rows; ++g)
            for (std::size_t h = 0; h < lives.rows; ++h)
                for (const double gap : {table(g, h), table(h, g)})
                    if (std::isfinite(gap) && !(result(g, h) <= gap)) result(g, h) = gap;
    return result;
}

PairWeights withSistersDecided(PairWeights weights, const PairTable& gaps,
                               const PairTable& likenessOfGroups) {
    for (std::size_t i = 0; i < gaps.values.size(); ++i) {
        if (weights.ambiguous.values[i] == 0.0 || !(gaps.values[i] > gapOfSisters) ||
            !(likenessOfGroups.values[i] < likenessOfOne))
            continue;
        weights.weight.values[i] = 1.0;
        weights.ambiguous.values[i] = 0.0;
    }
    return weights;
}

}  // namespace counterpoint::diagnose
