#include "core/nn/parameters.h"

#include "core/base/parallel.h"
#include "core/nn/layer_kernels.h"

#include <algorithm>
#include <cmath>

namespace counterpoint::nn {

template <class T>
std::size_t Parameters<T>::add(const std::string& name, std::size_t rows, std::size_t cols, T fill,
                               bool trained) {
    const Slice slice{name, rows, cols, strideOf(cols), values.size(), trained};
    slices.push_back(slice);
    const std::size_t size = slice.offset + rows * slice.stride;
    for (Numbers<T>* numbers : {&values, &gradients, &means, &squares}) numbers->resize(size);
    for (std::size_t i = 0; i < rows; ++i)
        std::fill_n(values.begin() + static_cast<std::ptrdiff_t>(slice.offset + i * slice.stride),
                    cols, fill);
    return slices.size() - 1;
}

template <class T>
void Parameters<T>::drawUniform(std::size_t slice, double bound, base::Random random) {
    const Slice& s = slices[slice];
    for (std::size_t i = 0; i < s.rows; ++i)
        for (std::size_t j = 0; j < s.cols; ++j)
            values[s.offset + i * s.stride + j] =
                static_cast<T>(bound * (2.0 * random.uniform() - 1.0));
}

template <class T>
void Parameters<T>::drawNormal(std::size_t slice, base::Random random) {
    const Slice& s = slices[slice];
    for (std::size_t i = 0; i < s.rows; ++i)
        for (std::size_t j = 0; j < s.cols; ++j)
            values[s.offset + i * s.stride + j] = static_cast<T>(random.normal());
}

template <class T>
void Parameters<T>::clearGradients() {
    std::ranges::fill(gradients, T{0});
}

template <class T>
void Parameters<T>::step(const AdamOptions& options, const base::Job& job) {
    ++steps;
    const auto n = static_cast<double>(steps);
    const double correction1 = 1.0 - std::pow(options.beta1, n);
    const double correction2 = 1.0 - std::pow(options.beta2, n);
    kernels::AdamStep<T> by;
    by.rate = static_cast<T>(options.rate / correction1);
    by.beta1 = static_cast<T>(options.beta1);
    by.beta2 = static_cast<T>(options.beta2);
    by.rootCorrection = static_cast<T>(1.0 / std::sqrt(correction2));
    by.epsilon = static_cast<T>(options.epsilon);
    by.weightDecay = static_cast<T>(options.weightDecay);
    constexpr std::size_t Block = 32768;
    for (const Slice& slice : slices) {
        if (!slice.trained) continue;
        base::parallelBlocks(job, slice.rows * slice.stride, Block,
                             [&](std::size_t begin, std::size_t end, std::size_t) {
                                 const std::size_t from = slice.offset + begin;
                                 kernels::adam(end - begin, by, gradients.data() + from,
                                               values.data() + from, means.data() + from,
                                               squares.data() + from);
                             });
    }
}

template struct Parameters<float>;
template struct Parameters<double>;

}  // namespace counterpoint::nn
