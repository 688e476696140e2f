#pragma once

#include "core/diagnose/batch_cluster.h"

#include <cstddef>
#include <utility>
#include <vector>

namespace counterpoint::diagnose {

/// Share of a shift in which a population may differ from it.
inline constexpr double shiftTolerance = 0.5;
/// Populations a shift moves at least. Of 30 development sets, in nested ones a shift moves all 5
/// populations alike (cosine of each with their mean 0.88 to 0.99, most above 0.94); without pieces
/// chance matches one pair of clusters, a condition of half the populations three pairs with 60 %
/// of the cells.
inline constexpr std::size_t leastMoved = 3;

/// A shift that may have made clusters of one population into two.
struct ShiftCandidate {
    Vector shift;
    std::vector<std::pair<std::size_t, std::size_t>> pairs;  ///< clusters it leads from and to
    std::size_t moved = 0;  ///< populations: pairs, and clusters as wide as both pieces together
    double cells = 0.0;     ///< in them
};

/// All shifts between two clusters of a batch and within one that move enough populations, best
/// first.
std::vector<ShiftCandidate> shiftCandidates(const data::Embedding& pcs,
                                            const std::vector<BatchCluster>& clusters);

}  // namespace counterpoint::diagnose
