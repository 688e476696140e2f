#pragma once

#include "core/plugin/integration_method.h"

#include <memory>

namespace counterpoint::integrate {

/// Harmony (Korsunsky et al. 2019; R harmony 2.x behaviour), id "harmony".
std::unique_ptr<plugin::IntegrationMethod> makeHarmony();
/// Means and spreads of the batches aligned in each PC by empirical Bayes (Johnson 2007; R sva), id
/// "combat". Several batch columns count as their combinations.
std::unique_ptr<plugin::IntegrationMethod> makeCombat();
/// Batch effects of a linear model subtracted from each PC (limma's removeBatchEffect), id
/// "regress".
std::unique_ptr<plugin::IntegrationMethod> makeRegress();
/// The mean of every batch moved onto the mean of all cells, id "centre": the baseline.
std::unique_ptr<plugin::IntegrationMethod> makeCentre();
/// No integration: the input as it is, id "none".
std::unique_ptr<plugin::IntegrationMethod> makeNone();

}  // namespace counterpoint::integrate
