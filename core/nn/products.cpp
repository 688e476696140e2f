#include "core/nn/products.h"

#include "core/linalg/kernel.h"

#include <algorithm>

namespace counterpoint::nn {

namespace {

/// Rows of a tile: with 16 columns its sums fill AVX2's registers, with 32 half of AVX-512's.
constexpr std::size_t TileRows = 6;

/// One tile of a product, all its sums in registers.
template <class T, std::size_t Rows, std::size_t Cols>
[[gnu::always_inline]] inline void tile(std::size_t depth, Left<T> a, const T* b, std::size_t bRow,
                                        T* c, std::size_t cRow, bool add) {
    T sums[Rows][Cols] = {};
    for (std::size_t t = 0; t < depth; ++t)
        for (std::size_t i = 0; i < Rows; ++i) {
            const T factor = a.at[i * a.row + t * a.step];
#pragma omp simd
            for (std::size_t j = 0; j < Cols; ++j) sums[i][j] += factor * b[t * bRow + j];
        }
    for (std::size_t i = 0; i < Rows; ++i)
        for (std::size_t j = 0; j < Cols; ++j)
            c[i * cRow + j] = add ? c[i * cRow + j] + sums[i][j] : sums[i][j];
}

template <class T, std::size_t Cols>
[[gnu::always_inline]] inline void tiles(std::size_t rows, std::size_t cols, std::size_t depth,
                                         Left<T> a, const T* b, std::size_t bRow, T* c,
                                         std::size_t cRow, bool add) {
    for (std::size_t j = 0; j < padded(cols); j += Cols) {
        std::size_t i = 0;
        for (; i + TileRows <= rows; i += TileRows)
            tile<T, TileRows, Cols>(depth, {a.at + i * a.row, a.row, a.step}, b + j, bRow,
                                    c + i * cRow + j, cRow, add);
        for (; i + 2 <= rows; i += 2)
            tile<T, 2, Cols>(depth, {a.at + i * a.row, a.row, a.step}, b + j, bRow,
                             c + i * cRow + j, cRow, add);
        if (i < rows)
            tile<T, 1, Cols>(depth, {a.at + i * a.row, a.row, a.step}, b + j, bRow,
                             c + i * cRow + j, cRow, add);
    }
}

}  // namespace

namespace kernels {

COUNTERPOINT_KERNEL
void multiplyWide(std::size_t rows, std::size_t cols, std::size_t depth, const float* a,
                  std::size_t aRow, std::size_t aStep, const float* b, std::size_t bRow, float* c,
                  std::size_t cRow, bool add) {
    tiles<float, 32>(rows, cols, depth, {a, aRow, aStep}, b, bRow, c, cRow, add);
}

COUNTERPOINT_KERNEL
void multiplyNarrow(std::size_t rows, std::size_t cols, std::size_t depth, const float* a,
                    std::size_t aRow, std::size_t aStep, const float* b, std::size_t bRow, float* c,
                    std::size_t cRow, bool add) {
    tiles<float, 16>(rows, cols, depth, {a, aRow, aStep}, b, bRow, c, cRow, add);
}

}  // namespace kernels

template <>
void multiply(std::size_t rows, std::size_t cols, std::size_t depth, Left<float> a, const float* b,
              std::size_t bRow, float* c, std::size_t cRow, bool add) {
#if defined(__x86_64__)
    static const bool wide = __builtin_cpu_supports("avx512f") != 0;
#else
    constexpr bool wide = false;
#endif
    if (wide)
        kernels::multiplyWide(rows, cols, depth, a.at, a.row, a.step, b, bRow, c, cRow, add);
    else
        kernels::multiplyNarrow(rows, cols, depth, a.at, a.row, a.step, b, bRow, c, cRow, add);
}

template <>
void multiply(std::size_t rows, std::size_t cols, std::size_t depth, Left<double> a,
              const double* b, std::size_t bRow, double* c, std::size_t cRow, bool add) {
    tiles<double, 8>(rows, cols, depth, a, b, bRow, c, cRow, add);
}

template <class T>
void transpose(std::size_t rows, std::size_t cols, const T* from, std::size_t fromRow, T* to,
               std::size_t toRow) {
    constexpr std::size_t Block = 16;  // a cache line of floats either way
    for (std::size_t i0 = 0; i0 < rows; i0 += Block)
        for (std::size_t j = 0; j < cols; ++j)
            for (std::size_t i = i0; i < std::min(rows, i0 + Block); ++i)
                to[j * toRow + i] = from[i * fromRow + j];
    for (std::size_t j = 0; j < cols; ++j)
        std::fill(to + j * toRow + rows, to + j * toRow + padded(rows), T{0});
}

template void transpose(std::size_t, std::size_t, const float*, std::size_t, float*, std::size_t);
template void transpose(std::size_t, std::size_t, const double*, std::size_t, double*, std::size_t);

}  // namespace counterpoint::nn
