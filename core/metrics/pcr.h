#pragma once

#include "core/data/matrix.h"
#include "core/data/table.h"

#include <vector>

namespace counterpoint::metrics {

/// Share of an embedding's variance that the batch explains.
struct BatchVariance {
    double share = 0.0;             ///< R², 0–1; NaN when the embedding does not vary
    std::vector<double> influence;  ///< of each cell on the share, for intervals
};

/// Principal component regression with all components kept, which does not depend on the rotation:
/// trace of the between-batch scatter over trace of the total scatter. O(cells · dims).
BatchVariance batchVariance(const data::Embedding& embedding, const data::Categories& batch);

}  // namespace counterpoint::metrics
