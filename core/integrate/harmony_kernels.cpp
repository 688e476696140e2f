#include "core/integrate/harmony_kernels.h"

#include "core/linalg/kernel.h"
#include "core/linalg/tile.h"
#include "core/linalg/vector_math.h"

#include <algorithm>
#include <cmath>

namespace counterpoint::integrate::kernels {

using linalg::TileColumns;
using linalg::TileRows;

namespace {

/// Halves the lanes until one is left: the same order on every processor.
template <class T>
[[gnu::always_inline]] inline T addedUp(T* lanes) {
#pragma GCC unroll 4
    for (std::size_t half = TileColumns / 2; half > 0; half /= 2)
#pragma GCC unroll 8
        for (std::size_t p = 0; p < half; ++p) lanes[p] += lanes[p + half];
    return lanes[0];
}

/// In place: e = 2^(scale · e + padding − peak).
COUNTERPOINT_KERNEL
void exponentials(float* e, std::size_t rows, std::size_t clusters, float scale,
                  const float* padding, float* peaks) {
    for (std::size_t i = 0; i < rows; ++i, e += clusters) {
        float most[TileColumns];
        std::fill_n(most, TileColumns, -3e38F);
        for (std::size_t k = 0; k < clusters; k += TileColumns) {
#pragma omp simd
            for (std::size_t p = 0; p < TileColumns; ++p) {
                const float exponent = scale * e[k + p] + padding[k + p];
                most[p] = exponent > most[p] ? exponent : most[p];
            }
        }
#pragma GCC unroll 4
        for (std::size_t half = TileColumns / 2; half > 0; half /= 2)
#pragma GCC unroll 8
            for (std::size_t p = 0; p < half; ++p)
                most[p] = most[p + half] > most[p] ? most[p + half] : most[p];
        const float peak = most[0];
        for (std::size_t k = 0; k < clusters; k += TileColumns) {
#pragma omp simd
            for (std::size_t p = 0; p < TileColumns; ++p) {
                const float below = scale * e[k + p] + padding[k + p] - peak;
                const float held = below < LeastAffinity ? LeastAffinity : below;
                const float value = linalg::exp2OfNonPositive(held);
                e[k + p] = below < LeastAffinity ? 0.0F : value;
            }
        }
        peaks[i] = peak;
    }
}

/// by row Σ_k e_k w_k log2 e_k.
COUNTERPOINT_KERNEL
void weightedLogs(const float* e, std::size_t rows, std::size_t clusters, const float* weights,
                  float* logs) {
    for (std::size_t i = 0; i < rows; ++i, e += clusters) {
        float sums[TileColumns] = {};
        for (std::size_t k = 0; k < clusters; k += TileColumns) {
#pragma omp simd
            for (std::size_t p = 0; p < TileColumns; ++p) {
                // An affinity of 0 adds 0, and needs a logarithm without a branch.
                const float log = linalg::log2OfPositive(e[k + p] + 1e-30F);
                sums[p] += e[k + p] * weights[k + p] * log;
            }
        }
        logs[i] = addedUp(sums);
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
        double squares[TileColumns] = {};
        for (std::size_t j = 0; j < dims; j += TileColumns)
#pragma omp simd
            for (std::size_t p = 0; p < TileColumns; ++p)
                squares[p] += static_cast<double>(x[i * dims + j + p]) * x[i * dims + j + p];
        const double squared = addedUp(squares);
        const double factor = squared > 0.0 ? 1.0 / std::sqrt(squared) : 0.0;
#pragma omp simd
        for (std::size_t j = 0; j < dims; ++j)
            out[i * dims + j] = static_cast<float>(x[i * dims + j] * factor);
    }
}

COUNTERPOINT_KERNEL
void scorePanels(const float* x, std::size_t rows, std::size_t dims, std::size_t used,
                 const float* panels, std::size_t clusters, float* scores) {
    for (std::size_t k = 0; k < clusters; k += TileColumns)
        linalg::tileProducts(rows, x, dims, 1, panels + k * dims, TileColumns, used, scores + k,
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

void affinities(const float* x, std::size_t rows, std::size_t dims, std::size_t used,
                const float* panels, std::size_t clusters, float scale, const float* padding,
                float* e, float* peaks) {
    scorePanels(x, rows, dims, used, panels, clusters, e);
    exponentials(e, rows, clusters, scale, padding, peaks);
}

COUNTERPOINT_KERNEL
void shareOut(const float* e, std::size_t rows, std::size_t clusters, const float* weights,
              float* inverse) {
    for (std::size_t i = 0; i < rows; ++i, e += clusters) {
        float sums[TileColumns] = {};
        for (std::size_t k = 0; k < clusters; k += TileColumns)
#pragma omp simd
            for (std::size_t p = 0; p < TileColumns; ++p) sums[p] += e[k + p] * weights[k + p];
        inverse[i] = 1.0F / addedUp(sums);
    }
}

COUNTERPOINT_KERNEL
void addCounts(const float* e, const float* inverse, std::size_t rows, std::size_t clusters,
               float* counts) {
    constexpr std::size_t chains = 4;  // hide the latency of additions
    const std::size_t whole = rows / chains * chains;
    for (std::size_t k = 0; k < clusters; k += TileColumns) {
        float sums[chains][TileColumns] = {};
        for (std::size_t i = 0; i < whole; i += chains)
            for (std::size_t c = 0; c < chains; ++c)
#pragma omp simd
                for (std::size_t p = 0; p < TileColumns; ++p)
                    sums[c][p] += e[(i + c) * clusters + k + p] * inverse[i + c];
        for (std::size_t i = whole; i < rows; ++i)
            for (std::size_t p = 0; p < TileColumns; ++p)
                sums[0][p] += e[i * clusters + k + p] * inverse[i];
        for (std::size_t p = 0; p < TileColumns; ++p)
            counts[k + p] += (sums[0][p] + sums[1][p]) + (sums[2][p] + sums[3][p]);
    }
}

ObjectiveSums objectiveSums(const float* e, const float* peaks, const float* inverse,
                            std::size_t rows, std::size_t clusters, const float* weights) {
    float logs[StripRows];
    weightedLogs(e, rows, clusters, weights, logs);
    ObjectiveSums sums;
    double inverses = 1.0;  // each between 2^-8 and 2^60: logarithms of eight at a time
    for (std::size_t i = 0; i < rows; ++i) {
        const double log = static_cast<double>(logs[i]) * static_cast<double>(inverse[i]);
        sums.closeness += log + static_cast<double>(peaks[i]);
        sums.logShare += log;
        inverses *= static_cast<double>(inverse[i]);
        if (i % 8 == 7 || i + 1 == rows) {
            sums.logShare += std::log2(inverses);
            inverses = 1.0;
        }
    }
    return sums;
}

COUNTERPOINT_KERNEL
void addClusterSums(const float* x, const float* e, const float* inverse, std::size_t rows,
                    std::size_t dims, std::size_t used, std::size_t clusters, float* sums) {
    constexpr std::size_t piece =
        8 * TileRows;  // dimensions at once: a multiple of the tile's rows
    float scaled[StripRows * piece];
    float tile[TileRows * TileColumns];
    for (std::size_t from = 0; from < used; from += piece) {
        const std::size_t count = std::min(piece, used - from);
        for (std::size_t i = 0; i < rows; ++i)
#pragma omp simd
            for (std::size_t j = 0; j < count; ++j)
                scaled[i * piece + j] = x[i * dims + from + j] * inverse[i];
        for (std::size_t k = 0; k < clusters; k += TileColumns)
            for (std::size_t top = 0; top < count; top += TileRows) {
                const std::size_t height = std::min(TileRows, count - top);
                linalg::tileProducts(height, scaled + top, 1, piece, e + k, clusters, rows, tile,
                                     TileColumns);
                for (std::size_t m = 0; m < height; ++m) {
                    float* to = sums + (from + top + m) * clusters + k;
                    for (std::size_t p = 0; p < TileColumns; ++p)
                        to[p] += tile[m * TileColumns + p];
                }
            }
    }
}

COUNTERPOINT_KERNEL
void addWeighted(double* to, const float* from, const float* weights, std::size_t clusters,
                 std::size_t count) {
    for (std::size_t row = 0; row < count; row += clusters)
#pragma omp simd
        for (std::size_t k = 0; k < clusters; ++k)
            to[row + k] += static_cast<double>(from[row + k]) * static_cast<double>(weights[k]);
}

COUNTERPOINT_KERNEL
void subtractShifts(const float* x, const float* e, const float* inverse, std::size_t rows,
                    std::size_t dims, std::size_t used, std::size_t clusters, std::size_t padded,
                    const float* shifts, float* out) {
    constexpr std::size_t half = TileColumns / 2;
    constexpr std::size_t quarter = TileColumns / 4;
    std::size_t j = 0;
    while (j < used) {  // the last few in the narrowest tile that holds them
        const std::size_t left = used - j;
        if (left > half) {
            linalg::tileProducts(rows, e, padded, 1, shifts + j, dims, clusters, out + j, dims);
            j += TileColumns;
        } else if (left > quarter) {
            linalg::tileProducts<half>(rows, e, padded, 1, shifts + j, dims, clusters, out + j,
                                       dims);
            j += half;
        } else {
            linalg::tileProducts<quarter>(rows, e, padded, 1, shifts + j, dims, clusters, out + j,
                                          dims);
            j += quarter;
        }
    }
    for (std::size_t i = 0; i < rows; ++i, x += dims, out += dims) {
#pragma omp simd
        for (std::size_t p = 0; p < j; ++p) out[p] = x[p] - inverse[i] * out[p];
        std::fill(out + j, out + dims, 0.0F);
    }
}

}  // namespace counterpoint::integrate::kernels
