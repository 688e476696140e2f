#pragma once

#include "core/diagnose/diagnosis.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint::diagnose {

/// How the cells of a population moved from the uncorrected to the corrected cells.
struct PopulationMovement {
    std::int32_t population = 0;  ///< row of Diagnosis::populations
    std::size_t cells = 0;
    double newNeighbors = 0.0;  ///< mean share of a cell's nearest that are others than before
    double distance = 0.0;      ///< median way, in units of the distance to the k-th neighbour
                                ///< before; NaN where it is not known
};

/// The populations of at least 20 cells, those with most new neighbours first. By cell, as in
/// embed::Movement: `newNeighbors` 0–1 and `distance`, which may be empty.
std::vector<PopulationMovement> movementByPopulation(const Diagnosis& diagnosis,
                                                     std::span<const float> newNeighbors,
                                                     std::span<const float> distance);

/// `diagnosis` with every population's movement, and a last sentence on the one that moved most;
/// none where next to nothing moved (less than 1 % new neighbours).
Diagnosis withMovement(Diagnosis diagnosis, std::span<const float> newNeighbors,
                       std::span<const float> distance);

}  // namespace counterpoint::diagnose
