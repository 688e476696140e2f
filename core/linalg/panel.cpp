#include "core/linalg/panel.h"

#include "core/linalg/kernel.h"

#include <algorithm>

namespace counterpoint::linalg {

namespace {

/// tile += aᵀ b, added up in `Real`.
template <class Real>
[[gnu::always_inline]] inline void addInner(std::size_t rows, const Real* a, const Real* b,
                                            double* tile) {
    constexpr std::size_t strip = 4;  // 4 × 16 sums fit the registers of every instruction set
    for (std::size_t top = 0; top < PanelWidth; top += strip) {
        Real sums[strip][PanelWidth] = {};
        for (std::size_t r = 0; r < rows; ++r) {
            const Real* left = a + r * PanelWidth + top;
            const Real* right = b + r * PanelWidth;
            for (std::size_t i = 0; i < strip; ++i)
#pragma omp simd
                for (std::size_t j = 0; j < PanelWidth; ++j) sums[i][j] += left[i] * right[j];
        }
        for (std::size_t i = 0; i < strip; ++i)
            for (std::size_t j = 0; j < PanelWidth; ++j)
                tile[(top + i) * PanelWidth + j] += double{sums[i][j]};
    }
}

/// sums = row · tile.
template <class Real>
[[gnu::always_inline]] inline void rowTimes(const Real* row, const Real* tile, Real* sums) {
    for (std::size_t i = 0; i < PanelWidth; ++i)
#pragma omp simd
        for (std::size_t j = 0; j < PanelWidth; ++j) sums[j] += row[i] * tile[i * PanelWidth + j];
}

template <class Real>
[[gnu::always_inline]] inline void subtract(std::size_t rows, const Real* a, const Real* tile,
                                            Real* target) {
    for (std::size_t r = 0; r < rows; ++r) {
        Real sums[PanelWidth] = {};
        rowTimes(a + r * PanelWidth, tile, sums);
        for (std::size_t j = 0; j < PanelWidth; ++j) target[r * PanelWidth + j] -= sums[j];
    }
}

template <class Real>
[[gnu::always_inline]] inline void times(std::size_t rows, const Real* a, const Real* tile,
                                         Real* target) {
    for (std::size_t r = 0; r < rows; ++r) {
        Real sums[PanelWidth] = {};
        rowTimes(a + r * PanelWidth, tile, sums);
        std::copy_n(sums, PanelWidth, target + r * PanelWidth);
    }
}

/// The tile in single precision.
struct FloatTile {
    explicit FloatTile(const double* tile) {
        for (std::size_t i = 0; i < PanelWidth * PanelWidth; ++i)
            values[i] = static_cast<float>(tile[i]);
    }
    float values[PanelWidth * PanelWidth];
};

}  // namespace

COUNTERPOINT_KERNEL
void panelInner(std::size_t rows, const double* a, const double* b, double* tile) {
    std::fill_n(tile, PanelWidth * PanelWidth, 0.0);
    addInner(rows, a, b, tile);
}

COUNTERPOINT_KERNEL
void panelInner(std::size_t rows, const float* a, const float* b, double* tile) {
    constexpr std::size_t rowsPerSum = 256;
    std::fill_n(tile, PanelWidth * PanelWidth, 0.0);
    for (std::size_t r = 0; r < rows; r += rowsPerSum)
        addInner(std::min(rowsPerSum, rows - r), a + r * PanelWidth, b + r * PanelWidth, tile);
}

COUNTERPOINT_KERNEL
void panelSubtract(std::size_t rows, const double* a, const double* tile, double* target) {
    subtract(rows, a, tile, target);
}

COUNTERPOINT_KERNEL
void panelSubtract(std::size_t rows, const float* a, const double* tile, float* target) {
    const FloatTile single(tile);
    subtract(rows, a, single.values, target);
}

COUNTERPOINT_KERNEL
void panelTimes(std::size_t rows, const double* a, const double* tile, double* target) {
    times(rows, a, tile, target);
}

COUNTERPOINT_KERNEL
void panelTimes(std::size_t rows, const float* a, const double* tile, float* target) {
    const FloatTile single(tile);
    times(rows, a, single.values, target);
}

}  // namespace counterpoint::linalg
