#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint::diagnose {

/// Where cells lie along a line, and the batch of each.
struct PlacedCells {
    std::vector<double> place;
    std::vector<std::uint32_t> batch;  ///< 0 … batches − 1
    std::size_t batches = 0;
};

/// Two normal distributions of one variance, as far apart in every batch; where the first lies and
/// how many cells are of the second is up to the batch.
struct TwoNormals {
    double apart = 0.0;  ///< from first to second, not negative
    double variance = 0.0;
    std::vector<double> first;          ///< of every batch
    std::vector<double> shareOfSecond;  ///< of every batch

    /// Of a cell at a place: the probability that it is of the second.
    double ofSecond(double place, std::size_t batch) const;
    double logDensity(double place, std::size_t batch) const;
};

/// By expectation and maximisation, some rounds of it, from a guess per cell (0 to 1).
TwoNormals fitTwoNormals(const PlacedCells& cells, std::span<const double> ofSecond, int rounds);

/// One distribution about a mean of every batch: uniform over a width, blurred by a normal one.
/// From a normal distribution to a flat course with hardly blurred ends.
struct FlatNormal {
    std::vector<double> mean;
    double variance = 0.0;  ///< of the whole
    double flatness = 0.0;  ///< standard deviation of the uniform part in units of the whole's

    double logDensity(double place, std::size_t batch) const;
};

/// Not flat at all: mean of every batch, one variance.
FlatNormal fitNormal(const PlacedCells& cells);
/// The same with the likeliest of some flatnesses.
FlatNormal fitFlatNormal(const PlacedCells& cells);

}  // namespace counterpoint::diagnose
