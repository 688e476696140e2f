#pragma once

#include "core/data/csr_matrix.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint::cluster {

/// Every item in one cluster, numbered from 0 by falling size; of equal sizes the one with the
/// smallest item comes first.
struct Partition {
    std::vector<std::int32_t> codes;  ///< one an item
    std::size_t clusters = 0;
};

/// The same clusters numbered as `Partition` says. `codes` may be any numbers from 0.
Partition renumbered(std::span<const std::int32_t> codes);

/// Modularity of a partition with a resolution (RB configuration, Reichardt & Bornholdt 2006):
/// 1/2m · Σᵢⱼ (Aᵢⱼ − γ kᵢ kⱼ / 2m) over pairs of one cluster, with 2m the sum of all weights. 0 for
/// a graph without edges. `graph` is symmetric.
double modularity(const data::CsrMatrix& graph, std::span<const std::int32_t> codes,
                  double resolution);

}  // namespace counterpoint::cluster
