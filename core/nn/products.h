#pragma once

#include "core/base/job.h"
#include "core/nn/numbers.h"

#include <cstddef>

namespace counterpoint::nn {

/// The left side of a product: element (i, t) at `at[i · row + t · step]`, so that a matrix is read
/// transposed by exchanging the two.
template <class T>
struct Left {
    const T* at;
    std::size_t row;
    std::size_t step;
};

/// c[i, j] = Σ_t a(i, t) · b[t · bRow + j] (added to c where `add`), for i < rows and j < cols
/// rounded up to `Lanes`: b and c must be padded so far. Each sum runs over t in order, whatever
/// the processor. T is float or double. On the calling thread.
template <class T>
void multiply(std::size_t rows, std::size_t cols, std::size_t depth, Left<T> a, const T* b,
              std::size_t bRow, T* c, std::size_t cRow, bool add);

/// to[j, i] = from[i, j] for i < rows, j < cols; the rest of each row of `to`, up to
/// `padded(rows)`, becomes 0.
template <class T>
void transpose(std::size_t rows, std::size_t cols, const T* from, std::size_t fromRow, T* to,
               std::size_t toRow);

}  // namespace counterpoint::nn
