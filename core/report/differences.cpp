#include "core/report/differences.h"

#include <cmath>

namespace counterpoint::report {

Difference::Says Difference::says() const {
    constexpr double visible = 0.0005;  // what three decimals show
    if (std::abs(change) < visible) return Says::NoDifference;
    if (std::isnan(low) || std::isnan(high)) return Says::NoInterval;
    if (low <= 0.0 && high >= 0.0) return Says::NoDifference;
    return change > 0.0 ? Says::SecondBetter : Says::FirstBetter;
}

std::vector<Difference> differencesOf(const pipeline::Scores& first, const pipeline::Scores& second,
                                      const std::vector<std::string>& ids,
                                      const plugin::Registry& registry) {
    std::vector<Difference> all;
    for (const std::string& id : ids) {
        const auto a = first.find(id);
        const auto b = second.find(id);
        if (a == first.end() || b == second.end()) continue;
        const plugin::Score& one = *a->second;
        const plugin::Score& two = *b->second;
        if (std::isnan(one.scaled) || std::isnan(two.scaled)) continue;
        const plugin::MetricInfo& info = registry.metric(id).info();
        Difference difference{id, info.title, info.family, one.scaled, two.scaled};
        difference.change = two.scaled - one.scaled;
        // Upwards both scores may err in opposite directions.
        difference.low =
            difference.change - std::hypot(two.scaled - two.low, one.high - one.scaled);
        difference.high =
            difference.change + std::hypot(two.high - two.scaled, one.scaled - one.low);
        all.push_back(difference);
    }
    return all;
}

}  // namespace counterpoint::report
