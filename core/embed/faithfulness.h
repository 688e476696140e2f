#pragma once

#include "core/base/job.h"
#include "core/data/matrix.h"

#include <cstddef>

namespace counterpoint::embed {

/// How much of who is near whom a map shows, asked of some or all cells with the k nearest others.
struct Faithfulness {
    /// 1 less a penalty for every cell drawn near that is not, by how far off it is (Venna & Kaski
    /// 2001, as scikit-learn's trustworthiness): 1 is perfect, 0.5 chance.
    double trustworthiness = 1.0;
    double keptNeighbors = 1.0;  ///< mean share of the true neighbours among the drawn ones
    std::size_t cells = 0;       ///< asked
};

/// Compares `layout` with the `space` it was made from, row by row. Asks every n-th cell so that at
/// most `atMost` are asked, each against all cells. Throws Cancelled when stopped.
Faithfulness faithfulness(const data::Embedding& space, const data::Embedding& layout,
                          std::size_t k, std::size_t atMost, const base::Job& job);

}  // namespace counterpoint::embed
