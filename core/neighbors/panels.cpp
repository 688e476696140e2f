#include "core/neighbors/panels.h"

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/linalg/kernel.h"
#include "core/neighbors/partition.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace counterpoint::neighbors {

using linalg::TileColumns;

namespace {

// Far below where squares overflow float32.
constexpr double LargestNorm = 1e15;
constexpr std::size_t BlockRows = 4096;

}  // namespace

std::vector<float> originAmid(const data::Embedding& embedding, const base::Job& job) {
    base::parallelBlocks(
        job, embedding.rows, BlockRows, [&](std::size_t begin, std::size_t end, std::size_t) {
            for (std::size_t i = begin; i < end; ++i) {
                double squared = 0.0;
                for (const float x : embedding.row(i)) squared += static_cast<double>(x) * x;
                if (!(squared < LargestNorm * LargestNorm))
                    throw base::Error(base::ErrorKind::BadInput,
                                      "the embedding of cell " + std::to_string(i + 1) +
                                          " is not a usable number, so its neighbours are "
                                          "undefined");
            }
        });
    constexpr std::size_t sampleSize = 1001;
    std::vector<float> column(std::min(embedding.rows, sampleSize));
    const auto middle = column.begin() + static_cast<std::ptrdiff_t>(column.size() / 2);
    std::vector<float> origin(embedding.cols);
    for (std::size_t j = 0; j < embedding.cols; ++j) {
        for (std::size_t s = 0; s < column.size(); ++s)
            column[s] = embedding(s * embedding.rows / column.size(), j);
        std::ranges::nth_element(column, middle);
        origin[j] = *middle;
    }
    return origin;
}

Panels::Panels(const data::Matrix& points, std::span<const float> origin,
               const Partition& partition, const base::Job& job)
    : depth(points.cols + 1), begins(partition.regions() + 1, 0), norms(points.rows) {
    for (std::size_t region = 0; region < partition.regions(); ++region)
        begins[region + 1] =
            begins[region] + base::blockCount(partition.members(region).size(), TileColumns);
    values.resize(begins.back() * depth * TileColumns);
    ids.resize(begins.back() * TileColumns);
    rows.resize(ids.size() * points.cols);
    constexpr std::size_t regionsPerBlock = 8;
    base::parallelBlocks(
        job, partition.regions(), regionsPerBlock,
        [&](std::size_t begin, std::size_t end, std::size_t) {
            for (std::size_t region = begin; region < end; ++region) {
                const auto members = partition.members(region);
                const std::size_t columns = (begins[region + 1] - begins[region]) * TileColumns;
                for (std::size_t c = 0; c < columns; ++c) {
                    const std::size_t place = begins[region] * TileColumns + c;
                    float* column = values.data() + place / TileColumns * depth * TileColumns +
                                    place % TileColumns;
                    float& squaredNorm = column[points.cols * TileColumns];
                    if (c >= members.size()) {
                        squaredNorm = std::numeric_limits<float>::infinity();
                        continue;
                    }
                    const std::uint32_t point = members[c];
                    double squared = 0.0;
                    for (std::size_t j = 0; j < points.cols; ++j) {
                        const float centred = points(point, j) - origin[j];
                        column[j * TileColumns] = centred;
                        squared += static_cast<double>(centred) * centred;
                    }
                    squaredNorm = static_cast<float>(squared);
                    norms[point] = static_cast<float>(std::sqrt(squared));
                    ids[place] = point;
                    std::ranges::copy(points.row(point), rows.begin() + place * points.cols);
                }
            }
        });
}

void queryRow(std::span<const float> point, std::span<const float> origin, float* row) {
    for (std::size_t j = 0; j < point.size(); ++j) row[j] = -2.0F * (point[j] - origin[j]);
    row[point.size()] = 1.0F;
}

COUNTERPOINT_KERNEL
void scoreChunk(const float* queryRows, std::size_t rows, const float* values, std::size_t panels,
                std::size_t depth, float* scores, std::size_t stride) {
    for (std::size_t panel = 0; panel < panels; ++panel)
        linalg::tileProducts(rows, queryRows, depth, 1, values + panel * depth * TileColumns,
                             TileColumns, depth, scores + panel * TileColumns, stride);
}

COUNTERPOINT_KERNEL
std::size_t collect(const float* scores, std::uint32_t firstPlace, std::size_t count, float limit,
                    float* foundScores, std::uint32_t* foundPlaces) {
    std::size_t found = 0;
    for (std::size_t group = 0; group < count; group += TileColumns) {
        int any = 0;  // most groups of 16 hold none
#pragma omp simd reduction(| : any)
        for (std::size_t p = 0; p < TileColumns; ++p) any |= scores[group + p] <= limit ? 1 : 0;
        if (any == 0) continue;
        for (std::size_t p = group; p < group + TileColumns; ++p) {
            foundScores[found] = scores[p];
            foundPlaces[found] = firstPlace + static_cast<std::uint32_t>(p);
            found += scores[p] <= limit ? 1 : 0;
        }
    }
    return found;
}

COUNTERPOINT_KERNEL
std::size_t smallest(const float* scores, std::size_t count) {
    float least = std::numeric_limits<float>::infinity();
#pragma omp simd reduction(min : least)
    for (std::size_t p = 0; p < count; ++p) least = scores[p] < least ? scores[p] : least;
    std::size_t at = 0;
    while (at + 1 < count && scores[at] != least) ++at;
    return at;
}

COUNTERPOINT_KERNEL
float nearlyKth(const float* scores, std::size_t count, std::size_t k) {
    float low = std::numeric_limits<float>::infinity();
    float high = -low;
#pragma omp simd reduction(min : low) reduction(max : high)
    for (std::size_t i = 0; i < count; ++i) {
        low = scores[i] < low ? scores[i] : low;
        high = scores[i] > high ? scores[i] : high;
    }
    const auto few = static_cast<int>(k + k / 8);
    for (int step = 0; step < 24; ++step) {
        const float middle = low + (high - low) / 2.0F;
        int within = 0;
#pragma omp simd reduction(+ : within)
        for (std::size_t i = 0; i < count; ++i) within += scores[i] <= middle ? 1 : 0;
        if (within < static_cast<int>(k)) {
            low = middle;
        } else {
            high = middle;
            if (within <= few) break;
        }
    }
    return high;
}

std::size_t keep(float* scores, std::uint32_t* places, std::size_t count, float limit) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const float score = scores[i];
        scores[kept] = score;
        places[kept] = places[i];
        kept += score <= limit ? 1 : 0;
    }
    return kept;
}

namespace {

[[gnu::always_inline]] inline double directly(const float* x, const float* y,
                                              std::size_t dimensions) {
    double sum = 0.0;
#pragma omp simd reduction(+ : sum)
    for (std::size_t j = 0; j < dimensions; ++j) {
        const double difference = static_cast<double>(x[j]) - y[j];
        sum += difference * difference;
    }
    return sum;
}

}  // namespace

COUNTERPOINT_KERNEL
double squaredDistance(const float* x, const float* y, std::size_t dimensions) {
    return directly(x, y, dimensions);
}

COUNTERPOINT_KERNEL
void squaredDistances(const float* x, const float* rows, std::size_t dimensions,
                      const std::uint32_t* places, std::size_t count, double* squared) {
    for (std::size_t i = 0; i < count; ++i)
        squared[i] = directly(x, rows + places[i] * dimensions, dimensions);
}

}  // namespace counterpoint::neighbors
