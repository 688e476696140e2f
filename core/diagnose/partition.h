#pragma once

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

/// One number for every ordered pair of `size` sets.
struct PairTable {
    std::size_t size = 0;
    std::vector<double> values;  ///< size × size

    PairTable() = default;
    explicit PairTable(std::size_t n, double fill = 0.0) : size(n), values(n * n, fill) {}
    double& operator()(std::size_t i, std::size_t j) { return values[i * size + j]; }
    double operator()(std::size_t i, std::size_t j) const { return values[i * size + j]; }
    bool operator==(const PairTable&) const = default;
};

}  // namespace counterpoint::diagnose
