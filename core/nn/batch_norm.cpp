#include "core/nn/batch_norm.h"

#include "core/nn/layer_kernels.h"

#include <cmath>

namespace counterpoint::nn {

template <class T>
BatchNorm<T>::BatchNorm(Parameters<T>& parameters, const std::string& name, std::size_t features)
    : m_scale(parameters.add(name + ".scale", 1, features, T{1})),
      m_shift(parameters.add(name + ".shift", 1, features)),
      m_runningMean(parameters.add(name + ".running_mean", 1, features, T{0}, false)),
      m_runningVariance(parameters.add(name + ".running_variance", 1, features, T{1}, false)) {}

template <class T>
void BatchNorm<T>::forward(Parameters<T>& parameters, Batch<T>& x, Mode mode) {
    const T* scale = parameters.at(m_scale);
    const T* shift = parameters.at(m_shift);
    T* runningMean = parameters.at(m_runningMean);
    T* runningVariance = parameters.at(m_runningVariance);
    const auto n = static_cast<T>(x.cells);
    if (mode == Mode::Train) {
        m_standard.reshape(x.features, x.cells);
        m_inverse.resize(x.features);
    }
    for (std::size_t i = 0; i < x.features; ++i) {
        T* row = x.row(i);
        T mean = runningMean[i];
        T variance = runningVariance[i];
        if (mode == Mode::Train) {
            mean = kernels::sumOf(x.cells, row) / n;
            variance = kernels::squaresAround(x.cells, row, mean) / n;
            const auto momentum = static_cast<T>(Momentum);
            runningMean[i] += momentum * (mean - runningMean[i]);
            runningVariance[i] += momentum * (variance * n / (n - 1) - runningVariance[i]);
        }
        const T inverse = 1 / std::sqrt(variance + static_cast<T>(Epsilon));
        if (mode == Mode::Train) {
            m_inverse[i] = inverse;
            T* standard = m_standard.row(i);
            for (std::size_t c = 0; c < x.cells; ++c) standard[c] = (row[c] - mean) * inverse;
        }
        const T factor = inverse * scale[i];
        for (std::size_t c = 0; c < x.cells; ++c) row[c] = (row[c] - mean) * factor + shift[i];
    }
}

template <class T>
void BatchNorm<T>::backward(Parameters<T>& parameters, Batch<T>& dy) const {
    const T* scale = parameters.at(m_scale);
    T* scaleGradient = parameters.gradient(m_scale);
    T* shiftGradient = parameters.gradient(m_shift);
    const auto n = static_cast<T>(dy.cells);
    for (std::size_t i = 0; i < dy.features; ++i) {
        T* row = dy.row(i);
        const T* standard = m_standard.row(i);
        const T sum = kernels::sumOf(dy.cells, row);
        const T inner = kernels::innerOf(dy.cells, row, standard);
        scaleGradient[i] += inner;
        shiftGradient[i] += sum;
        const T factor = scale[i] * m_inverse[i];
        for (std::size_t c = 0; c < dy.cells; ++c)
            row[c] = factor * (row[c] - sum / n - standard[c] * (inner / n));
    }
}

template <class T>
void reluDropout(Batch<T>& x, double rate, std::uint64_t key) {
    const auto up = static_cast<T>(1.0 / (1.0 - rate));
    const auto threshold = static_cast<std::uint64_t>(rate * 4294967296.0);
    for (std::size_t i = 0; i < x.features; ++i) {
        T* row = x.row(i);
        if (rate <= 0.0) {
            for (std::size_t c = 0; c < x.cells; ++c) row[c] = row[c] > 0 ? row[c] : T{0};
            continue;
        }
        for (std::size_t c = 0; c < x.cells; ++c) {
            const std::uint64_t bits = base::mix(key + i * x.cells + c) >> 32U;
            row[c] = row[c] > 0 && bits >= threshold ? row[c] * up : T{0};
        }
    }
}

template <class T>
void reluDropoutBackward(const Batch<T>& y, double rate, Batch<T>& dy) {
    const auto up = static_cast<T>(1.0 / (1.0 - rate));
    for (std::size_t i = 0; i < y.features; ++i) {
        const T* row = y.row(i);
        T* gradient = dy.row(i);
        for (std::size_t c = 0; c < y.cells; ++c)
            gradient[c] = row[c] > 0 ? gradient[c] * up : T{0};
    }
}

template class BatchNorm<float>;
template class BatchNorm<double>;
template void reluDropout(Batch<float>&, double, std::uint64_t);
template void reluDropout(Batch<double>&, double, std::uint64_t);
template void reluDropoutBackward(const Batch<float>&, double, Batch<float>&);
template void reluDropoutBackward(const Batch<double>&, double, Batch<double>&);

}  // namespace counterpoint::nn
