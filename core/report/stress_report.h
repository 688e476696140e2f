#pragma once

#include "core/pipeline/stress.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace counterpoint::report {

/// stress.json: one entry an experiment: test, population, passed, sentence, U, L, share kept, p.
nlohmann::json stressJson(const std::vector<pipeline::StressOutcome>& outcomes);

/// A short table for a terminal: one line an experiment.
std::string stressText(const std::vector<pipeline::StressOutcome>& outcomes);

}  // namespace counterpoint::report
