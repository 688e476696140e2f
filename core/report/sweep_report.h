#pragma once

#include "core/pipeline/sweep.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace counterpoint::report {

/// sweep.csv: one row a setting: parameter values, seed, verdict, U and L with intervals, coverage,
/// the scIB aggregate, then the scaled scores. Empty where there is no value.
std::string sweepCsv(const pipeline::Sweep& sweep);

/// sweep.json: the same, with the recommendation and the spread of U and L over seeds.
nlohmann::json sweepJson(const pipeline::Sweep& sweep);

/// tradeoff.svg, of a sweep over one parameter: U and L with intervals and limits against the
/// parameter, the recommended settings shaded; beside them biology kept against batch removed. Text
/// stays text.
std::string tradeoffSvg(const pipeline::Sweep& sweep);

}  // namespace counterpoint::report
