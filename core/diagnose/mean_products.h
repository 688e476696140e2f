#pragma once

#include "core/base/job.h"
#include "core/diagnose/partition.h"
#include "core/diagnose/profiles.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace counterpoint::diagnose {

/// Mean expressions of some sets of cells, through their products alone.
struct MeanProducts {
    PairTable products;         ///< sets × sets
    std::vector<double> noise;  ///< per set: variance of its mean, summed over genes

    /// Of the means of sets a − b and c − d, cleared of the noise of a mean that both share.
    double ofDifferences(std::size_t a, std::size_t b, std::size_t c, std::size_t d) const;
};

/// Every set has two cells or more.
MeanProducts meanProducts(const Expression& expression,
                          const std::vector<std::vector<std::uint32_t>>& cells,
                          const base::Job& job);

}  // namespace counterpoint::diagnose
