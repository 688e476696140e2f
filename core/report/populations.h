#pragma once

#include "core/pipeline/results.h"

#include <cstddef>
#include <string>
#include <vector>

namespace counterpoint::report {

/// What the per-cell scores say about one labelled population.
struct Population {
    std::string name;
    std::size_t cells = 0;
    std::size_t batches = 0;  ///< it has cells in
    double cilisi = 0.0;      ///< median iLISI of its cells, scaled 0–1; NaN in one batch only
    double asw = 0.0;  ///< mean cell-type silhouette of its cells, scaled 0–1; NaN without it
};

/// Every level of the label that has cells, in level order; empty without labels.
std::vector<Population> populationsOf(const pipeline::Cells& cells, const pipeline::Scores& scores);

}  // namespace counterpoint::report
