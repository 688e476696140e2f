#pragma once

#include "core/plugin/registry.h"

namespace counterpoint::pipeline {

/// Adds every method and metric that ships inside Counterpoint, in the order they are offered.
void registerBuiltins(plugin::Registry& registry);

}  // namespace counterpoint::pipeline
