#include "core/linalg/panel.h"

#include "core/linalg/kernel.h"

#include <algorithm>

namespace counterpoint::linalg {

COUNTERPOINT_KERNEL
void panelInner(std::size_t rows, const double* a, const double* b, double* tile) {
    constexpr std::size_t strip = 4;  // 4 × 16 sums fit the registers of every instruction set
    for (std::size_t top = 0; top < PanelWidth; top += strip) {
        double sums[strip][PanelWidth] = {};
        for (std::size_t r = 0; r < rows; ++r) {
            const double* left = a + r * PanelWidth + top;
            const double* right = b + r * PanelWidth;
            for (std::size_t i = 0; i < strip; ++i)
#pragma omp simd
                for (std::size_t j = 0; j < PanelWidth; ++j) sums[i][j] += left[i] * right[j];
        }
        for (std::size_t i = 0; i < strip; ++i)
            for (std::size_t j = 0; j < PanelWidth; ++j)
                tile[(top + i) * PanelWidth + j] = sums[i][j];
    }
}

COUNTERPOINT_KERNEL
void panelSubtract(std::size_t rows, const double* a, const double* tile, double* target) {
    for (std::size_t r = 0; r < rows; ++r) {
        double sums[PanelWidth] = {};
        for (std::size_t i = 0; i < PanelWidth; ++i)
#pragma omp simd
            for (std::size_t j = 0; j < PanelWidth; ++j)
                sums[j] += a[r * PanelWidth + i] * tile[i * PanelWidth + j];
        for (std::size_t j = 0; j < PanelWidth; ++j) target[r * PanelWidth + j] -= sums[j];
    }
}

COUNTERPOINT_KERNEL
void panelTimes(std::size_t rows, const double* a, const double* tile, double* target) {
    for (std::size_t r = 0; r < rows; ++r) {
        double sums[PanelWidth] = {};
        for (std::size_t i = 0; i < PanelWidth; ++i)
#pragma omp simd
            for (std::size_t j = 0; j < PanelWidth; ++j)
                sums[j] += a[r * PanelWidth + i] * tile[i * PanelWidth + j];
        std::copy_n(sums, PanelWidth, target + r * PanelWidth);
    }
}

}  // namespace counterpoint::linalg
