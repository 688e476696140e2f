#pragma once

#include "core/data/table.h"
#include "core/metrics/query_sample.h"

#include <cstddef>
#include <span>
#include <vector>

namespace counterpoint::metrics {

/// CiLISI of one population.
struct PopulationMixing {
    double scaled = 0.0;     ///< NaN in one batch or without an asked cell
    double effective = 0.0;  ///< independent cells that would give its uncertainty
    double low = 0.0;        ///< 95 % interval of `scaled`
    double high = 0.0;
};

/// Median raw iLISI (of the asked cells, against all cells) in each level of `label`, so scaled
/// that 1 is what the population's own batch shares allow: (median − 1) / (1 / Σp² − 1), at most 1.
std::vector<PopulationMixing> cilisiPerLabel(std::span<const float> lisi, const Asked& asked,
                                             const data::Categories& batch,
                                             const data::Categories& label);

}  // namespace counterpoint::metrics
