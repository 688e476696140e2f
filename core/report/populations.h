#pragma once

#include "core/pipeline/results.h"

#include <cstddef>
#include <string>
#include <vector>

namespace counterpoint::report {

/// What the scores say about one population.
struct Population {
    std::string name;
    std::size_t cells = 0;
    std::size_t batches = 0;  ///< it has cells in
    /// Median iLISI of its cells, 0–1, 1 being what the population's batch shares allow; NaN in one
    /// batch only.
    double cilisi = 0.0;
    double asw = 0.0;   ///< mean cell-type silhouette of its cells, scaled 0–1; NaN without it
    double kbet = 0.0;  ///< share of its neighbourhoods kBET accepts; NaN without it
    bool provisional = false;  ///< a cluster within one batch, not a label
};

/// Every level of the label that has cells, in level order. Without labels those of `provisional`
/// (see cluster::provisionalPopulations), if given, whose `cilisi` is measured against the batch
/// shares of the whole data; else none. Scores of a sample of query cells are left out.
std::vector<Population> populationsOf(const pipeline::Cells& cells, const pipeline::Scores& scores,
                                      const data::Categories* provisional = nullptr);

}  // namespace counterpoint::report
