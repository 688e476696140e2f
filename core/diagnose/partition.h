#pragma once

#include "core/data/table.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace counterpoint::diagnose {

/// Cells divided into `count` sets, 0 … count − 1; −1 where a cell belongs to none.
struct Partition {
    std::vector<std::int32_t> codes;
    std::size_t count = 0;

    std::vector<std::size_t> sizes() const;
    /// The cells of every set, ascending.
    std::vector<std::vector<std::uint32_t>> members() const;
    bool operator==(const Partition&) const = default;
};

/// A small table of numbers: one for every pair of two sets, or of a set and a batch.
struct PairTable {
    std::size_t rows = 0;
    std::size_t cols = 0;
    std::vector<double> values;  ///< rows × cols

    PairTable() = default;
    PairTable(std::size_t rowCount, std::size_t colCount, double fill = 0.0)
        : rows(rowCount), cols(colCount), values(rowCount * colCount, fill) {}
    double& operator()(std::size_t i, std::size_t j) { return values[i * cols + j]; }
    double operator()(std::size_t i, std::size_t j) const { return values[i * cols + j]; }
    bool operator==(const PairTable&) const = default;
};

/// Cells of every set (row) in every batch (column).
PairTable countByBatch(const Partition& sets, const data::Categories& batch);

}  // namespace counterpoint::diagnose
