#pragma once

#include "core/plugin/integration_method.h"

#include <memory>

namespace counterpoint::integrate {

/// Harmony (Korsunsky et al. 2019; R harmony 2.x behaviour), id "harmony".
std::unique_ptr<plugin::IntegrationMethod> makeHarmony();
/// No integration: the input as it is, id "none".
std::unique_ptr<plugin::IntegrationMethod> makeNone();

}  // namespace counterpoint::integrate
