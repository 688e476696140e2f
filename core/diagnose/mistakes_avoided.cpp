#include "core/diagnose/mistakes_avoided.h"

#include <algorithm>
#include <cstddef>
#include <map>

namespace counterpoint::diagnose {

namespace {

using Counts = std::map<std::int32_t, double>;

double mistakes(const Counts& counts) {
    double all = 0.0;
    double most = 0.0;
    for (const auto& [code, count] : counts) {
        all += count;
        most = std::max(most, count);
    }
    return all - most;
}

}  // namespace

double mistakesAvoided(std::span<const std::int32_t> what, std::span<const std::int32_t> from) {
    Counts all;
    std::map<std::int32_t, Counts> known;
    for (std::size_t i = 0; i < what.size(); ++i) {
        if (what[i] < 0) continue;
        all[what[i]] += 1.0;
        known[from[i]][what[i]] += 1.0;
    }
    const double blind = mistakes(all);
    if (blind == 0.0) return 0.0;
    double informed = 0.0;
    for (const auto& [code, counts] : known) informed += mistakes(counts);
    return 1.0 - informed / blind;
}

}  // namespace counterpoint::diagnose
