#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace counterpoint::diagnose {

/// One setting of a sweep and what was found there.
struct SweepPoint {
    double value = 0.0;                                       ///< of the swept parameter
    double under = std::numeric_limits<double>::quiet_NaN();  ///< U; NaN: could not be told
    double over = std::numeric_limits<double>::quiet_NaN();   ///< L; NaN: no cluster to lose
};

/// Which settings of a sweep mix the batches as far as that goes without loss (spec §4,
/// "recommended interval").
struct Recommendation {
    std::vector<std::size_t> points;  ///< recommended ones, ascending; may have gaps
    std::size_t best = 0;             ///< the weakest of them: the proposed default
    /// False where even the best loss-free setting leaves the batches apart, or none is loss-free.
    bool mixes = false;
    std::string sentence;  ///< for the screen and the report
};

/// Among settings with L within its limit takes the smallest U, U*; recommends those with
/// U ≤ max(U* + 0.05, 0.05), the weakest first choice. `points` go from the weakest correction to
/// the strongest; `parameter` names it in the sentence. Nothing is recommended where no point could
/// be judged or all lose populations.
Recommendation recommend(std::span<const SweepPoint> points, const std::string& parameter);

}  // namespace counterpoint::diagnose
