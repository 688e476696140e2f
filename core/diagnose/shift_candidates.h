#pragma once

#include "core/diagnose/batch_cluster.h"

#include <cstddef>
#include <utility>
#include <vector>

namespace counterpoint::diagnose {

/// Share of a shift in which a population may differ from it.
inline constexpr double shiftTolerance = 0.5;
/// Populations a shift moves at least. On the development series (16 nested sets with pieces, 288
/// others) batches with pieces have shifts that move 3 to 5 of 5 populations alike, the cosine of
/// each with their mean at 0.95 or more; chance matches 1, a condition of half the populations 3
/// (60 % of the cells).
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
