#include "core/integrate/harmony_kernels.h"

#include "core/linalg/kernel.h"
#include "core/linalg/tile.h"
#include "core/linalg/vector_math.h"

#include <cmath>

namespace counterpoint::integrate::kernels {

using linalg::TileColumns;
using linalg::TileRows;

namespace {

/// Softmax to the base 2 of logits scale · r + weights, in place; counts += the rows of r. Returns
/// by row Σ R (logit − max), max and the sum of exponentials. Sixteen lanes run side by side, so
/// that sums have the same order on every processor.
COUNTERPOINT_KERNEL
void softmaxRows(float* r, std::size_t rows, std::size_t clusters, float scale,
                 const float* weights, float* counts, float* excess, float* maximum, float* total) {
    for (std::size_t i = 0; i < rows; ++i, r += clusters) {
        float most[TileColumns];
        for (std::size_t p = 0; p < TileColumns; ++p) most[p] = -3e38F;
        for (std::size_t k = 0; k < clusters; k += TileColumns) {
#pragma omp simd
            for (std::size_t p = 0; p < TileColumns; ++p) {
                const float logit = scale * r[k + p] + weights[k + p];
                r[k + p] = logit;
                most[p] = logit > most[p] ? logit : most[p];
            }
        }
        float top = most[0];
        for (std::size_t p = 1; p < TileColumns; ++p) top = most[p] > top ? most[p] : top;

        float sums[TileColumns] = {};
        float products[TileColumns] = {};
        for (std::size_t k = 0; k < clusters; k += TileColumns) {
#pragma omp simd
            for (std::size_t p = 0; p < TileColumns; ++p) {
                const float difference = r[k + p] - top;
                const float below = difference < -100.0F ? -100.0F : difference;
                const float e = linalg::exp2OfNonPositive(below);
                r[k + p] = e;
                sums[p] += e;
                products[p] += e * below;
            }
        }
        float sum = 0.0F;
        float product = 0.0F;
        for (std::size_t p = 0; p < TileColumns; ++p) {
            sum += sums[p];
            product += products[p];
        }
        const float inverse = 1.0F / sum;
        for (std::size_t k = 0; k < clusters; k += TileColumns) {
#pragma omp simd
            for (std::size_t p = 0; p < TileColumns; ++p) {
                const float share = r[k + p] * inverse;
                r[k + p] = share;
                counts[k + p] += share;
            }
        }
        excess[i] = product * inverse;
        maximum[i] = top;
        total[i] = sum;
    }
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

COUNTERPOINT_KERNEL
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

AssignSums assign(const float* x, std::size_t rows, std::size_t dims, const float* panels,
                  std::size_t clusters, float scale, const float* weights, float* r,
                  float* counts) {
    float excess[StripRows];
    float maximum[StripRows];
    float total[StripRows];
    scorePanels(x, rows, dims, panels, clusters, r);
    softmaxRows(r, rows, clusters, scale, weights, counts, excess, maximum, total);
    AssignSums sums;
    double totals = 1.0;  // at most clusters^StripRows: far from overflow
    for (std::size_t i = 0; i < rows; ++i) {
        sums.logit += static_cast<double>(excess[i]) + static_cast<double>(maximum[i]);
        sums.logR += static_cast<double>(excess[i]);
        totals *= static_cast<double>(total[i]);
    }
    sums.logR -= std::log2(totals);
    return sums;
}

COUNTERPOINT_KERNEL
void addClusterSums(const float* x, const float* r, std::size_t rows, std::size_t dims,
                    std::size_t clusters, float* sums) {
    float tile[TileRows * TileColumns];
    for (std::size_t k = 0; k < clusters; k += TileColumns) {
        for (std::size_t j = 0; j < dims; j += TileRows) {
            const std::size_t height = dims - j < TileRows ? dims - j : TileRows;
            linalg::tileProducts(height, x + j, 1, dims, r + k, clusters, rows, tile, TileColumns);
            for (std::size_t m = 0; m < height; ++m) {
                float* to = sums + (j + m) * clusters + k;
                for (std::size_t p = 0; p < TileColumns; ++p) to[p] += tile[m * TileColumns + p];
            }
        }
    }
}

COUNTERPOINT_KERNEL
void addTo(double* to, const float* from, std::size_t count) {
#pragma omp simd
    for (std::size_t i = 0; i < count; ++i) to[i] += static_cast<double>(from[i]);
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
