#pragma once

#include "core/simulate/scenario.h"

#include <ostream>
#include <vector>

namespace counterpoint::bench {

/// Prints, batch by batch of every set, the donors it was made of, how far apart the closest two
/// are (standard deviations within them along the line between, populations' means taken out), how
/// many pieces the protection map finds and how well these agree with the donors (adjusted Rand
/// index); then how many batches have all, and how many sets without donors have pieces.
void tellPooledDonors(std::ostream& out, const std::vector<simulate::Scenario>& scenarios);

}  // namespace counterpoint::bench
