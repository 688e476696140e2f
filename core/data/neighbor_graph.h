#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint::data {

/// The k nearest *other* cells of every cell (or of every query cell), nearest first; the cell
/// itself is never listed. Euclidean (unsquared) distances; ties are broken by the smaller index,
/// so the table does not depend on how it was computed. Metrics and UMAP use the first columns of
/// one table (90 by default).
struct NeighborGraph {
    std::size_t cells = 0;
    std::size_t k = 0;
    std::vector<std::uint32_t> indices;  ///< cells × k
    std::vector<float> distances;        ///< cells × k, ascending in a row
    bool exact = true;                   ///< false when made by an approximate search
    double recall = 1.0;  ///< share of the true neighbours found, measured on a sample of cells

    std::span<const std::uint32_t> neighbors(std::size_t cell) const {
        return {indices.data() + cell * k, k};
    }
    std::span<const float> distancesOf(std::size_t cell) const {
        return {distances.data() + cell * k, k};
    }
};

}  // namespace counterpoint::data
