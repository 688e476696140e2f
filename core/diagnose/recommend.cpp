#include "core/diagnose/recommend.h"

#include "core/diagnose/over_statistic.h"
#include "core/diagnose/under_statistic.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace counterpoint::diagnose {

namespace {

constexpr double alsoGood = 0.05;  ///< U this much above the best is as good

std::string text(double value) {
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, "%.4g", value);
    return buffer;
}

std::string percent(double share) {
    return std::to_string(std::lround(100.0 * share)) + " %";
}

/// "1 to 2.5", or "1; 2" where a setting between them is not recommended.
std::string rangeText(std::span<const SweepPoint> points, const std::vector<std::size_t>& chosen) {
    std::string all;
    for (std::size_t i = 0; i < chosen.size();) {
        std::size_t last = i;
        while (last + 1 < chosen.size() && chosen[last + 1] == chosen[last] + 1) ++last;
        if (!all.empty()) all += "; ";
        all += text(points[chosen[i]].value);
        if (last > i) all += " to " + text(points[chosen[last]].value);
        i = last + 1;
    }
    return all;
}

}  // namespace

Recommendation recommend(std::span<const SweepPoint> points, const std::string& parameter) {
    Recommendation found;
    const auto withoutLoss = [](const SweepPoint& point) {
        return !std::isnan(point.under) && (std::isnan(point.over) || point.over <= overLimit);
    };
    double least = std::numeric_limits<double>::infinity();
    for (const SweepPoint& point : points)
        if (withoutLoss(point)) least = std::min(least, point.under);
    if (std::isinf(least)) {
        const bool judged =
            std::ranges::any_of(points, [](const auto& point) { return !std::isnan(point.under); });
        found.sentence = judged
                             ? "No setting of " + parameter +
                                   " keeps all populations: every one loses part of a population; "
                                   "try a weaker correction or another method."
                             : "No setting of " + parameter +
                                   " could be judged: too few cells have a recognisable "
                                   "counterpart in another batch.";
        return found;
    }
    const double limit = std::max(least + alsoGood, alsoGood);
    for (std::size_t i = 0; i < points.size(); ++i)
        if (withoutLoss(points[i]) && points[i].under <= limit) found.points.push_back(i);
    found.best = found.points.front();
    found.mixes = least <= underLimit;
    const SweepPoint& best = points[found.best];
    if (found.mixes)
        found.sentence = "Recommended " + parameter + " " + rangeText(points, found.points) +
                         "; the weakest, " + text(best.value) + ", leaves " +
                         percent(std::max(best.under, 0.0)) +
                         " of the expected cross-batch neighbours missing and loses no population.";
    else
        found.sentence = "No setting of " + parameter +
                         " mixes the batches without loss; the best compromise is " +
                         text(best.value) + ", where " + percent(best.under) +
                         " of the expected cross-batch neighbours are missing.";
    return found;
}

}  // namespace counterpoint::diagnose
