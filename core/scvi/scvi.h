#pragma once

#include "core/plugin/integration_method.h"

#include <memory>

namespace counterpoint::scvi {

/// scVI (Lopez et al. 2018; behaviour of scvi-tools 1.x), id "scvi": a round is an epoch, the
/// embedding the posterior means.
std::unique_ptr<plugin::IntegrationMethod> makeScvi();

}  // namespace counterpoint::scvi
