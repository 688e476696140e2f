#include "core/nn/layer_kernels.h"

#include "core/linalg/kernel.h"
#include "core/nn/numbers.h"

#include <cmath>

namespace counterpoint::nn::kernels {

namespace {

template <class T>
[[gnu::always_inline]] inline void adamLoop(std::size_t n, const AdamStep<T>& by, const T* gradient,
                                            T* value, T* mean, T* square) {
#pragma omp simd
    for (std::size_t i = 0; i < n; ++i) {
        const T g = gradient[i] + by.weightDecay * value[i];
        const T m = by.beta1 * mean[i] + (1 - by.beta1) * g;
        const T v = by.beta2 * square[i] + (1 - by.beta2) * g * g;
        mean[i] = m;
        square[i] = v;
        value[i] -= by.rate * m / (std::sqrt(v) * by.rootCorrection + by.epsilon);
    }
}

/// `Cols` columns at a time, their sums in registers.
template <class T, std::size_t Cols>
[[gnu::always_inline]] inline void addRowsPart(std::size_t n, const std::uint32_t* indices,
                                               const T* values, const T* rows, std::size_t stride,
                                               T* to) {
    T sums[Cols] = {};
    for (std::size_t i = 0; i < n; ++i) {
        const T factor = values[i];
        const T* row = rows + indices[i] * stride;
#pragma omp simd
        for (std::size_t j = 0; j < Cols; ++j) sums[j] += factor * row[j];
    }
    for (std::size_t j = 0; j < Cols; ++j) to[j] = sums[j];
}

template <class T>
[[gnu::always_inline]] inline void addRowsLoop(std::size_t n, const std::uint32_t* indices,
                                               const T* values, const T* rows, std::size_t stride,
                                               std::size_t cols, T* to) {
    std::size_t j = 0;
    for (; j + 128 <= padded(cols); j += 128)
        addRowsPart<T, 128>(n, indices, values, rows + j, stride, to + j);
    for (; j < padded(cols); j += Lanes)
        addRowsPart<T, Lanes>(n, indices, values, rows + j, stride, to + j);
}

template <class T>
[[gnu::always_inline]] inline T sumLoop(std::size_t n, const T* x) {
    T sum = 0;
#pragma omp simd reduction(+ : sum)
    for (std::size_t i = 0; i < n; ++i) sum += x[i];
    return sum;
}

template <class T>
[[gnu::always_inline]] inline T squaresLoop(std::size_t n, const T* x, T mean) {
    T sum = 0;
#pragma omp simd reduction(+ : sum)
    for (std::size_t i = 0; i < n; ++i) sum += (x[i] - mean) * (x[i] - mean);
    return sum;
}

template <class T>
[[gnu::always_inline]] inline T innerLoop(std::size_t n, const T* x, const T* y) {
    T sum = 0;
#pragma omp simd reduction(+ : sum)
    for (std::size_t i = 0; i < n; ++i) sum += x[i] * y[i];
    return sum;
}

}  // namespace

COUNTERPOINT_KERNEL
void adam(std::size_t n, AdamStep<float> by, const float* gradient, float* value, float* mean,
          float* square) {
    adamLoop(n, by, gradient, value, mean, square);
}
void adam(std::size_t n, AdamStep<double> by, const double* gradient, double* value, double* mean,
          double* square) {
    adamLoop(n, by, gradient, value, mean, square);
}

COUNTERPOINT_KERNEL
void addRows(std::size_t n, const std::uint32_t* indices, const float* values, const float* rows,
             std::size_t stride, std::size_t cols, float* to) {
    addRowsLoop(n, indices, values, rows, stride, cols, to);
}
void addRows(std::size_t n, const std::uint32_t* indices, const double* values, const double* rows,
             std::size_t stride, std::size_t cols, double* to) {
    addRowsLoop(n, indices, values, rows, stride, cols, to);
}

COUNTERPOINT_KERNEL float sumOf(std::size_t n, const float* x) {
    return sumLoop(n, x);
}
double sumOf(std::size_t n, const double* x) {
    return sumLoop(n, x);
}
COUNTERPOINT_KERNEL float squaresAround(std::size_t n, const float* x, float mean) {
    return squaresLoop(n, x, mean);
}
double squaresAround(std::size_t n, const double* x, double mean) {
    return squaresLoop(n, x, mean);
}
COUNTERPOINT_KERNEL float innerOf(std::size_t n, const float* x, const float* y) {
    return innerLoop(n, x, y);
}
double innerOf(std::size_t n, const double* x, const double* y) {
    return innerLoop(n, x, y);
}

}  // namespace counterpoint::nn::kernels
