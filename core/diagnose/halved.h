#pragma once

#include "core/data/matrix.h"
#include "core/diagnose/batch_cluster.h"

#include <array>

namespace counterpoint::diagnose {

/// A cluster cut across its widest direction.
struct Halved {
    std::array<std::vector<std::uint32_t>, 2> cells;
    std::array<Vector, 2> means;

    bool whole() const { return cells[0].empty() || cells[1].empty(); }
};

/// Two means in the cluster, from the two sides of its first principal component.
Halved halved(const data::Embedding& pcs, const BatchCluster& cluster);

/// From the first half's mean to the second's; 0 where all cells are in one.
Vector across(const Halved& halves);

}  // namespace counterpoint::diagnose
