#pragma once

#include "core/base/job.h"
#include "core/data/matrix.h"
#include "core/linalg/tile.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint::neighbors {

struct Partition;

/// Points scored at once against one block of queries: a chunk's panels stay in the first-level
/// cache, the scores of a block in the second.
inline constexpr std::size_t ChunkPoints = 256;

/// A point amid the others, where float32 products are exact enough: the medians of a sample, which
/// no outlier can drag away. Throws Error(BadInput) when a coordinate is not a usable number.
std::vector<float> originAmid(const data::Embedding& embedding, const base::Job& job);

/// Points relative to `origin` in panels of 16: dimension by dimension, 16 points side by side, and
/// below them their squared norms. A query written as (−2x, 1) then scores |y|² − 2xy in one
/// product, which orders the points as their distance from x does. Regions start a panel each; a
/// point's place is its column, counted through all panels.
struct Panels {
    std::size_t depth = 0;            ///< dimensions + 1
    std::vector<float> values;        ///< panels × depth × 16; padding scores infinity
    std::vector<std::uint32_t> ids;   ///< by place: the point
    std::vector<float> rows;          ///< places × dimensions: the points as they are
    std::vector<std::size_t> begins;  ///< first panel of each region, and the end of the last
    std::vector<float> norms;         ///< by point: distance from the origin

    Panels(const data::Matrix& points, std::span<const float> origin, const Partition& partition,
           const base::Job& job);

    const float* panel(std::size_t p) const {
        return values.data() + p * depth * linalg::TileColumns;
    }
};

/// row = (−2 (point − origin), 1).
void queryRow(std::span<const float> point, std::span<const float> origin, float* row);

/// Bound of the error of a score between points of norms x and y is `rounding(depth)` × (x + y)².
inline double rounding(std::size_t depth) {
    return static_cast<double>(depth + 8) * 0x1.0p-22;
}

/// scores (rows × stride): every query row against `panels` successive panels.
void scoreChunk(const float* queryRows, std::size_t rows, const float* values, std::size_t panels,
                std::size_t depth, float* scores, std::size_t stride);

/// Writes the scores of at most `limit` and their places, the first being `firstPlace`; returns how
/// many. `count` is a multiple of 16; up to `count` entries are written over.
std::size_t collect(const float* scores, std::uint32_t firstPlace, std::size_t count, float limit,
                    float* foundScores, std::uint32_t* foundPlaces);

/// The position of the smallest score (the first of equals).
std::size_t smallest(const float* scores, std::size_t count);

/// A number that at least `k` and, ties apart, at most about 9/8 k of the scores do not exceed.
float nearlyKth(const float* scores, std::size_t count, std::size_t k);

/// Keeps the scores of at most `limit` and their places, in order; returns how many.
std::size_t keep(float* scores, std::uint32_t* places, std::size_t count, float limit);

/// Squared Euclidean distance, differences taken and added in double.
double squaredDistance(const float* x, const float* y, std::size_t dimensions);

/// squared[i] = the squared distance of `x` from the point at `places[i]`, as `squaredDistance`.
void squaredDistances(const float* x, const float* rows, std::size_t dimensions,
                      const std::uint32_t* places, std::size_t count, double* squared);

}  // namespace counterpoint::neighbors
