#pragma once

#include "core/base/job.h"
#include "core/base/random.h"
#include "core/nn/numbers.h"

#include <cstdint>
#include <string>
#include <vector>

namespace counterpoint::nn {

/// A matrix within Parameters.
struct Slice {
    std::string name;  ///< "encoder.0.weight"
    std::size_t rows = 0;
    std::size_t cols = 0;
    std::size_t stride = 0;
    std::size_t offset = 0;
    bool trained = true;  ///< false: not moved by the optimiser (running means, frozen layers)
};

/// Adam (Kingma & Ba 2015) with weight decay added to the gradient, as torch.optim.Adam.
struct AdamOptions {
    double rate = 1e-3;
    double beta1 = 0.9;
    double beta2 = 0.999;
    double epsilon = 0.01;
    double weightDecay = 1e-6;
};

/// All numbers of a network in one piece of memory, with their gradients and the state of the
/// optimiser, so that a network is copied, saved, moved on and set back as a whole. Layers hold
/// slices of it. Padding stays 0.
template <class T>
struct Parameters {
    std::vector<Slice> slices;
    Numbers<T> values;
    Numbers<T> gradients;
    Numbers<T> means;    ///< Adam's first moments
    Numbers<T> squares;  ///< Adam's second moments
    std::int64_t steps = 0;

    /// A new matrix of one value; returns its index in `slices`.
    std::size_t add(const std::string& name, std::size_t rows, std::size_t cols, T fill = 0,
                    bool trained = true);
    /// Of one slice, its first value and its first gradient.
    T* at(std::size_t slice) { return values.data() + slices[slice].offset; }
    const T* at(std::size_t slice) const { return values.data() + slices[slice].offset; }
    T* gradient(std::size_t slice) { return gradients.data() + slices[slice].offset; }

    /// Uniform in ±bound, as torch.nn.Linear starts.
    void drawUniform(std::size_t slice, double bound, base::Random random);
    /// Standard normal.
    void drawNormal(std::size_t slice, base::Random random);

    std::size_t bytes() const {
        return (values.size() + gradients.size() + means.size() + squares.size()) * sizeof(T);
    }
    void clearGradients();
    /// One step of Adam along the gradients.
    void step(const AdamOptions& options, const base::Job& job);
};

}  // namespace counterpoint::nn
