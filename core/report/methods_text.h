#pragma once

#include "core/pipeline/results.h"
#include "core/pipeline/settings.h"
#include "core/pipeline/sweep.h"
#include "core/plugin/registry.h"

#include <optional>
#include <string>

namespace counterpoint::report {

/// The methods paragraph of a manuscript: what was done to these cells with which settings, and the
/// citations, from the declared parameters of the run. Plain text.
std::string methodsText(const pipeline::Results& results, const pipeline::Settings& settings,
                        const plugin::Registry& registry);

/// The counterpoint-cli call that repeats the run: only settings that differ from their defaults.
std::string asCommand(const pipeline::Results& results, const pipeline::Settings& settings,
                      const plugin::Registry& registry);

/// The counterpoint-cli call that repeats a sweep over one parameter. Nothing where the command
/// line has no words for it: numbers for one of several batch columns.
std::optional<std::string> asSweepCommand(const data::Dataset& dataset,
                                          const pipeline::Settings& settings,
                                          const pipeline::SweepAxis& axis,
                                          const plugin::Registry& registry);

}  // namespace counterpoint::report
