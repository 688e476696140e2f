#pragma once

#include <cstddef>
#include <cstdint>

/// The loops of the layers, for floats with run-time dispatch; doubles are for tests.
namespace counterpoint::nn::kernels {

template <class T>
struct AdamStep {
    T rate;  ///< over the correction of the first moment
    T beta1, beta2;
    T rootCorrection;  ///< 1 / √ of the correction of the second moment
    T epsilon;
    T weightDecay;
};
void adam(std::size_t n, AdamStep<float> by, const float* gradient, float* value, float* mean,
          float* square);
void adam(std::size_t n, AdamStep<double> by, const double* gradient, double* value, double* mean,
          double* square);

/// to[j] = Σ_i values[i] · rows[indices[i] · stride + j] for j < padded(cols).
void addRows(std::size_t n, const std::uint32_t* indices, const float* values, const float* rows,
             std::size_t stride, std::size_t cols, float* to);
void addRows(std::size_t n, const std::uint32_t* indices, const double* values, const double* rows,
             std::size_t stride, std::size_t cols, double* to);

/// Σ x, Σ (x − mean)², Σ x y: in fixed order.
float sumOf(std::size_t n, const float* x);
double sumOf(std::size_t n, const double* x);
float squaresAround(std::size_t n, const float* x, float mean);
double squaresAround(std::size_t n, const double* x, double mean);
float innerOf(std::size_t n, const float* x, const float* y);
double innerOf(std::size_t n, const double* x, const double* y);

}  // namespace counterpoint::nn::kernels
