#pragma once

#include "core/pipeline/results.h"
#include "core/plugin/registry.h"

#include <string>
#include <vector>

namespace counterpoint::report {

/// A score of two runs.
struct Difference {
    std::string id;
    std::string title;
    plugin::MetricFamily family = plugin::MetricFamily::BatchRemoved;
    double first = 0.0;  ///< scaled, 0–1
    double second = 0.0;
    double change = 0.0;  ///< second − first
    /// 95 % interval of the change, from those of the two scores as if they were independent:
    /// √(half width² + half width²). The runs share their cells, so it is rather too wide. NaN
    /// where a score has none.
    double low = 0.0;
    double high = 0.0;

    enum class Says { FirstBetter, NoDifference, SecondBetter, NoInterval };
    /// NoDifference where the interval holds 0, or where three decimals show none; NoInterval where
    /// there is a change but no interval to judge it by.
    Says says() const;
};

/// The metrics `ids` that both runs have a value of, in that order.
std::vector<Difference> differencesOf(const pipeline::Scores& first, const pipeline::Scores& second,
                                      const std::vector<std::string>& ids,
                                      const plugin::Registry& registry);

}  // namespace counterpoint::report
