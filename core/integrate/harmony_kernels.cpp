#include "core/integrate/harmony_kernels.h"

#include "core/linalg/kernel.h"
#include "core/linalg/tile.h"
#include "core/linalg/vector_math.h"

#include <cmath>

namespace counterpoint::integrate::kernels {

using linalg::TileColumns;
using linalg::TileRows;

namespace {

/// Float32 sums run over this many cells before they are added in double.
constexpr std::size_t SumRows = 128;

COUNTERPOINT_KERNEL
void gatherAndScore(const float* x, const std::uint32_t* cells, std::size_t count, std::size_t dims,
                    const float* panels, std::size_t clusters, float* unit, float* scores) {
    for (std::size_t c = 0; c < count; ++c)
        for (std::size_t j = 0; j < dims; ++j) unit[c * dims + j] = x[cells[c] * dims + j];
    for (std::size_t k = 0; k < clusters; k += TileColumns)
        linalg::tileProducts(count, unit, dims, 1, panels + k * dims, TileColumns, dims, scores + k,
                             clusters);
}

/// Softmax of scale · score + weight into `r`; returns Σ R score and Σ R (logit − max) and the sum
/// of exponentials, from which the caller has Σ R ln R.
COUNTERPOINT_KERNEL
void softmaxRow(const float* scores, const float* weights, std::size_t clusters, float scale,
                float* r, float* closeness, float* excess, float* total) {
    float most = -3e38F;
#pragma omp simd reduction(max : most)
    for (std::size_t k = 0; k < clusters; ++k) {
        const float logit = scale * scores[k] + weights[k];
        most = logit > most ? logit : most;
    }
    float sum = 0.0F;
    float sumScore = 0.0F;
    float sumExcess = 0.0F;
#pragma omp simd reduction(+ : sum, sumScore, sumExcess)
    for (std::size_t k = 0; k < clusters; ++k) {
        const float below = scale * scores[k] + weights[k] - most;
        const float e = linalg::expOfNonPositive(below);
        r[k] = e;
        sum += e;
        sumScore += e * scores[k];
        sumExcess += e * below;
    }
    const float inverse = 1.0F / sum;
#pragma omp simd
    for (std::size_t k = 0; k < clusters; ++k) r[k] *= inverse;
    *closeness = sumScore * inverse;
    *excess = sumExcess * inverse;
    *total = sum;
}

}  // namespace

std::vector<float> packPanels(const std::vector<float>& centroids, std::size_t dims,
                              std::size_t clusters) {
    std::vector<float> panels(clusters * dims, 0.0F);
    for (std::size_t k = 0; k * dims < centroids.size(); ++k)
        for (std::size_t j = 0; j < dims; ++j)
            panels[k / TileColumns * TileColumns * dims + j * TileColumns + k % TileColumns] =
                centroids[k * dims + j];
    return panels;
}

void normaliseRows(const float* x, std::size_t rows, std::size_t dims, float* out) {
    for (std::size_t i = 0; i < rows; ++i) {
        double squared = 0.0;
        for (std::size_t j = 0; j < dims; ++j)
            squared += static_cast<double>(x[i * dims + j]) * x[i * dims + j];
        const double factor = squared > 0.0 ? 1.0 / std::sqrt(squared) : 0.0;
        for (std::size_t j = 0; j < dims; ++j)
            out[i * dims + j] = static_cast<float>(x[i * dims + j] * factor);
    }
}

COUNTERPOINT_KERNEL
void scorePanels(const float* x, std::size_t rows, std::size_t dims, const float* panels,
                 std::size_t clusters, float* scores) {
    for (std::size_t k = 0; k < clusters; k += TileColumns)
        linalg::tileProducts(rows, x, dims, 1, panels + k * dims, TileColumns, dims, scores + k,
                             clusters);
}

COUNTERPOINT_KERNEL
void labelLargest(const float* scores, std::size_t rows, std::size_t clusters,
                  const float* penalties, std::uint32_t* labels) {
    for (std::size_t i = 0; i < rows; ++i, scores += clusters) {
        float most = -3e38F;
#pragma omp simd reduction(max : most)
        for (std::size_t k = 0; k < clusters; ++k) {
            const float value = scores[k] - penalties[k];
            most = value > most ? value : most;
        }
        const auto count = static_cast<std::uint32_t>(clusters);
        std::uint32_t first = count;
#pragma omp simd reduction(min : first)
        for (std::uint32_t k = 0; k < count; ++k) {
            const std::uint32_t candidate = scores[k] - penalties[k] == most ? k : count;
            first = candidate < first ? candidate : first;
        }
        labels[i] = first;
    }
}

AssignSums assign(const float* x, const std::uint32_t* cells, std::size_t count, std::size_t dims,
                  const float* panels, std::size_t clusters, float scale,
                  const std::uint32_t* groupOf, const float* weights, float* unit, float* scores,
                  float* r) {
    gatherAndScore(x, cells, count, dims, panels, clusters, unit, scores);
    AssignSums sums;
    for (std::size_t c = 0; c < count; ++c) {
        const std::size_t cell = cells[c];
        float closeness = 0.0F;
        float excess = 0.0F;
        float total = 1.0F;
        softmaxRow(scores + c * clusters, weights + groupOf[cell] * clusters, clusters, scale,
                   r + cell * clusters, &closeness, &excess, &total);
        sums.closeness += closeness;
        sums.logR += static_cast<double>(excess) - std::log(static_cast<double>(total));
    }
    return sums;
}

COUNTERPOINT_KERNEL
void addAssignments(const float* r, const std::uint32_t* cells, std::size_t count,
                    std::size_t clusters, std::size_t begin, std::size_t end,
                    const std::uint32_t* groupOf, double sign, double* observed) {
    for (std::size_t c = 0; c < count; ++c) {
        const float* from = r + cells[c] * clusters;
        double* to = observed + groupOf[cells[c]] * clusters;
#pragma omp simd
        for (std::size_t k = begin; k < end; ++k) to[k] += sign * from[k];
    }
}

COUNTERPOINT_KERNEL
void addClusterSums(const float* x, const float* r, std::size_t rows, std::size_t dims,
                    std::size_t clusters, double* sums) {
    float tile[TileRows * TileColumns];
    for (std::size_t begin = 0; begin < rows; begin += SumRows) {
        const std::size_t depth = rows - begin < SumRows ? rows - begin : SumRows;
        for (std::size_t k = 0; k < clusters; k += TileColumns) {
            for (std::size_t j = 0; j < dims; j += TileRows) {
                const std::size_t height = dims - j < TileRows ? dims - j : TileRows;
                linalg::tileProducts(height, x + begin * dims + j, 1, dims,
                                     r + begin * clusters + k, clusters, depth, tile, TileColumns);
                for (std::size_t m = 0; m < height; ++m)
                    for (std::size_t p = 0; p < TileColumns; ++p)
                        sums[(j + m) * clusters + k + p] += tile[m * TileColumns + p];
            }
        }
    }
}

COUNTERPOINT_KERNEL
void subtractShifts(const float* x, const float* r, std::size_t rows, std::size_t dims,
                    std::size_t clusters, const float* shifts, float* out) {
    for (std::size_t j = 0; j < dims; j += TileColumns) {
        linalg::tileProducts(rows, r, clusters, 1, shifts + j, dims, clusters, out + j, dims);
        for (std::size_t i = 0; i < rows; ++i)
            for (std::size_t p = j; p < j + TileColumns; ++p)
                out[i * dims + p] = x[i * dims + p] - out[i * dims + p];
    }
}

}  // namespace counterpoint::integrate::kernels
