#include "core/diagnose/two_normals.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

namespace counterpoint::diagnose {

namespace {

constexpr double leastShare = 0.01;
constexpr double leastVariance = 1e-12;
const double logRootTwoPi = 0.5 * std::log(2.0 * std::numbers::pi);

/// Sums of a batch: cells, places, cells of the second.
struct Sums {
    double cells = 0.0;
    double places = 0.0;
    double second = 0.0;
};

/// The best parameters for cells that are of the second so far.
TwoNormals maximised(const PlacedCells& cells, std::span<const double> ofSecond) {
    std::vector<Sums> sums(cells.batches);
    double products = 0.0;
    for (std::size_t i = 0; i < cells.place.size(); ++i) {
        Sums& of = sums[cells.batch[i]];
        of.cells += 1.0;
        of.places += cells.place[i];
        of.second += ofSecond[i];
        products += ofSecond[i] * cells.place[i];
    }
    TwoNormals two;
    double both = 0.0;
    for (const Sums& of : sums) {
        if (of.cells == 0.0) continue;
        products -= of.second * of.places / of.cells;
        both += of.second * (of.cells - of.second) / of.cells;
    }
    two.apart = both > 0.0 ? products / both : 0.0;
    for (const Sums& of : sums) {
        const double share = of.cells > 0.0 ? of.second / of.cells : 0.5;
        two.shareOfSecond.push_back(std::clamp(share, leastShare, 1.0 - leastShare));
        two.first.push_back(of.cells > 0.0 ? of.places / of.cells - two.apart * share : 0.0);
    }
    for (std::size_t i = 0; i < cells.place.size(); ++i) {
        const double from = cells.place[i] - two.first[cells.batch[i]];
        two.variance += (1.0 - ofSecond[i]) * from * from +
                        ofSecond[i] * (from - two.apart) * (from - two.apart);
    }
    two.variance = std::max(leastVariance, two.variance / static_cast<double>(cells.place.size()));
    return two;
}

/// The same two, the lower one first.
TwoNormals ordered(TwoNormals two) {
    if (two.apart >= 0.0) return two;
    for (std::size_t b = 0; b < two.first.size(); ++b) {
        two.first[b] += two.apart;
        two.shareOfSecond[b] = 1.0 - two.shareOfSecond[b];
    }
    two.apart = -two.apart;
    return two;
}

/// Share of a standard normal distribution below.
double below(double z) {
    return 0.5 * std::erfc(-z / std::numbers::sqrt2);
}

}  // namespace

double TwoNormals::ofSecond(double place, std::size_t batch) const {
    constexpr double certain = 40.0;
    const double from = place - first[batch];
    const double odds = std::log(shareOfSecond[batch] / (1.0 - shareOfSecond[batch])) -
                        ((from - apart) * (from - apart) - from * from) / (2.0 * variance);
    return 1.0 / (1.0 + std::exp(-std::clamp(odds, -certain, certain)));
}

double TwoNormals::logDensity(double place, std::size_t batch) const {
    const double from = place - first[batch];
    const double ofFirst = std::log(1.0 - shareOfSecond[batch]) - from * from / (2.0 * variance);
    const double second =
        std::log(shareOfSecond[batch]) - (from - apart) * (from - apart) / (2.0 * variance);
    const double larger = std::max(ofFirst, second);
    return larger + std::log1p(std::exp(std::min(ofFirst, second) - larger)) -
           0.5 * std::log(variance) - logRootTwoPi;
}

TwoNormals fitTwoNormals(const PlacedCells& cells, std::span<const double> ofSecond, int rounds) {
    constexpr double mostCertain = 0.98;
    std::vector<double> second(ofSecond.begin(), ofSecond.end());
    for (double& share : second) share = std::clamp(share, 1.0 - mostCertain, mostCertain);
    TwoNormals two;
    for (int round = 0; round < rounds; ++round) {
        two = maximised(cells, second);
        for (std::size_t i = 0; i < second.size(); ++i)
            second[i] = two.ofSecond(cells.place[i], cells.batch[i]);
    }
    return ordered(std::move(two));
}

double FlatNormal::logDensity(double place, std::size_t batch) const {
    const double from = place - mean[batch];
    if (flatness == 0.0)
        return -from * from / (2.0 * variance) - 0.5 * std::log(variance) - logRootTwoPi;
    const double half = flatness * std::sqrt(3.0 * variance);
    const double blur = std::sqrt(variance * (1.0 - flatness * flatness));
    const double inside = below((from + half) / blur) - below((from - half) / blur);
    return std::log(std::max(inside, std::numeric_limits<double>::min()) / (2.0 * half));
}

FlatNormal fitNormal(const PlacedCells& cells) {
    FlatNormal fit;
    std::vector<double> counts(cells.batches, 0.0);
    fit.mean.assign(cells.batches, 0.0);
    for (std::size_t i = 0; i < cells.place.size(); ++i) {
        fit.mean[cells.batch[i]] += cells.place[i];
        counts[cells.batch[i]] += 1.0;
    }
    for (std::size_t b = 0; b < counts.size(); ++b) fit.mean[b] /= std::max(1.0, counts[b]);
    for (std::size_t i = 0; i < cells.place.size(); ++i) {
        const double from = cells.place[i] - fit.mean[cells.batch[i]];
        fit.variance += from * from;
    }
    fit.variance = std::max(leastVariance, fit.variance / static_cast<double>(cells.place.size()));
    return fit;
}

FlatNormal fitFlatNormal(const PlacedCells& cells) {
    constexpr std::array flatnesses{0.0, 0.6, 0.75, 0.85, 0.92, 0.96, 0.985};
    FlatNormal fit = fitNormal(cells);
    double best = -std::numeric_limits<double>::infinity();
    double chosen = 0.0;
    for (const double flatness : flatnesses) {
        fit.flatness = flatness;
        double likelihood = 0.0;
        for (std::size_t i = 0; i < cells.place.size(); ++i)
            likelihood += fit.logDensity(cells.place[i], cells.batch[i]);
        if (likelihood <= best) continue;
        best = likelihood;
        chosen = flatness;
    }
    fit.flatness = chosen;
    return fit;
}

}  // namespace counterpoint::diagnose
