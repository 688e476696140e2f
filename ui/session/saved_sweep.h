#pragma once

#include "core/diagnose/estimate.h"
#include "core/pipeline/settings.h"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace counterpoint::session {

/// A sweep over one parameter as it is shown and kept: what was tried, what came of it, and what is
/// recommended.
struct SavedSweep {
    /// NaN: could not be told.
    struct Point {
        double value = 0.0;  ///< of the parameter
        double batch = 0.0;  ///< batch removed and biology kept, as of a run
        double biology = 0.0;
        diagnose::Estimate under;  ///< U
        diagnose::Estimate over;   ///< L
    };

    pipeline::Settings settings;  ///< all but the parameter was as here
    std::string key;              ///< the parameter
    /// The place among the batch columns of the one whose number was swept; none: all alike.
    std::optional<std::size_t> batchColumn;
    std::vector<Point> points;             ///< rising in the parameter
    std::vector<std::size_t> recommended;  ///< places of points, ascending
    std::size_t best = 0;                  ///< the weakest of them, where there are any
    std::string sentence;                  ///< what is recommended
};

nlohmann::json toJson(const SavedSweep& sweep, const plugin::Registry& registry);
/// Nothing from null. Throws base::Error(BadInput) or a json exception where it is damaged.
std::optional<SavedSweep> sweepFrom(const nlohmann::json& saved, const plugin::Registry& registry);

}  // namespace counterpoint::session
