#pragma once

#include "core/pipeline/results.h"
#include "core/pipeline/settings.h"
#include "core/plugin/registry.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace counterpoint::report {

/// metrics.json: names and meanings as in the command-line documentation. Undefined values are
/// null, with the reason under "undefined". "aggregate" is scIB's. Without labels the populations
/// are those of `provisional`, if given, and say so.
nlohmann::json scoresJson(const pipeline::Results& results, const pipeline::Scores& scores,
                          const std::string& embeddingKey,
                          const data::Categories* provisional = nullptr);

/// One row a score: id, title, family, value, scaled, low, high, unintegrated scaled value, exact,
/// cells, the value mixing can attain; then three rows of the scIB aggregate.
std::string scoresCsv(const pipeline::Results& results, const plugin::Registry& registry);

/// The scores as a terminal table.
std::string scoresText(const pipeline::Results& results, const plugin::Registry& registry);

}  // namespace counterpoint::report
