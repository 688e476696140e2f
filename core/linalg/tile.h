#pragma once

#include <cstddef>

namespace counterpoint::linalg {

/// Columns of a tile; pad the right-hand matrix of a tile product to a multiple of it.
inline constexpr std::size_t TileColumns = 16;
/// Rows of a tile at which the sums just fill AVX2's registers.
inline constexpr std::size_t TileRows = 6;

inline constexpr std::size_t paddedToTile(std::size_t columns) {
    return (columns + TileColumns - 1) / TileColumns * TileColumns;
}

/// c[m, p] = Σ_t a[m·aRow + t·aStep] · b[t·bStep + p] for m < Rows, p < Columns, t < depth > 0: the
/// inner piece of every blocked product, with all its sums in registers. Either operand may be read
/// transposed by its strides. Call it from a COUNTERPOINT_KERNEL function, into which it is
/// inlined.
template <std::size_t Rows, std::size_t Columns>
[[gnu::always_inline]] inline void tileProduct(const float* a, std::size_t aRow, std::size_t aStep,
                                               const float* b, std::size_t bStep, std::size_t depth,
                                               float* c, std::size_t cRow) {
    // Begun with the first term: zeros to begin with would be written to memory first.
    float sums[Rows][Columns];
#pragma GCC unroll 8
    for (std::size_t m = 0; m < Rows; ++m) {
        const float factor = a[m * aRow];
#pragma omp simd
        for (std::size_t p = 0; p < Columns; ++p) sums[m][p] = factor * b[p];
    }
    for (std::size_t t = 1; t < depth; ++t) {
#pragma GCC unroll 8
        for (std::size_t m = 0; m < Rows; ++m) {
            const float factor = a[m * aRow + t * aStep];
#pragma omp simd
            for (std::size_t p = 0; p < Columns; ++p) sums[m][p] += factor * b[t * bStep + p];
        }
    }
#pragma GCC unroll 8
    for (std::size_t m = 0; m < Rows; ++m)
#pragma omp simd
        for (std::size_t p = 0; p < Columns; ++p) c[m * cRow + p] = sums[m][p];
}

/// As above for any number of rows.
template <std::size_t Columns = TileColumns>
[[gnu::always_inline]] inline void tileProducts(std::size_t rows, const float* a, std::size_t aRow,
                                                std::size_t aStep, const float* b,
                                                std::size_t bStep, std::size_t depth, float* c,
                                                std::size_t cRow) {
    std::size_t m = 0;
    for (; m + TileRows <= rows; m += TileRows)
        tileProduct<TileRows, Columns>(a + m * aRow, aRow, aStep, b, bStep, depth, c + m * cRow,
                                       cRow);
    for (; m + 2 <= rows; m += 2)
        tileProduct<2, Columns>(a + m * aRow, aRow, aStep, b, bStep, depth, c + m * cRow, cRow);
    if (m < rows)
        tileProduct<1, Columns>(a + m * aRow, aRow, aStep, b, bStep, depth, c + m * cRow, cRow);
}

}  // namespace counterpoint::linalg
